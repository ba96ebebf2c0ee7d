// SPDX-License-Identifier: Apache-2.0
// One operator each, compiled and executed, against the reference executor.
#include "hw/spec/system_loader.h"
#include "tests/compiler/inference.h"
#include "tests/compiler/network_maker.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace tessera::test {
namespace {

using workloads::Padding;
using workloads::Window;

void expect_equal_to_reference(const workloads::Graph& graph, const std::string& system) {
  const Inference result = infer(graph, system, {}, generated_inputs(graph, 77));
  expect_equal(result.outputs, result.expected);
}

class CompileRun : public testing::TestWithParam<const char*> {};

TEST_P(CompileRun, pointwise_convolution) {
  NetworkMaker net(1, true);
  const auto x = net.input({1, 8, 8, 8});
  expect_equal_to_reference(net.build(net.conv(x, 16, 1, 1, {})), GetParam());
}

TEST_P(CompileRun, convolution_with_halo) {
  NetworkMaker net(2, true);
  const auto x = net.input({1, 9, 7, 5});
  expect_equal_to_reference(net.build(net.conv(x, 20, 3, 3, {})), GetParam());
}

TEST_P(CompileRun, two_strided_convolutions) {
  NetworkMaker net(3, false);
  const auto x = net.input({1, 17, 19, 3});
  const auto a =
      net.conv(x, 12, 3, 3, Window{Padding::kSame, 2, 2, 1, 1}, workloads::Activation::kRelu6);
  expect_equal_to_reference(net.build(net.conv(a, 70, 3, 3, Window{Padding::kValid, 1, 1, 1, 1})),
                            GetParam());
}

TEST_P(CompileRun, depthwise_convolution) {
  NetworkMaker net(4, true);
  const auto x = net.input({1, 11, 13, 12});
  const auto a = net.depthwise(x, 1, 3, 3, {});
  expect_equal_to_reference(
      net.build(net.depthwise(a, 1, 5, 5, Window{Padding::kSame, 2, 2, 1, 1})), GetParam());
}

TEST_P(CompileRun, addition_of_two_branches) {
  NetworkMaker net(5, true);
  const auto x = net.input({1, 10, 10, 8});
  const auto a = net.conv(x, 8, 1, 1, {});
  const auto b = net.conv(x, 8, 3, 3, {});
  expect_equal_to_reference(net.build(net.add(a, b)), GetParam());
}

TEST_P(CompileRun, classifier_head) {
  NetworkMaker net(6, true);
  const auto x = net.input({1, 7, 7, 24});
  const auto a = net.mean(x);
  expect_equal_to_reference(net.build(net.softmax(net.fully_connected(a, 10))), GetParam());
}

/// Sums of so many channels go from tile to tile in several pieces.
TEST(CompileRunChunks, mean_of_more_channels_than_the_staging_rows_hold) {
  NetworkMaker net(20, true);
  const auto x = net.input({1, 5, 6, 16});
  expect_equal_to_reference(net.build(net.fully_connected(net.mean(net.conv(x, 900, 1, 1, {})), 9)),
                            "tiny");
}

TEST_P(CompileRun, vector_network) {
  NetworkMaker net(7, true);
  const auto x = net.input({1, 40});
  const auto a = net.fully_connected(x, 128);
  expect_equal_to_reference(net.build(net.fully_connected(a, 30)), GetParam());
}

TEST_P(CompileRun, average_pool) {
  NetworkMaker net(8, true);
  const auto x = net.input({1, 12, 12, 8});
  expect_equal_to_reference(
      net.build(net.average_pool(x, 2, 2, Window{Padding::kValid, 2, 2, 1, 1})), GetParam());
}

TEST_P(CompileRun, functions_of_elements_run_on_the_tiles) {
  NetworkMaker net(10, true);
  auto x = net.input({1, 9, 7, 10});
  for (std::uint32_t which = 0; which < NetworkMaker::kFunctions; ++which)
    x = net.function(x, which);
  x = net.function(net.fully_connected(x, 50), 0);
  const workloads::Graph graph = net.build(net.fully_connected(x, 6));
  const Inference result = infer(graph, GetParam(), {}, generated_inputs(graph, 77));
  EXPECT_TRUE(result.report.on_host.empty());
  expect_equal(result.outputs, result.expected);
}

TEST_P(CompileRun, differences_of_images_and_of_vectors) {
  NetworkMaker net(11, true);
  const auto x = net.input({1, 9, 7, 10});
  const auto a = net.sub(net.conv(x, 10, 3, 3, {}), x);
  const auto b = net.fully_connected(a, 40);
  expect_equal_to_reference(net.build(net.sub(b, net.fully_connected(b, 40))), GetParam());
}

TEST_P(CompileRun, products_run_on_the_tiles) {
  NetworkMaker net(12, true);
  const auto x = net.input({1, 9, 7, 10});
  const auto gate = net.function(net.conv(net.mean(x), 10, 1, 1, {}), 1);
  const auto a = net.mul_by_constants(net.mul(x, gate));
  const auto b = net.fully_connected(net.mul(a, x), 40);
  const workloads::Graph graph = net.build(net.mul(b, net.fully_connected(b, 40)));
  const Inference result = infer(graph, GetParam(), {}, generated_inputs(graph, 77));
  EXPECT_TRUE(result.report.on_host.empty());
  expect_equal(result.outputs, result.expected);
}

TEST_P(CompileRun, max_pools_with_and_without_padding) {
  NetworkMaker net(14, true);
  const auto x = net.input({1, 21, 18, 20});
  const auto a = net.max_pool(x, 3, 3, Window{Padding::kSame, 2, 2, 1, 1});
  const auto b =
      net.max_pool(a, 2, 2, Window{Padding::kValid, 1, 1, 1, 1}, workloads::Activation::kRelu);
  const workloads::Graph graph = net.build(b);
  const Inference result = infer(graph, GetParam(), {}, generated_inputs(graph, 77));
  EXPECT_TRUE(result.report.on_host.empty());
  expect_equal(result.outputs, result.expected);
}

TEST_P(CompileRun, movements_run_on_the_tiles) {
  NetworkMaker net(16, true);
  const auto x = net.input({1, 13, 12, 10});
  const auto padded =
      net.conv(net.pad(x, {0, 0, 2, 1, 0, 3, 0, 0}), 24, 3, 3, Window{Padding::kValid, 2, 2, 1, 1});
  const auto parts = net.split(padded, 2);
  const auto joined = net.concatenation({parts[1], padded, parts[0]});
  const auto cropped = net.slice(joined, {0, 1, 2, 3}, {1, 4, 4, 30});
  const workloads::Graph graph = net.build(net.pad(cropped, {0, 0, 1, 0, 0, 2, 0, 0}));
  const Inference result = infer(graph, GetParam(), {}, generated_inputs(graph, 77));
  EXPECT_TRUE(result.report.on_host.empty());
  expect_equal(result.outputs, result.expected);
}

/// Names of operators that have commands of their own.
std::set<std::string> operators_of_layers(const workloads::Graph& graph) {
  std::set<std::string> names;
  for (const auto& layer : workloads::compile(graph, spec::load_system("coral"), {}).layers)
    names.insert(layer.op);
  return names;
}

TEST(CompileRunMovements, what_convolutions_read_and_make_in_place_has_no_commands) {
  NetworkMaker net(17, true);
  const auto x = net.input({1, 16, 16, 24});
  const auto same = *net.tensor(x).quantization;
  const auto parts = net.split(x, 2);
  const auto a = net.conv_like(parts[0], 8, same);
  const auto b = net.conv_like(net.depthwise(parts[1], 1, 3, 3, {}), 12, same);
  const auto joined = net.pad(net.concatenation({a, b}), {0, 0, 1, 1, 1, 1, 0, 0});
  const Window open{Padding::kValid, 1, 1, 1, 1};
  const workloads::Graph graph = net.build(net.conv(joined, 16, 3, 3, open));
  EXPECT_EQ(operators_of_layers(graph),
            (std::set<std::string>{"INPUT", "CONV_2D", "DEPTHWISE_CONV_2D", "OUTPUT"}));
  expect_equal_to_reference(graph, "coral");
}

TEST(CompileRunChunks, max_pool_of_a_large_image_with_many_channels) {
  NetworkMaker net(15, true);
  const auto x = net.input({1, 112, 112, 8});
  const auto a = net.conv(x, 72, 1, 1, {}, workloads::Activation::kRelu);
  expect_equal_to_reference(net.build(net.max_pool(a, 3, 3, Window{Padding::kSame, 2, 2, 1, 1})),
                            "coral");
}

TEST(CompileRunChunks, products_of_large_images_are_made_in_chunks_of_rows) {
  NetworkMaker net(13, false);
  const auto x = net.input({1, 70, 66, 32});
  expect_equal_to_reference(net.build(net.mul(x, net.conv(x, 32, 1, 1, {}))), "coral");
}

TEST_P(CompileRun, windows_over_an_image_of_one_position) {
  NetworkMaker net(19, true);
  const auto x = net.input({1, 5, 4, 9});
  const auto a = net.conv(net.mean(x), 20, 3, 3, {});
  const auto b = net.conv(a, 12, 2, 5, Window{Padding::kSame, 2, 2, 1, 1});
  const auto c = net.conv(b, 12, 2, 3, Window{Padding::kSame, 1, 1, 3, 2});  // sees nothing
  const workloads::Graph graph = net.build(net.add(c, net.conv(a, 12, 1, 1, {})));
  const Inference result = infer(graph, GetParam(), {}, generated_inputs(graph, 77));
  EXPECT_TRUE(result.report.on_host.empty());
  expect_equal(result.outputs, result.expected);
}

/// Neither the image nor what the first layers make of it fits the tiles.
TEST(CompileRunStripes, images_that_do_not_fit_are_taken_in_stripes_of_rows) {
  NetworkMaker net(18, true);
  const auto x = net.input({1, 101, 90, 3});
  const auto a = net.conv(x, 24, 3, 3, Window{Padding::kSame, 1, 1, 1, 1});
  const auto b = net.function(net.depthwise(a, 1, 5, 3, {}), 0);
  const auto c = net.max_pool(b, 3, 3, Window{Padding::kSame, 2, 2, 1, 1});
  const auto d = net.conv(c, 12, 3, 3, Window{Padding::kSame, 2, 2, 1, 1});
  const workloads::Graph graph = net.build(net.fully_connected(net.mean(d), 9));
  const Inference result = infer(graph, "tiny", {}, generated_inputs(graph, 77));
  EXPECT_FALSE(result.report.on_host.empty());
  for (const auto& host : result.report.on_host)
    EXPECT_TRUE(host.op == "SLICE" || host.op == "CONCATENATION") << host.op << ' ' << host.reason;
  expect_equal(result.outputs, result.expected);
}

TEST(CompileRunSlices, expansion_that_does_not_fit_is_made_in_slices) {
  NetworkMaker net(9, true);
  const auto x = net.input({1, 96, 96, 8});
  const auto wide = net.conv(x, 512, 1, 1, {});  // 295 kB per tile of 192
  const auto a = net.depthwise(wide, 1, 3, 3, Window{Padding::kSame, 2, 2, 1, 1});
  expect_equal_to_reference(net.build(net.conv(a, 8, 1, 1, {})), "coral");
}

INSTANTIATE_TEST_SUITE_P(Systems, CompileRun, testing::Values("coral", "tiny"));

}  // namespace
}  // namespace tessera::test
