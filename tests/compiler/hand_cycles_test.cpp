// SPDX-License-Identifier: Apache-2.0
// Cycles of the op unit for one layer of each kind, derived by hand in
// workloads/doc/hand_cycles.md.
#include "hw/spec/system_loader.h"
#include "tests/compiler/inference.h"
#include "tests/compiler/network_maker.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using workloads::Padding;
using workloads::Window;

/// What the page takes from hw/spec/systems/coral.yaml.
void expect_figures_of_the_page() {
  const auto coral = spec::load_system("coral");
  const auto& accelerator = coral.accelerators.at(0);
  EXPECT_EQ(accelerator.grid.tiles(), 16U);
  EXPECT_EQ(accelerator.lanes, 64U);
  EXPECT_EQ(accelerator.dot, 4U);
  EXPECT_EQ(accelerator.timing.op.start_cycles, 8U);
  EXPECT_EQ(accelerator.timing.op.output_words_per_cycle, 1U);
  EXPECT_EQ(accelerator.drain_cycles(), 20U);
}

/// Every tile has the same share of these layers.
void expect_on_every_tile(const workloads::Graph& graph, std::uint64_t steps, std::uint64_t busy) {
  expect_figures_of_the_page();
  const Inference inference = infer(graph, "coral", {}, generated_inputs(graph, 1));
  expect_equal(inference.outputs, inference.expected);
  ASSERT_EQ(inference.ops.size(), 16U);
  for (const hw::UnitStats& op : inference.ops) {
    EXPECT_EQ(op.steps, steps);
    EXPECT_EQ(op[hw::Activity::kBusy], busy);
  }
}

TEST(HandCycles, convolution) {
  NetworkMaker maker(1, true);
  const auto image = maker.input({1, 16, 16, 16});
  expect_on_every_tile(maker.build(maker.conv(image, 64, 3, 3, Window{Padding::kSame, 1, 1})),
                       64 + 576, 93 + 620);
}

TEST(HandCycles, depthwise) {
  NetworkMaker maker(1, true);
  const auto image = maker.input({1, 16, 16, 8});
  expect_on_every_tile(maker.build(maker.depthwise(image, 1, 3, 3, Window{Padding::kSame, 1, 1})),
                       32 + 192, 61 + 222);
}

TEST(HandCycles, fully_connected) {
  NetworkMaker maker(1, true);
  const auto vector = maker.input({1, 1024});
  expect_on_every_tile(maker.build(maker.fully_connected(vector, 1024)), 256, 300);
}

}  // namespace
}  // namespace tessera::test
