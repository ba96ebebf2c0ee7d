// SPDX-License-Identifier: Apache-2.0
// Residual blocks whose two wide images do not fit the tiles together: one is made some rows of
// each tile's block at a time, and added over the other.
#include "hw/spec/system_loader.h"
#include "tests/compiler/inference.h"
#include "tests/compiler/network_maker.h"
#include "tests/support/direct_host.h"
#include "tests/support/scramble.h"
#include "workloads/reference/executor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace tessera::test {
namespace {

using workloads::Graph;
using workloads::Padding;
using workloads::TensorIndex;
using workloads::Window;

std::size_t layers_of(const workloads::Program& program, const std::string& op) {
  return static_cast<std::size_t>(std::count_if(program.layers.begin(), program.layers.end(),
                                                [&](const auto& layer) { return layer.op == op; }));
}

std::size_t operators_of(const Graph& graph, const std::string& op) {
  return static_cast<std::size_t>(
      std::count_if(graph.operators.begin(), graph.operators.end(),
                    [&](const auto& each) { return operator_name(each.options) == op; }));
}

/// Two blocks of `wide` channels, as ResNet has them; with `affine` a layer of one position and one
/// channel in front of the second.
Graph residual(std::uint32_t seed, std::int32_t height, std::int32_t width, std::int32_t wide,
               bool affine, bool first_operand) {
  NetworkMaker net(seed, seed % 2 == 0);
  const auto body = [&](TensorIndex x, std::int32_t kernel) {
    return net.conv(net.conv(x, 8, 1, 1, {}), wide, kernel, kernel, {});
  };
  const auto sum = [&](TensorIndex kept, TensorIndex made) {
    return first_operand ? net.sub(made, kept) : net.add(kept, made);
  };
  const TensorIndex x = net.input({1, height, width, 6});
  const TensorIndex y = sum(net.conv(x, wide, 1, 1, {}), body(x, 3));
  const TensorIndex z = sum(y, body(affine ? net.depthwise(y, 1, 1, 1, {}) : y, 1));
  return net.build(net.conv(z, 5, 3, 3, Window{Padding::kSame, 2, 2, 1, 1}));
}

struct Compiled {
  workloads::Program program;
  workloads::CompileReport report;
};

Compiled compile_for(const Graph& graph, const spec::SystemConfig& system) {
  Compiled run;
  run.program = workloads::compile(graph, system, {}, &run.report);
  return run;
}

/// On `tiny`, equal to the reference, with nothing left to the control core; returns the program.
workloads::Program expect_right_on_tiles(const Graph& graph, std::uint32_t seed) {
  const Inference result = infer(graph, "tiny", {}, generated_inputs(graph, seed));
  expect_equal(result.outputs, result.expected);
  EXPECT_TRUE(result.report.on_host.empty());
  return compile_for(graph, spec::load_system("tiny")).program;
}

TEST(Slices, sums_go_over_their_operand_in_slices_of_rows) {
  const Graph graph = residual(2, 28, 28, 40, false, false);
  const workloads::Program program = expect_right_on_tiles(graph, 5);
  EXPECT_GT(layers_of(program, "ADD"), operators_of(graph, "ADD"));
}

TEST(Slices, affine_layers_are_made_in_slices_for_the_convolution_that_reads_them) {
  const Graph graph = residual(4, 28, 28, 40, true, false);
  const workloads::Program program = expect_right_on_tiles(graph, 6);
  EXPECT_GT(layers_of(program, "DEPTHWISE_CONV_2D"), 1U);
}

/// Blocks of three rows in two slices: the lower tiles have no row of the second one.
TEST(Slices, tile_without_rows_of_a_slice_leaves_what_it_has) {
  NetworkMaker net(6, true);
  const auto x = net.conv(net.input({1, 5, 130, 6}), 40, 1, 1, {});
  const auto affine = net.depthwise(x, 1, 1, 1, {});
  const auto body = net.conv(net.conv(affine, 8, 1, 1, {}), 40, 1, 1, {});
  const Graph graph = net.build(net.conv(net.add(x, body), 4, 1, 1, {}));
  const workloads::Program program = expect_right_on_tiles(graph, 9);
  EXPECT_EQ(layers_of(program, "DEPTHWISE_CONV_2D"), 2U);
  EXPECT_EQ(layers_of(program, "ADD"), 2U);
}

/// The convolution behind the affine layer is read by a concatenation alone: it writes to its place
/// in the whole, slice after slice.
TEST(Slices, affine_layers_in_front_of_a_part_of_a_concatenation) {
  NetworkMaker net(16, true);
  const auto x = net.conv(net.input({1, 29, 28, 6}), 36, 1, 1, {});
  const auto same = *net.tensor(x).quantization;
  const auto affine = net.depthwise(x, 1, 1, 1, {});
  const auto joined =
      net.concatenation({net.conv_like(affine, 8, same), net.conv_like(x, 4, same)});
  const Graph graph = net.build(net.conv(joined, 4, 3, 3, {}));
  const workloads::Program program = expect_right_on_tiles(graph, 11);
  EXPECT_GT(layers_of(program, "DEPTHWISE_CONV_2D"), 1U);
}

/// Sums that wait between chunks of channels would take more than a quarter of the wide memory. The
/// lower tiles have no row of the last slice.
TEST(Slices, sums_in_chunks_are_made_some_rows_after_the_others) {
  NetworkMaker net(12, true);
  const auto x = net.conv(net.input({1, 31, 34, 4}), 16, 1, 1, {});
  const Graph graph = net.build(net.conv(net.conv(x, 16, 7, 7, {}), 3, 3, 3, {}));
  const workloads::Program program = expect_right_on_tiles(graph, 10);
  EXPECT_EQ(layers_of(program, "CONV_2D"), operators_of(graph, "CONV_2D") + 1);
}

/// Parameters that several commands use are kept once, and every MAC is counted once.
TEST(Slices, cost_no_parameters_and_no_macs) {
  const Graph graph = residual(2, 28, 28, 40, true, false);
  spec::SystemConfig roomy = spec::load_system("tiny");
  roomy.accelerators.front().narrow_memory_bytes *= 4;
  const Compiled whole = compile_for(graph, roomy);
  const Compiled sliced = compile_for(graph, spec::load_system("tiny"));
  EXPECT_EQ(layers_of(whole.program, "ADD"), 2U);
  EXPECT_GT(sliced.program.layers.size(), whole.program.layers.size());
  EXPECT_EQ(sliced.report.cached_bytes, whole.report.cached_bytes);
  const auto macs = [](const Compiled& run) {
    std::uint64_t sum = 0;
    for (const auto& layer : run.program.layers) sum += layer.macs;
    return sum;
  };
  EXPECT_EQ(macs(sliced), macs(whole));
}

/// An image that is still read may not be written over: by its neighbour's windows here, and as an
/// output of the network.
TEST(Slices, image_that_others_read_is_left_alone) {
  NetworkMaker net(8, true);
  const auto x = net.conv(net.input({1, 28, 28, 6}), 32, 1, 1, {});
  const auto y = net.add(x, net.conv(x, 32, 3, 3, {}));
  const Graph graph = net.build({net.conv(y, 4, 1, 1, {}), net.conv(x, 4, 3, 3, {})});
  const Inference result = infer(graph, "tiny", {}, generated_inputs(graph, 7));
  expect_equal(result.outputs, result.expected);
}

/// The slices to come read the rows that a sum in place would have changed.
TEST(Slices, image_that_the_convolution_itself_reads_is_left_alone) {
  NetworkMaker net(9, true);
  const auto x = net.conv(net.input({1, 28, 28, 6}), 28, 1, 1, {});
  const Graph graph = net.build(net.conv(net.add(x, net.conv(x, 28, 3, 3, {})), 4, 1, 1, {}));
  const workloads::Program program = expect_right_on_tiles(graph, 8);
  EXPECT_GT(layers_of(program, "ADD"), 1U);
}

/// Sizes of which some leave a tile without rows in the last slice.
void run_blocks_of_all_sizes(std::uint32_t first, std::uint32_t last, std::uint32_t scramble) {
  const spec::SystemConfig system = spec::load_system("tiny");
  hw::AcceleratorOptions accelerator;
  if (scramble != 0) accelerator.latency_factor = scrambled(scramble);
  DirectHost host("host", system, accelerator);
  std::size_t sliced = 0;
  for (std::uint32_t seed = first; seed <= last; ++seed) {
    SCOPED_TRACE(testing::Message() << "network " << seed);
    const auto number = [&](std::uint32_t from, std::uint32_t count, std::uint32_t factor) {
      return static_cast<std::int32_t>(from + seed * factor % count);
    };
    const Graph graph = residual(seed, number(23, 9, 1), number(22, 8, 3), number(34, 20, 7),
                                 seed / 9 % 2 == 0, seed % 4 < 2);
    const Compiled run = compile_for(graph, system);
    const std::size_t sums = layers_of(run.program, "ADD") + layers_of(run.program, "SUB");
    sliced += sums > 2 && run.report.on_host.empty() ? 1 : 0;
    const auto inputs = generated_inputs(graph, seed);
    const DirectResult result =
        host.infer(run.program, inputs, sc_core::sc_time(1, sc_core::SC_SEC));
    ASSERT_EQ(result.end, DirectResult::End::kCompleted) << result.text;
    const workloads::CompileOptions options;
    workloads::Executor reference(graph, {.rule = options.rule, .mode = options.mode});
    reference.run(inputs);
    ASSERT_EQ(result.outputs.at(0), reference.output(0));
  }
  EXPECT_GE(sliced, (last - first) / 3) << "too few networks needed slices";
}

TEST(Slices, blocks_of_all_sizes_equal_the_reference) { run_blocks_of_all_sizes(1, 90, 0); }
TEST(Slices, do_not_depend_on_latencies) { run_blocks_of_all_sizes(101, 140, 1); }
TEST(Slices, do_not_depend_on_other_latencies) { run_blocks_of_all_sizes(141, 180, 2); }

}  // namespace
}  // namespace tessera::test
