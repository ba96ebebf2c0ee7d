// SPDX-License-Identifier: Apache-2.0
// Modes single and double: convolutions, ADD, MEAN and pools of random shapes and scales against
// plain loops with the roundings of fixed_oracle.h.
#include "tests/reference/fixed_oracle.h"
#include "tests/reference/golden_case.h"
#include "tests/reference/one_operator.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <numeric>
#include <utility>

namespace tessera::test {
namespace {

using func::RequantMode;
using workloads::Bytes;
using workloads::ConstantRule;
using workloads::DataType;

constexpr std::uint32_t kSeed = 20261127;

class FixedModes : public testing::TestWithParam<RequantMode> {};

std::int32_t int8_at(const Bytes& bytes, std::int64_t index) {
  return static_cast<std::int8_t>(bytes[static_cast<std::size_t>(index)]);
}

std::uint8_t int8_byte(std::int64_t value) {
  return static_cast<std::uint8_t>(std::clamp<std::int64_t>(value, -128, 127));
}

/// A depthwise or full int8 convolution with VALID padding, one output at a time.
Bytes plain_conv(RequantMode mode, const ConvLayer& layer, const Bytes& x, std::int32_t out_y,
                 std::int32_t out_x) {
  Bytes output;
  for (std::int32_t oy = 0; oy < out_y; ++oy) {
    for (std::int32_t ox = 0; ox < out_x; ++ox) {
      for (std::int32_t o = 0; o < layer.out_channels; ++o) {
        std::int32_t sum = layer.bias[static_cast<std::size_t>(o)];
        for (std::int32_t ky = 0; ky < layer.filter_y; ++ky) {
          for (std::int32_t kx = 0; kx < layer.filter_x; ++kx) {
            const std::int32_t iy = oy * layer.window.stride_y + ky * layer.window.dilation_y;
            const std::int32_t ix = ox * layer.window.stride_x + kx * layer.window.dilation_x;
            const std::int32_t pixel = (iy * layer.width + ix) * layer.in_channels;
            const std::int32_t tap = ky * layer.filter_x + kx;
            if (layer.depthwise) {
              sum += (int8_at(x, pixel + o) - layer.x.zero_point) *
                     int8_at(layer.weights, tap * layer.out_channels + o);
              continue;
            }
            for (std::int32_t c = 0; c < layer.in_channels; ++c) {
              const std::int32_t taps = layer.filter_y * layer.filter_x;
              sum += (int8_at(x, pixel + c) - layer.x.zero_point) *
                     int8_at(layer.weights, (o * taps + tap) * layer.in_channels + c);
            }
          }
        }
        const auto scale = layer.weight_scales[static_cast<std::size_t>(o)];
        const double real = double{layer.x.scale} * double{scale} / double{layer.y.scale};
        output.push_back(
            int8_byte(multiplied(mode, sum, multiplier_of(real)) + layer.y.zero_point));
      }
    }
  }
  return output;
}

TEST_P(FixedModes, convolutions_per_channel) {
  for (std::uint32_t i = 0; i < 100; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    ConvLayer layer;
    layer.depthwise = random.chance(2);
    layer.in_channels = random.integer(2, 20);
    layer.out_channels = layer.depthwise ? layer.in_channels : random.integer(2, 20);
    layer.filter_y = random.integer(1, 3);
    layer.filter_x = random.integer(1, 3);
    layer.window = {workloads::Padding::kValid, random.integer(1, 2), random.integer(1, 2),
                    random.integer(1, 2), random.integer(1, 2)};
    layer.height = 5 + random.integer(0, 4);
    layer.width = 5 + random.integer(0, 4);
    layer.x = random.quant(layer.type, 0.001F, 0.5F);
    for (std::int32_t o = 0; o < layer.out_channels; ++o) {
      layer.weight_scales.push_back(random.scale(0.001F, 0.02F));
    }
    const std::int32_t depth = layer.depthwise ? 1 : layer.in_channels;
    layer.weights = random.bytes(
        static_cast<std::size_t>(layer.filter_y * layer.filter_x * depth * layer.out_channels));
    layer.bias = random.integers(static_cast<std::size_t>(layer.out_channels), 5000);
    layer.y = {layer.x.scale * 0.005F * random.scale(20.0F, 2000.0F),
               random.zero_point(layer.type)};
    const auto graph = graph_of(layer);
    const auto x = random.bytes(graph.tensor(graph.inputs[0]).size_bytes());
    const auto& shape = graph.tensor(graph.outputs[0]).shape;
    ASSERT_EQ(outputs_of(graph, {.mode = GetParam()}, {x}),
              plain_conv(GetParam(), layer, x, shape[1], shape[2]));
  }
}

Bytes all_codes() {
  Bytes codes(256);
  std::iota(codes.begin(), codes.end(), std::uint8_t{0});
  return codes;
}

/// Sums of every pair of int8 values; `sum` takes real values without their zero points.
template <class Sum>
Bytes all_sums(Quant a, Quant b, Quant y, Sum sum) {
  Bytes output;
  for (const std::uint8_t left : all_codes()) {
    for (const std::uint8_t right : all_codes()) {
      output.push_back(int8_byte(sum(static_cast<std::int8_t>(left) - a.zero_point,
                                     static_cast<std::int8_t>(right) - b.zero_point) +
                                 y.zero_point));
    }
  }
  return output;
}

struct AddCase {
  Quant a, b, y;
  workloads::Graph graph;

