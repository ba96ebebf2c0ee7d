// SPDX-License-Identifier: Apache-2.0
// Fully connected layers whose weights find no room in the tiles: the host sends them, in each
// inference, to the tiles that have outputs.
#include "hw/spec/system_loader.h"
#include "tests/compiler/inference.h"
#include "tests/compiler/network_maker.h"
#include "workloads/error.h"
#include "workloads/zoo/zoo.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tessera::test {
namespace {

using Index = NetworkMaker::Index;

/// Equal to the reference in every mode; returns the report.
workloads::CompileReport expect_streamed(const workloads::Graph& graph, const std::string& system,
                                         func::RequantMode mode = func::RequantMode::kF32) {
  workloads::CompileOptions options;
  options.mode = mode;
  const Inference result = infer(graph, system, options, generated_inputs(graph, 77));
  expect_equal(result.outputs, result.expected);
  EXPECT_GT(result.report.streamed_bytes, 0U);
  EXPECT_TRUE(result.report.on_host.empty());
  return result.report;
}

/// tiny's four tiles of 64 kB take a dozen such layers (17 kB each) beside buffers, not twenty.
constexpr int kTooMany = 20;
constexpr std::int32_t kUnits = 128;

Index square_layers(NetworkMaker& net, Index x) {
  for (int i = 0; i < kTooMany; ++i) x = net.fully_connected(x, kUnits);
  return x;
}

workloads::Graph twenty_square_layers(std::uint32_t seed) {
  NetworkMaker net(seed, true);
  return net.build(square_layers(net, net.input({1, kUnits})));
}

TEST(StreamedWeights, what_exceeds_the_tiles_comes_from_the_host) {
  const auto report = expect_streamed(twenty_square_layers(1), "tiny");
  constexpr std::uint64_t kLayer = kUnits * kUnits;
  EXPECT_GT(report.cached_bytes, 8 * kLayer);  // the first layers stay
  EXPECT_LT(report.streamed_bytes, 12 * kLayer);
}

TEST(StreamedWeights, fixed_point_modes_have_a_third_row_of_scales) {
  expect_streamed(twenty_square_layers(2), "tiny", func::RequantMode::kDouble);
}

TEST(StreamedWeights, tiles_without_outputs_keep_in_step) {
  // Slices of 16: 20 outputs are in two tiles, 5 in one; then all four again.
  NetworkMaker net(3, true);
  Index x = square_layers(net, net.input({1, kUnits}));
  x = net.fully_connected(x, 20);
  x = net.fully_connected(x, 5);
  x = net.fully_connected(x, kUnits);
  expect_streamed(net.build(net.fully_connected(x, 100)), "tiny");
}

TEST(StreamedWeights, sums_of_a_resident_and_a_streamed_layer) {
  NetworkMaker net(4, true);
  // Slices of 8 and of 16 channels.
  const Index first = net.fully_connected(net.input({1, 256}), 24);
  const Index x = net.add(net.fully_connected(square_layers(net, first), 24), first);
  expect_streamed(net.build(net.function(x, 0)), "tiny");
}

TEST(StreamedWeights, behind_images_and_between_their_layers) {
  NetworkMaker net(5, false);
  const Index image = net.conv(net.input({1, 8, 8, 8}), 16, 3, 3, {});
  std::vector<Index> outputs;  // of 1024 inputs: 130 kB of weights each
  for (int i = 0; i < 3; ++i) outputs.push_back(net.fully_connected(image, kUnits));
  const Index other = net.mean(net.conv(image, 24, 3, 3, {}));
  outputs.push_back(net.fully_connected(other, 30));
  expect_streamed(net.build(outputs), "tiny");
}

TEST(StreamedWeights, more_groups_than_slots_are_refused) {
  NetworkMaker net(6, true);  // 64 outputs per tile are four groups of 16
  Index x = net.input({1, 256});
  for (int i = 0; i < 6; ++i) x = net.fully_connected(x, 256);
  const auto graph = net.build(x);
  try {
    static_cast<void>(workloads::compile(graph, spec::load_system("tiny"), {}));
    FAIL() << "not refused";
  } catch (const workloads::UnsupportedError& error) {
    EXPECT_NE(std::string(error.what()).find("4 groups of outputs per tile"), std::string::npos)
        << error.what();
  }
}

TEST(StreamedWeights, coral_runs_a_hundred_layers_of_four_hundred_units) {
  const auto report = expect_streamed(workloads::build_zoo_model("dense_stack_400x100"), "coral");
  // 15.8 MB of weights, of which 8 MB fit at most.
  EXPECT_GT(report.streamed_bytes, 15'845'200U - (8U << 20U));
}

}  // namespace
}  // namespace tessera::test
