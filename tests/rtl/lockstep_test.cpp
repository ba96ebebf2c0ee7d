// SPDX-License-Identifier: Apache-2.0
// Lock step: silent while both engines agree, and by name where they do not.
// Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VOpUnitMutant.h>
// clang-format on

#include "hw/tile/context.h"
#include "rtl/cosim/lockstep_engine.h"
#include "rtl/cosim/verilated_engine.h"
#include "tests/rtl/engine_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace tessera::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Random commands on a lock-step engine; what it reports, or nothing.
std::string report(const char* mutant, int commands) {
  setenv("TESSERA_MUTANT", mutant, 1);
  const spec::SystemConfig system = spec::load_system("tiny");
  const spec::AcceleratorConfig& config = system.accelerators.at(0);
  hw::TileMemory memory(config);
  KeptSignals signals;
  hw::UnitStats stats;
  rtl::LockstepEngine engine(
      {config, "tile_0_0.op", 1, memory, signals, stats, func::RequantMode::kF32},
      [](const hw::OpEngineSite& site, rtl::WriteLog* log) {
        return std::make_unique<rtl::VerilatedEngine<VOpUnitMutant>>(site, log, nullptr);
      });
  CommandMaker maker(20261203, config, func::RequantMode::kF32);
  maker.fill(memory);
  hw::Cycle now = 0;
  try {
    for (int i = 0; i < commands; ++i) {
      const RandomCommand command = maker.make();
      engine.start(command.op, command.opcode);
      hw::Cycle end = now;
      for (std::uint32_t left = command.steps; left > 0;) {
        const std::uint32_t steps = 1 + maker.draw(left);
        if (maker.draw(2) == 0) engine.settle();
        end = engine.run(steps, end + maker.draw(3));
        left -= steps;
      }
      now = engine.finish(end) + 8;
    }
  } catch (const hw::CommandFault& fault) {
    return fault.what();
  }
  return {};
}

TEST(RtlLockstep, agreeing_engines_run_through) { EXPECT_EQ(report("0", 300), ""); }

TEST(RtlLockstep, first_wrong_word_is_named) {
  EXPECT_THAT(
      report("1", 300),  // a wrong product
      AllOf(HasSubstr("RTL and model differ: tile_0_0.op, command "), HasSubstr("(lane "),
            HasSubstr("written in cycle "), HasSubstr("expected 0x"), HasSubstr("found 0x")));
}

}  // namespace
}  // namespace tessera::test