  explicit AddCase(std::uint32_t seed) {
    Random random(seed);
    a = random.quant(DataType::kInt8, 0.01F, 0.1F);
    b = random.quant(DataType::kInt8, 0.01F, 0.1F);
    y = random.quant(DataType::kInt8, 0.01F, 0.2F);
    graph = graph_of(workloads::Add{}, DataType::kInt8, {{{256, 1}, a}, {{1, 256}, b}}, y);
  }
};

// Mode single rounds ADD twice as well: TFLM's outputs say so (golden_test.cpp).
TEST_P(FixedModes, add_scales_both_operands_by_two_to_the_twentieth) {
  for (std::uint32_t i = 0; i < 20; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    const AddCase test(kSeed + i);
    const double twice = 2.0 * std::max(double{test.a.scale}, double{test.b.scale});
    const auto to_a = multiplier_of(double{test.a.scale} / twice);
    const auto to_b = multiplier_of(double{test.b.scale} / twice);
    const auto to_y = multiplier_of(twice / (1048576.0 * double{test.y.scale}));
    const auto expected = all_sums(test.a, test.b, test.y, [&](std::int32_t a, std::int32_t b) {
      return multiplied_twice_rounded(
          multiplied_twice_rounded(a << 20, to_a) + multiplied_twice_rounded(b << 20, to_b), to_y);
    });
    ASSERT_EQ(outputs_of(test.graph, {.mode = GetParam()}, {all_codes(), all_codes()}), expected);
  }
}

/// The nearest fraction with terms up to 32767, by trying every term.
std::pair<std::int32_t, std::int32_t> nearest_fraction(double ratio) {
  std::pair<std::int32_t, std::int32_t> best{0, 1};
  double least = ratio;
  for (std::int32_t q = 1; q <= 32767; ++q) {
    const double p = std::round(ratio * q);
    const double error = std::fabs(p / q - ratio);
    if (p <= 32767.0 && error < least) {
      least = error;
      best = {static_cast<std::int32_t>(p), q};
    }
  }
  return best;
}

/// Both weights of a sum of scales a and b.
std::pair<std::int32_t, std::int32_t> weights_of(Quant a, Quant b) {
  const double ratio = double{a.scale} / double{b.scale};
  if (ratio <= 1.0) return nearest_fraction(ratio);
  const auto inverse = nearest_fraction(1.0 / ratio);
  return {inverse.second, inverse.first};
}

TEST_P(FixedModes, add_of_rule_tessera_has_two_weights_of_15_bits) {
  for (std::uint32_t i = 0; i < 10; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    const AddCase test(kSeed + i);
    const auto [wa, wb] = weights_of(test.a, test.b);
    const auto unit = multiplier_of(double{test.a.scale} / (double{test.y.scale} * wa));
    const auto expected =
        all_sums(test.a, test.b, test.y, [&, wa = wa, wb = wb](std::int32_t a, std::int32_t b) {
          return multiplied(GetParam(), wa * a + wb * b, unit);
        });
    const workloads::ExecutorOptions options{.rule = ConstantRule::kTessera, .mode = GetParam()};
    ASSERT_EQ(outputs_of(test.graph, options, {all_codes(), all_codes()}), expected);
  }
}

TEST(TesseraAdd, float32_constant_is_that_of_the_op_unit) {
  for (std::uint32_t i = 0; i < 10; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    const AddCase test(kSeed + i);
    const auto [wa, wb] = weights_of(test.a, test.b);
    const float unit = test.a.scale / static_cast<float>(wa);
    const float inverse = 1.0F / test.y.scale;
    const float multiplier = unit * inverse;
    const auto expected =
        all_sums(test.a, test.b, test.y, [&, wa = wa, wb = wb](std::int32_t a, std::int32_t b) {
          return std::lrint(static_cast<float>(wa * a + wb * b) * multiplier);
        });
    ASSERT_EQ(outputs_of(test.graph, {.rule = ConstantRule::kTessera}, {all_codes(), all_codes()}),
              expected);
  }
}

TEST_P(FixedModes, mean_folds_the_count_into_the_multiplier) {
  for (std::uint32_t i = 0; i < 100; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    const std::int32_t positions = random.integer(1, 200);
    const std::int32_t channels = random.integer(1, 60);
    const Quant x = random.quant(DataType::kInt8, 0.01F, 0.1F);
    const Quant y = {x.scale * random.scale(0.1F, 2.0F), random.zero_point(DataType::kInt8)};
    const auto graph = mean_graph(DataType::kInt8, {{1, positions, channels}, x}, y);
    const auto bytes = random.bytes(static_cast<std::size_t>(positions * channels));
    // q / count, cut to an integer after a shift by the bits of count.
    auto m = multiplier_of(double{x.scale} / double{y.scale});
    const int shift = static_cast<int>(std::floor(std::log2(positions)));
    m.q = static_cast<std::int32_t>(static_cast<std::int64_t>(m.q) * (1LL << shift) / positions);
    m.exponent -= shift;
    Bytes expected;
    for (std::int32_t c = 0; c < channels; ++c) {
      std::int32_t sum = 0;
      for (std::int32_t p = 0; p < positions; ++p) {
        sum += int8_at(bytes, p * channels + c) - x.zero_point;
      }
      expected.push_back(int8_byte(multiplied(GetParam(), sum, m) + y.zero_point));
    }
    ASSERT_EQ(outputs_of(graph, {.mode = GetParam()}, {bytes}), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, FixedModes,
                         testing::Values(RequantMode::kSingle, RequantMode::kDouble),
                         [](const auto& test) {
                           return test.param == RequantMode::kSingle ? "single" : "double";
                         });

// Ties away from zero of the values, not of their codes or distances to the zero point.
TEST(AveragePool, is_the_integer_mean_in_every_mode_of_both_rules) {
  for (std::uint32_t i = 0; i < 100; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    const std::int32_t height = random.integer(1, 8);
    const std::int32_t width = random.integer(1, 8);
    const std::int32_t channels = random.integer(1, 9);
    const Quant x = random.quant(DataType::kInt8, 0.01F, 0.1F);
    workloads::Pool2d pool;
    pool.window.padding = workloads::Padding::kValid;
    pool.filter_y = height;
    pool.filter_x = width;
    const auto graph = graph_of(pool, DataType::kInt8, {{{1, height, width, channels}, x}}, x);
    const auto bytes = random.bytes(static_cast<std::size_t>(height * width * channels));
    Bytes expected;
    for (std::int32_t c = 0; c < channels; ++c) {
      double sum = 0;
      for (std::int32_t p = 0; p < height * width; ++p) sum += int8_at(bytes, p * channels + c);
      expected.push_back(int8_byte(std::lround(sum / (height * width))));
    }
    for (const auto rule : {ConstantRule::kXnnpack, ConstantRule::kTessera}) {
      for (const auto mode : {RequantMode::kF32, RequantMode::kSingle, RequantMode::kDouble}) {
        ASSERT_EQ(outputs_of(graph, {.rule = rule, .mode = mode}, {bytes}), expected);
      }
    }
  }
}

}  // namespace
}  // namespace tessera::test
