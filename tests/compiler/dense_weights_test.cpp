// SPDX-License-Identifier: Apache-2.0
// Depthwise layers whose weights lie densely in the tiles, or come from the host.
#include "hw/spec/system_loader.h"
#include "tests/compiler/inference.h"
#include "tests/compiler/network_maker.h"
#include "workloads/compiler/parameter_image.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace tessera::test {
namespace {

using workloads::ParameterImage;
using workloads::Window;

/// Equal to the reference; returns the run.
Inference expect_right(const workloads::Graph& graph, const std::string& system, double byte_price,
                       func::RequantMode mode = func::RequantMode::kF32) {
  workloads::CompileOptions options;
  options.mode = mode;
  options.byte_price = byte_price;
  Inference result = infer(graph, system, options, generated_inputs(graph, 78));
  expect_equal(result.outputs, result.expected);
  EXPECT_TRUE(result.report.on_host.empty());
  return result;
}

constexpr double kDear = 1000;

/// A square image through so many depthwise layers, all of one size.
workloads::Graph stack(int layers, std::int32_t channels, std::int32_t kernel,
                       std::int32_t side = 8) {
  NetworkMaker net(9, false);
  auto x = net.input({1, side, side, channels});
  for (int i = 0; i < layers; ++i) x = net.depthwise(x, 1, kernel, kernel, {});
  return net.build(x);
}

TEST(DenseWeights, image_has_16_bytes_per_tap_of_four_channels) {
  const spec::SystemConfig system = spec::load_system("coral");
  const workloads::Machine machine(system);
  ParameterImage image(machine, func::RequantMode::kF32, 2, 9, 4, 7, 1,
                       ParameterImage::Form::kDense);
  EXPECT_EQ(image.records(), 2 * (2 + 9));
  EXPECT_EQ(image.record_bytes(), 16);
  EXPECT_EQ(image.rows(), 2);  // of 256 bytes: 352 are used
  image.bias(1, 3, 0x01020304);
  image.weights(1, 8, 2)[1] = 9;
  // Group 1 begins after 11 records; multipliers, biases, then a record per step.
  const auto byte = [&](std::size_t at) { return image.bytes().at(at); };
  EXPECT_EQ(byte((11 + 1) * 16 + 12), 4);
  EXPECT_EQ(byte((11 + 2 + 8) * 16 + 4 * 2 + 1), 9);
  EXPECT_EQ(byte((11 + 2) * 16), 7);  // weights begin as the zero point
}

TEST(DenseWeights, records_are_spread_with_zeros_between) {
  const spec::SystemConfig system = spec::load_system("coral");
  const workloads::Machine machine(system);
  const ParameterImage image(machine, func::RequantMode::kF32, 1, 1, 4, 5, 1,
                             ParameterImage::Form::kDense);
  const workloads::Bytes wide = image.spread(64);
  ASSERT_EQ(wide.size(), 3 * 64U);
  EXPECT_EQ(wide[2 * 64 + 15], 5);
  EXPECT_EQ(wide[2 * 64 + 16], 0);
}

TEST(DenseWeights, are_a_seventh_of_weights_in_rows) {
  // 4 layers of 10 groups: in rows, 2 of scales and at least 3 of weights a group, 256 bytes each;
  // dense, 11 records of 16 bytes a group, filled up to whole rows per layer.
  const Inference dense = expect_right(stack(4, 40, 3), "coral", kDear);
  EXPECT_EQ(dense.report.streamed_bytes, 0U);
  // The input is laid out by an identity of 3 rows.
  EXPECT_EQ(dense.report.cached_bytes, (4U * 7 + 3) * 256);
}

TEST(DenseWeights, fixed_point_modes_have_a_third_record_of_scales) {
  expect_right(stack(2, 24, 5), "coral", kDear, func::RequantMode::kSingle);
}

TEST(DenseWeights, small_machine_has_them_too) { expect_right(stack(3, 20, 3), "tiny", kDear); }

TEST(DenseWeights, between_convolutions_whose_weights_come_in_rows) {
  NetworkMaker net(11, true);
  auto x = net.input({1, 12, 10, 8});
  for (int i = 0; i < 3; ++i) {
    x = net.conv(x, 48, 1, 1, {});
    x = net.depthwise(x, 1, 3, 3, Window{workloads::Padding::kSame, i == 1 ? 2 : 1, 1, 1, 1});
    x = net.conv(x, 24, 1, 1, {});
  }
  expect_right(net.build(net.fully_connected(net.mean(x), 30)), "coral", kDear);
}

TEST(DenseWeights, what_exceeds_the_tiles_comes_from_the_host) {
  // A layer takes 16 groups of 51 records: 13 kB; the tiles have 256 kB, buffers included.
  const Inference result = expect_right(stack(25, 64, 7, 4), "tiny", kDear);
  EXPECT_GT(result.report.cached_bytes, 8 * 13'056U);
  EXPECT_GT(result.report.streamed_bytes, 0U);
}

}  // namespace
}  // namespace tessera::test
