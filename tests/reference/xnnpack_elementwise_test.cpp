// SPDX-License-Identifier: Apache-2.0
// ADD, MEAN, LOGISTIC and TANH in mode f32 against XNNPACK itself.
#include "tests/reference/golden_case.h"
#include "tests/reference/one_operator.h"
#include "tests/reference/xnnpack_oracle.h"
#include "workloads/reference/activation_codes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace tessera::test {
namespace {

using workloads::Activation;
using workloads::Bytes;
using workloads::ConstantRule;
using workloads::DataType;
using workloads::Shape;

constexpr std::uint32_t kSeed = 20261125;
constexpr int kCases = 200;

constexpr DataType kTypes[] = {DataType::kInt8, DataType::kUint8};

TEST(XnnpackAdd, random_scales_and_broadcasts) {
  for (std::uint32_t i = 0; i < kCases; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    const DataType type = kTypes[i % 2];
    const Shape shape_a = {random.integer(1, 3), random.integer(1, 9), random.integer(1, 33)};
    Shape shape_b = shape_a;
    if (random.chance(3)) shape_b[static_cast<std::size_t>(random.integer(0, 2))] = 1;
    const Quant y = random.quant(type, 0.01F, 0.1F);
    const Quant a = {y.scale * random.scale(0.002F, 100.0F), random.zero_point(type)};
    const Quant b = {y.scale * random.scale(0.002F, 100.0F), random.zero_point(type)};
    const auto activation = random.chance(2) ? Activation::kNone : Activation::kRelu6;
    const auto graph = graph_of(workloads::Add{activation}, type, {{shape_a, a}, {shape_b, b}}, y);
    const auto bytes_a = random.bytes(graph.tensor(graph.inputs[0]).size_bytes());
    const auto bytes_b = random.bytes(graph.tensor(graph.inputs[1]).size_bytes());
    const auto expected =
        xnnpack_elementwise(Elementwise::kAdd, type, activation, a, b, y, shape_a, shape_b, bytes_a,
                            bytes_b, graph.tensor(graph.outputs[0]).size_bytes());
    ASSERT_EQ(outputs_of(graph, {}, {bytes_a, bytes_b}), expected);
  }
}

/// Every pair of codes.
TEST(XnnpackAdd, tessera_rule_differs_by_one_at_most) {
  const DataType type = DataType::kInt8;
  std::size_t differing = 0;
  std::size_t all = 0;
  for (std::uint32_t i = 0; i < 20; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    const Quant a = random.quant(type, 0.01F, 0.1F);
    const Quant b = random.quant(type, 0.01F, 0.1F);
    const Quant y = random.quant(type, 0.01F, 0.2F);
    Bytes codes(256);
    std::iota(codes.begin(), codes.end(), std::uint8_t{0});
    const Shape column = {256, 1};
    const Shape row = {1, 256};
    const auto graph = graph_of(workloads::Add{}, type, {{column, a}, {row, b}}, y);
    const auto expected = xnnpack_elementwise(Elementwise::kAdd, type, Activation::kNone, a, b, y,
                                              column, row, codes, codes, 65536);
    const auto outputs = outputs_of(graph, {.rule = ConstantRule::kTessera}, {codes, codes});
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      const int distance =
          static_cast<std::int8_t>(outputs[k]) - static_cast<std::int8_t>(expected[k]);
      ASSERT_LE(std::abs(distance), 1);
      differing += distance != 0 ? 1 : 0;
    }
    all += outputs.size();
  }
  EXPECT_LT(differing, all / 10000);  // 13 of 1,310,720
}

TEST(XnnpackMean, random_sizes_and_scales) {
  for (std::uint32_t i = 0; i < kCases; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    const DataType type = kTypes[i % 2];
    const std::int32_t batch = random.integer(1, 3);
    const std::int32_t positions = random.integer(1, 200);
    const std::int32_t channels = random.integer(1, 60);
    const Quant x = random.quant(type, 0.01F, 0.1F);
    const Quant y = {x.scale * random.scale(0.02F, 10.0F), random.zero_point(type)};
    const auto graph = mean_graph(type, {{batch, positions, channels}, x}, y);
    const auto bytes = random.bytes(graph.tensor(graph.inputs[0]).size_bytes());
    ASSERT_EQ(outputs_of(graph, {}, {bytes}),
              xnnpack_mean(type, x, y, batch, positions, channels, bytes));
  }
}

std::size_t function_mismatches(Function function, DataType type, Quant x) {
  const bool logistic = function == Function::kLogistic;
  const std::int32_t sign = type == DataType::kInt8 ? -128 : 0;
  const Quant y = logistic ? Quant{1.0F / 256.0F, sign} : Quant{1.0F / 128.0F, sign + 128};
  Bytes codes(256);
  std::iota(codes.begin(), codes.end(), std::uint8_t{0});
  const auto table = (logistic ? workloads::logistic_codes : workloads::tanh_codes)(
      func::RequantMode::kF32, {x.scale, x.zero_point - sign}, {y.scale, y.zero_point - sign});
  Bytes outputs(256);
  const std::uint8_t flip = type == DataType::kInt8 ? 0x80 : 0;
  for (std::size_t i = 0; i < 256; ++i) {
    outputs[i] = static_cast<std::uint8_t>(table[codes[i] ^ flip] ^ flip);
  }
  return mismatches(outputs, xnnpack_function(function, type, x, y, codes));
}

TEST(XnnpackFunctions, all_inputs_of_2000_scales) {
  for (std::uint32_t i = 0; i < 2000; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    const DataType type = kTypes[i % 2];
    const Quant x = random.quant(type, 0.001F, 0.5F);
    for (const auto function : {Function::kLogistic, Function::kTanh}) {
      ASSERT_EQ(function_mismatches(function, type, x), 0U)
          << (function == Function::kLogistic ? "LOGISTIC" : "TANH");
    }
  }
}

}  // namespace
}  // namespace tessera::test
