// SPDX-License-Identifier: Apache-2.0
// What the RTL cannot be is refused by name, never replaced in silence.
#include "hw/spec/system_loader.h"
#include "rtl/cosim/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::rtl {
namespace {

using func::RequantMode;
using ::testing::HasSubstr;

TEST(RtlRefusals, shipped_systems_are_taken) {
  for (const char* system : {"coral", "coral_usb3", "tiny"})
    EXPECT_EQ(engine_refusal(spec::load_system(system).accelerators.at(0), RequantMode::kF32), "");
}

TEST(RtlRefusals, what_is_not_built_is_named) {
  const spec::SystemConfig system = spec::load_system("coral");
  const auto refusal = [&](auto change, RequantMode mode = RequantMode::kF32) {
    spec::AcceleratorConfig config = system.accelerators.at(0);
    change(config);
    return engine_refusal(config, mode);
  };
  EXPECT_THAT(refusal([](auto& c) { c.lanes = 128; }), HasSubstr("lanes 16, 32 or 64"));
  EXPECT_THAT(refusal([](auto& c) { c.dot = 8; }), HasSubstr("dot 4"));
  EXPECT_THAT(refusal([](auto& c) { c.scaling_entries = 3; }), HasSubstr("scaling_entries"));
  EXPECT_THAT(refusal([](auto& c) { c.timing.op.output_words_per_cycle = 2; }),
              HasSubstr("output_words_per_cycle"));
  EXPECT_THAT(refusal([](auto& c) { c.timing.op.lanes_per_hop = 1; }), HasSubstr("lanes_per_hop"));
  EXPECT_THAT(refusal([](auto& c) { c.timing.op.pipeline_cycles = 4; }),
              HasSubstr("pipeline_cycles"));
  EXPECT_THAT(refusal([](auto&) {}, RequantMode::kDouble), HasSubstr("double is not built"));
}

TEST(RtlRefusals, drain_follows_from_hops_and_pipeline) {
  spec::AcceleratorConfig config = spec::load_system("coral").accelerators.at(0);
  EXPECT_EQ(config.drain_cycles(), 20U);  // a hop of four lanes is a word: hidden
  config.timing.op.lanes_per_hop = 1;     // word 15 needs lane 63, at its turn 15
  EXPECT_EQ(config.drain_cycles(), 20U + 48);
  config.timing.op.lanes_per_hop = 64;
  EXPECT_EQ(config.drain_cycles(), 20U);
  config.timing.op.lanes_per_hop = 4;
  config.timing.op.output_words_per_cycle = 4;  // word 15 passes at 3, needs hop 15
  EXPECT_EQ(config.drain_cycles(), 20U + 12);
}

}  // namespace
}  // namespace tessera::rtl
