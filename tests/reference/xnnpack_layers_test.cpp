// SPDX-License-Identifier: Apache-2.0
// Convolutions and fully connected layers of random shapes, strides, paddings and scales: mode f32
// under the xnnpack and tessera rules against XNNPACK itself.
#include "tests/reference/golden_case.h"
#include "tests/reference/one_operator.h"
#include "tests/reference/xnnpack_oracle.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace tessera::test {
namespace {

using workloads::Activation;
using workloads::Bytes;
using workloads::ConstantRule;
using workloads::DataType;

constexpr std::uint32_t kSeed = 20261124;
constexpr int kLayers = 150;

/// XNNPACK refuses an output of one value only.
Activation random_activation(Random& random, DataType type, Quant y) {
  constexpr Activation kAll[] = {Activation::kNone, Activation::kNone, Activation::kRelu,
                                 Activation::kRelu6, Activation::kReluN1To1};
  const auto activation = kAll[random.integer(0, 4)];
  const auto range = output_range(type, activation, y);
  return range.low < range.high ? activation : Activation::kNone;
}

/// Output scale that spreads the sums of `terms` products over the codes.
float spreading_scale(Random& random, float product, std::int32_t terms) {
  constexpr float kDeviation = 74.0F;  // of a uniform byte
  const float sum = product * kDeviation * kDeviation * std::sqrt(static_cast<float>(terms));
  return sum / random.scale(10.0F, 200.0F);
}

/// True where the last window ends before the image does: this XNNPACK forms a negative SAME
/// padding in unsigned numbers then.
bool leaves_a_rest(std::int32_t size, std::int32_t filter, std::int32_t stride,
                   std::int32_t dilation) {
  const std::int32_t outputs = (size + stride - 1) / stride;
  return (outputs - 1) * stride + (filter - 1) * dilation + 1 < size;
}

ConvLayer random_conv(Random& random, DataType type, bool depthwise, bool per_channel) {
  ConvLayer layer;
  layer.type = type;
  layer.depthwise = depthwise;
  layer.batch = random.integer(1, 2);
  layer.in_channels = random.integer(1, 40);
  layer.out_channels = depthwise ? layer.in_channels * random.integer(1, 2) : random.integer(1, 40);
  layer.filter_y = random.integer(1, 5);
  layer.filter_x = random.integer(1, 5);
  layer.window.padding = random.chance(2) ? workloads::Padding::kSame : workloads::Padding::kValid;
  layer.window.stride_y = random.integer(1, 3);
  layer.window.stride_x = random.integer(1, 3);
  layer.window.dilation_y = random.chance(3) ? 2 : 1;
  layer.window.dilation_x = random.chance(3) ? 2 : 1;
  layer.height = (layer.filter_y - 1) * layer.window.dilation_y + random.integer(1, 9);
  layer.width = (layer.filter_x - 1) * layer.window.dilation_x + random.integer(1, 9);
  const auto& window = layer.window;
  if (leaves_a_rest(layer.height, layer.filter_y, window.stride_y, window.dilation_y) ||
      leaves_a_rest(layer.width, layer.filter_x, window.stride_x, window.dilation_x)) {
    layer.window.padding = workloads::Padding::kValid;
  }
  layer.x = random.quant(type, 0.001F, 0.5F);
  const auto channels = static_cast<std::size_t>(layer.out_channels);
  const float base = random.scale(0.0005F, 0.05F);
  layer.weight_scales.assign(1, base);
  for (std::size_t c = 1; per_channel && c < std::max<std::size_t>(channels, 2); ++c) {
    layer.weight_scales.push_back(base * random.scale(0.25F, 4.0F));
  }
  layer.weight_scales.resize(per_channel ? channels : 1);
  layer.weight_zero_point = type == DataType::kUint8 ? random.integer(0, 255) : 0;
  const std::int32_t taps = layer.filter_y * layer.filter_x;
  const std::int32_t depth = depthwise ? 1 : layer.in_channels;
  layer.weights = random.bytes(static_cast<std::size_t>(taps * depth * layer.out_channels));
  layer.bias = random.integers(channels, 5000);
  layer.y = {spreading_scale(random, layer.x.scale * base, taps * depth), random.zero_point(type)};
  layer.activation = random_activation(random, type, layer.y);
  return layer;
}

std::size_t distinct(const Bytes& bytes) { return std::set(bytes.begin(), bytes.end()).size(); }

/// Runs `kLayers` random convolutions of a kind; every output byte must be equal.
void compare_convs(std::uint32_t seed, DataType type, bool depthwise, bool per_channel) {
  std::size_t varied = 0;
  for (std::uint32_t i = 0; i < kLayers; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", seed + i));
    Random random(seed + i);
    const auto layer = random_conv(random, type, depthwise, per_channel);
    const auto graph = graph_of(layer);
    const auto x = random.bytes(graph.tensor(graph.inputs[0]).size_bytes());
    const auto expected = xnnpack_conv(layer, x, graph.tensor(graph.outputs[0]).size_bytes());
    for (const auto rule : {ConstantRule::kXnnpack, ConstantRule::kTessera}) {
      ASSERT_EQ(outputs_of(graph, {.rule = rule}, {x}), expected) << rule_name(rule);
    }
    varied += distinct(expected) > 8 ? 1 : 0;
  }
  EXPECT_GT(varied, kLayers / 3U);  // not everything is clamped
}

TEST(XnnpackConv, int8_per_tensor) { compare_convs(kSeed, DataType::kInt8, false, false); }
TEST(XnnpackConv, int8_per_channel) { compare_convs(kSeed + 1000, DataType::kInt8, false, true); }
TEST(XnnpackConv, uint8) { compare_convs(kSeed + 2000, DataType::kUint8, false, false); }

TEST(XnnpackDepthwise, int8_per_tensor) {
  compare_convs(kSeed + 3000, DataType::kInt8, true, false);
}
TEST(XnnpackDepthwise, int8_per_channel) {
  compare_convs(kSeed + 4000, DataType::kInt8, true, true);
}
TEST(XnnpackDepthwise, uint8) { compare_convs(kSeed + 5000, DataType::kUint8, true, false); }

void compare_dense(std::uint32_t seed, DataType type) {
  for (std::uint32_t i = 0; i < kLayers; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", seed + i));
    Random random(seed + i);
    DenseLayer layer;
    layer.type = type;
    layer.rows = random.integer(1, 7);
    layer.inputs = random.integer(1, 300);
    layer.outputs = random.integer(1, 50);
    layer.x = random.quant(type, 0.001F, 0.5F);
    layer.w = {random.scale(0.0005F, 0.05F), type == DataType::kUint8 ? random.integer(0, 255) : 0};
    layer.weights = random.bytes(static_cast<std::size_t>(layer.inputs * layer.outputs));
    layer.bias = random.integers(static_cast<std::size_t>(layer.outputs), 5000);
    layer.y = {spreading_scale(random, layer.x.scale * layer.w.scale, layer.inputs),
               random.zero_point(type)};
    layer.activation = random_activation(random, type, layer.y);
    const auto graph = graph_of(layer);
    const auto x = random.bytes(static_cast<std::size_t>(layer.rows * layer.inputs));
    ASSERT_EQ(outputs_of(graph, {}, {x}), xnnpack_dense(layer, x));
  }
}

TEST(XnnpackDense, int8) { compare_dense(kSeed + 6000, DataType::kInt8); }
TEST(XnnpackDense, uint8) { compare_dense(kSeed + 7000, DataType::kUint8); }

}  // namespace
}  // namespace tessera::test
