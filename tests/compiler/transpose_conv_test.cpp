// SPDX-License-Identifier: Apache-2.0
// TRANSPOSE_CONV on the tiles, and depthwise layers of a single position, against the reference.
#include "tests/compiler/inference.h"
#include "tests/compiler/network_maker.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace tessera::test {
namespace {

using Index = NetworkMaker::Index;
using workloads::Activation;
using workloads::Padding;
using workloads::Window;

void expect_on_tiles(const workloads::Graph& graph, const std::string& system,
                     func::RequantMode mode = func::RequantMode::kF32) {
  workloads::CompileOptions options;
  options.mode = mode;
  const Inference result = infer(graph, system, options, generated_inputs(graph, 77));
  expect_equal(result.outputs, result.expected);
  EXPECT_TRUE(result.report.on_host.empty()) << result.report.on_host.at(0).reason;
}

/// System, kernel, stride.
class TransposeConvRun
    : public testing::TestWithParam<std::tuple<const char*, std::int32_t, std::int32_t>> {};

TEST_P(TransposeConvRun, equals_the_reference_between_convolutions) {
  const auto [system, kernel, stride] = GetParam();
  NetworkMaker net(10 + static_cast<std::uint32_t>(kernel), true);
  const Index x = net.conv(net.input({1, 8, 12, 4}), 12, 3, 3, {});
  const Index up = net.transpose_conv(x, 20, kernel, kernel, stride, Activation::kRelu);
  expect_on_tiles(net.build(net.conv(up, 8, 3, 3, {})), system);
}

INSTANTIATE_TEST_SUITE_P(Shapes, TransposeConvRun,
                         testing::Combine(testing::Values("coral", "tiny"),
                                          testing::Values(2, 3, 4, 5), testing::Values(1, 2)),
                         [](const auto& each) {
                           return std::string(std::get<0>(each.param)) + "_" +
                                  std::to_string(std::get<1>(each.param)) + "_" +
                                  std::to_string(std::get<2>(each.param));
                         });

TEST(TransposeConv, unequal_kernel_and_asymmetric_weights_in_fixed_point) {
  NetworkMaker net(21, false);
  const Index x = net.input({1, 6, 9, 5});
  expect_on_tiles(net.build(net.transpose_conv(x, 7, 4, 3, 3)), "tiny", func::RequantMode::kDouble);
}

TEST(TransposeConv, long_sums_are_made_in_chunks) {
  NetworkMaker net(22, true);
  const Index x = net.input({1, 4, 4, 512});
  expect_on_tiles(net.build(net.transpose_conv(x, 16, 5, 5, 2)), "tiny");
}

TEST(TransposeConv, is_made_in_its_place_in_a_concatenation) {
  NetworkMaker net(23, true);
  const Index x = net.input({1, 8, 8, 8});
  const workloads::Quantization grid{{0.05F}, {3}, 0};
  const Index up = net.transpose_conv(x, 8, 3, 3, 2, Activation::kNone, grid);
  const Index skip = net.conv_like(net.input({1, 16, 16, 4}), 12, grid);
  expect_on_tiles(net.build(net.conv(net.concatenation({up, skip}), 6, 3, 3, {})), "coral");
}

TEST(TransposeConv, blocks_smaller_than_the_stride_stay_on_the_control_core) {
  NetworkMaker net(24, true);
  const Index x = net.input({1, 5, 5, 4});  // 10 rows in blocks of 3, the last of one
  const auto graph = net.build(net.transpose_conv(x, 4, 3, 3, 2));
  const Inference result = infer(graph, "coral", {}, generated_inputs(graph, 77));
  expect_equal(result.outputs, result.expected);
  ASSERT_EQ(result.report.on_host.size(), 1U);
  EXPECT_EQ(result.report.on_host[0].reason, "tiles with fewer positions than the stride");
}

void expect_single_position(const std::string& system, bool is_signed) {
  NetworkMaker net(25, is_signed);
  const Index x = net.conv(net.input({1, 2, 2, 8}), 40, 3, 3, Window{Padding::kSame, 2, 2, 1, 1});
  const Index y = net.depthwise(x, 1, 3, 3, {}, Activation::kRelu6);
  expect_on_tiles(net.build(net.conv(y, 10, 1, 1, {})), system);
}

TEST(SinglePosition, depthwise_layer_is_a_factor_per_channel) {
  expect_single_position("coral", true);
}

TEST(SinglePosition, depthwise_layer_has_weights_with_a_zero_point) {
  expect_single_position("tiny", false);
}

}  // namespace
}  // namespace tessera::test
