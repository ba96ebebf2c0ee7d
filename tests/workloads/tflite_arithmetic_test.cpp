// SPDX-License-Identifier: Apache-2.0
// The fixed-point modes of the newer operators against TFLite's published recipes, written here on
// gemmlowp's functions and plain integers; and small cases by hand.
#include "tests/workloads/kernel_case.h"
#include "workloads/error.h"

#include <fixedpoint/fixedpoint.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>

namespace tessera::workloads {
namespace {

using func::RequantMode;
using test::activation;
using test::in_mode;
using test::int8_bytes;
using test::numbers;
using test::Random;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr RequantMode kFixedModes[] = {RequantMode::kSingle, RequantMode::kDouble};
constexpr RequantMode kModes[] = {RequantMode::kF32, RequantMode::kSingle, RequantMode::kDouble};
constexpr std::int32_t kMax32 = std::numeric_limits<std::int32_t>::max();

struct Multiplier {
  std::int32_t q;
  int exponent;
};

Multiplier quantized(double real) {
  Multiplier result{};
  const double mantissa = std::frexp(real, &result.exponent);
  const auto q = std::llround(mantissa * 2147483648.0);
  result.q = static_cast<std::int32_t>(q == (std::int64_t{1} << 31) ? q / 2 : q);
  result.exponent += q == (std::int64_t{1} << 31) ? 1 : 0;
  return result;
}

/// TFLite's MultiplyByQuantizedMultiplier in either build.
std::int32_t multiplied(RequantMode mode, std::int32_t x, Multiplier m) {
  if (mode == RequantMode::kSingle) {
    const int shift = 31 - m.exponent;
    return static_cast<std::int32_t>((std::int64_t{x} * m.q + (std::int64_t{1} << (shift - 1))) >>
                                     shift);
  }
  const int left = std::max(m.exponent, 0);
  const int right = std::max(-m.exponent, 0);
  return gemmlowp::RoundingDivideByPOT(
      gemmlowp::SaturatingRoundingDoublingHighMul(x * (1 << left), m.q), right);
}

int clamped(std::int32_t value) { return std::clamp(value, -128, 127); }

/// An int8 function of one element compared for every input over random scales and zero points.
using Recipe = std::function<int(RequantMode, int, const Quantization&, const Quantization&)>;

void compare_unary(const OperatorOptions& op, std::span<const RequantMode> modes, int lowest_zero,
                   float input_low, float input_high, float output_low, float output_high,
                   const Recipe& recipe) {
  const auto inputs = test::every_byte();
  Random random(20261124);
  for (int i = 0; i < 40; ++i) {
    const auto x =
        per_tensor(random.scale(input_low, input_high), random.between(lowest_zero, 127));
    const auto y = per_tensor(random.scale(output_low, output_high), random.between(-128, 127));
    for (const auto mode : modes) {
      std::vector<int> expected;
      for (const auto byte : inputs) {
        expected.push_back(recipe(mode, static_cast<std::int8_t>(byte), x, y));
      }
      EXPECT_EQ(test::outputs_of(op, {activation({256}, inputs, x)}, in_mode(mode, y)),
                int8_bytes(expected))
          << operator_name(op) << " mode " << static_cast<int>(mode) << ", scales " << x.scales[0]
          << " to " << y.scales[0] << ", zero points " << x.zero_points[0] << " to "
          << y.zero_points[0];
    }
  }
}

int zero_of(const Quantization& quantization) {
  return static_cast<int>(quantization.zero_points[0]);
}

TEST(TfliteArithmetic, relu6_requantizes_and_clamps) {
  compare_unary(Relu{Relu::Kind::kRelu6}, kFixedModes, -128, 0.01F, 0.1F, 0.01F, 0.1F,
                [](RequantMode mode, int value, const auto& x, const auto& y) {
                  const auto m = quantized(double{x.scales[0] / y.scales[0]});
                  const auto real = multiplied(mode, value - zero_of(x), m) + zero_of(y);
                  const int top = zero_of(y) + static_cast<int>(std::round(6.0F / y.scales[0]));
                  return std::clamp(real, std::max(-128, zero_of(y)), std::min(127, top));
                });
}

TEST(TfliteArithmetic, leaky_relu_has_a_multiplier_for_each_sign) {
  const float alpha = 0.3F;
  compare_unary(LeakyRelu{alpha}, kFixedModes, -128, 0.01F, 0.1F, 0.01F, 0.1F,
                [&](RequantMode mode, int value, const auto& x, const auto& y) {
                  const auto m = value >= zero_of(x)
                                     ? quantized(double{x.scales[0] / y.scales[0]})
                                     : quantized(double{x.scales[0] * alpha / y.scales[0]});
                  return clamped(multiplied(mode, value - zero_of(x), m) + zero_of(y));
                });
}

std::int16_t saturated_left(std::int16_t value, int bits) {
  return static_cast<std::int16_t>(
      std::clamp<std::int64_t>(std::int64_t{value} * (1 << bits), -32768, 32767));
}

std::int16_t upper_half(std::int32_t q) {
  return q >= kMax32 - (1 << 15) ? std::int16_t{32767}
                                 : static_cast<std::int16_t>((q + (1 << 15)) >> 16);
}

TEST(TfliteArithmetic, hard_swish_is_the_16_bit_procedure_in_every_mode) {
  const auto recipe = [](RequantMode, int value, const auto& x, const auto& y) {
    using gemmlowp::SaturatingRoundingDoublingHighMul;
    const float fine = (1.0F / 128.0F) * x.scales[0];
    const auto output = quantized(double{fine / y.scales[0]});
    const auto reluish = quantized(double{fine / (3.0F / 32768.0F)});
    const auto input = static_cast<std::int16_t>((value - zero_of(x)) * 128);
    const std::int16_t linear = SaturatingRoundingDoublingHighMul(input, upper_half(output.q));
    std::int16_t gate = input;
    if (reluish.exponent > 0) gate = saturated_left(gate, reluish.exponent - 1);
    gate = SaturatingRoundingDoublingHighMul(gate, upper_half(reluish.q));
    if (reluish.exponent > 0) gate = saturated_left(gate, 1);
    if (reluish.exponent < 0) gate = gemmlowp::RoundingDivideByPOT(gate, -reluish.exponent);
    gate = static_cast<std::int16_t>((gate + (1 << 15)) >> 1);
    const auto cut = static_cast<std::int16_t>(std::int32_t{gate} * linear / (1 << 15));
    return clamped(gemmlowp::RoundingDivideByPOT(std::int32_t{cut}, -output.exponent) + zero_of(y));
  };
  compare_unary(HardSwish{}, kModes, -128, 0.001F, 0.2F, 0.01F, 0.1F, recipe);
}

/// 1 / sqrt(value) as TFLite has it from gemmlowp's fixed-point numbers.
Multiplier inverse_root(std::int32_t value) {
  if (value <= 1) return {kMax32, 0};
  using F3 = gemmlowp::FixedPoint<std::int32_t, 3>;
  using F0 = gemmlowp::FixedPoint<std::int32_t, 0>;
  int shift = 11;
  const int pairs = (__builtin_clz(static_cast<unsigned>(value)) - 1) / 2 - 1;
  shift -= pairs;
  value <<= 2 * pairs;
  const F3 input = F3::FromRaw(value >> 1);
  const F3 half_input = gemmlowp::SaturatingRoundingMultiplyByPOT<-1>(input);
  const F3 half_three = F3::FromRaw((1 << 28) + (1 << 27));
  F3 x = F3::One();
  for (int step = 0; step < 5; ++step) {
    const F3 cube = gemmlowp::Rescale<3>(x * x * x);
    x = gemmlowp::Rescale<3>(half_three * x - half_input * cube);
  }
  x = x * F0::FromRaw(1518500250);
  return shift < 0 ? Multiplier{x.raw() << -shift, 0} : Multiplier{x.raw(), -shift};
}

TEST(TfliteArithmetic, rsqrt_is_gemmlowps_root_and_two_multiplications) {
  // 0 and what is below, which TFLite does not compute, give the largest value.
  const auto recipe = [](RequantMode mode, int value, const auto& x, const auto& y) {
    if (value <= zero_of(x)) return 127;
    auto root = inverse_root(value - zero_of(x));
    root.exponent += 20;
    auto output = quantized(1.0 / double{std::sqrt(x.scales[0]) * y.scales[0]});
    output.exponent -= 20;
    return clamped(multiplied(mode, multiplied(mode, 1, root), output) + zero_of(y));
  };
  compare_unary(Rsqrt{}, kFixedModes, -128, 0.001F, 0.5F, 0.01F, 0.2F, recipe);
}

TEST(TfliteArithmetic, gelu_is_a_table_of_float_values) {
  for (const bool approximate : {false, true}) {
    const auto recipe = [&](RequantMode, int value, const auto& x, const auto& y) {
      const double real = double{x.scales[0]} * (value - zero_of(x));
      const double exact = 0.5 * real * std::erfc(-real / std::sqrt(2.0));
      const double inner = std::sqrt(2.0 / M_PI) * (real + 0.044715 * real * real * real);
      const double approximation = 0.5 * real * (1.0 + std::tanh(inner));
      const double scaled = (approximate ? approximation : exact) / double{y.scales[0]};
      return clamped(static_cast<int>(std::round(scaled)) + zero_of(y));
    };
    // Double precision may round the other way next to a tie; these scales have none.
    compare_unary(Gelu{approximate}, kModes, -128, 0.01F, 0.1F, 0.01F, 0.1F, recipe);
  }
}

struct Binary {
  Shape a_shape, b_shape, y_shape;
  Quantization a, b, y;
  Bytes a_bytes, b_bytes;
};

Binary random_binary(Random& random, Shape a_shape, Shape b_shape, Shape y_shape) {
  const auto quantization = [&](float low, float high) {
    return per_tensor(random.scale(low, high), random.between(-128, 127));
  };
  Binary binary{std::move(a_shape),
                std::move(b_shape),
                std::move(y_shape),
                quantization(0.01F, 0.1F),
                quantization(0.01F, 0.1F),
                quantization(0.02F, 0.3F),
                {},
                {}};
  binary.a_bytes = random.bytes(binary.a_shape);
  binary.b_bytes = random.bytes(binary.b_shape);
  return binary;
}

Bytes run(const OperatorOptions& op, const Binary& data, RequantMode mode) {
  return test::outputs_of(op,
                          {activation(data.a_shape, data.a_bytes, data.a),
                           activation(data.b_shape, data.b_bytes, data.b)},
                          in_mode(mode, data.y));
}

int centered(const Bytes& bytes, std::size_t i, const Quantization& quantization) {
  return static_cast<std::int8_t>(bytes[i]) - zero_of(quantization);
}

TEST(TfliteArithmetic, mul_multiplies_centered_values_once) {
  Random random(11);
  for (int i = 0; i < 40; ++i) {
    const auto data = random_binary(random, {4, 3}, {3}, {4, 3});
    const auto m =
        quantized(double{data.a.scales[0]} * double{data.b.scales[0]} / double{data.y.scales[0]});
    for (const auto mode : kFixedModes) {
      std::vector<int> expected;
      for (std::size_t k = 0; k < 12; ++k) {
        const int product =
            centered(data.a_bytes, k, data.a) * centered(data.b_bytes, k % 3, data.b);
        expected.push_back(clamped(multiplied(mode, product, m) + zero_of(data.y)));
      }
      EXPECT_EQ(run(Mul{}, data, mode), int8_bytes(expected));
    }
  }
}

TEST(TfliteArithmetic, sub_rounds_both_operands_twice_whatever_the_mode) {
  Random random(12);
  for (int i = 0; i < 40; ++i) {
    const auto data = random_binary(random, {4, 3}, {4, 1}, {4, 3});
    const double twice = 2 * double{std::max(data.a.scales[0], data.b.scales[0])};
    const auto left = quantized(double{data.a.scales[0]} / twice);
    const auto right = quantized(double{data.b.scales[0]} / twice);
    const auto out = quantized(twice / ((1 << 20) * double{data.y.scales[0]}));
    std::vector<int> expected;
    for (std::size_t k = 0; k < 12; ++k) {
      const auto scaled = [&](int value, Multiplier m) {
        return multiplied(RequantMode::kDouble, value * (1 << 20), m);
      };
      const auto difference = scaled(centered(data.a_bytes, k, data.a), left) -
                              scaled(centered(data.b_bytes, k / 3, data.b), right);
      expected.push_back(
          clamped(multiplied(RequantMode::kDouble, difference, out) + zero_of(data.y)));
    }
    EXPECT_EQ(run(Sub{}, data, RequantMode::kDouble), int8_bytes(expected));
  }
}

TEST(TfliteArithmetic, batch_matmul_broadcasts_and_transposes) {
  Random random(13);
  for (int i = 0; i < 40; ++i) {
    const BatchMatmul op{i % 2 == 1, i % 4 >= 2};
    const auto data = random_binary(random, op.adjoint_a ? Shape{2, 1, 5, 3} : Shape{2, 1, 3, 5},
                                    op.adjoint_b ? Shape{3, 4, 5} : Shape{3, 5, 4}, {2, 3, 3, 4});
    const auto m =
        quantized(double{data.a.scales[0] * data.b.scales[0]} / double{data.y.scales[0]});
    for (const auto mode : kFixedModes) {
      std::vector<int> expected;
      for (std::size_t k = 0; k < 2 * 3 * 3 * 4; ++k) {
        const std::size_t column = k % 4, row = k / 4 % 3, inner = k / 12 % 3, outer = k / 36;
        std::int32_t sum = 0;
        for (std::size_t j = 0; j < 5; ++j) {
          const std::size_t left = outer * 15 + (op.adjoint_a ? j * 3 + row : row * 5 + j);
          const std::size_t right = inner * 20 + (op.adjoint_b ? column * 5 + j : j * 4 + column);
          sum += centered(data.a_bytes, left, data.a) * centered(data.b_bytes, right, data.b);
        }
        expected.push_back(clamped(multiplied(mode, sum, m) + zero_of(data.y)));
      }
      EXPECT_EQ(run(op, data, mode), int8_bytes(expected));
    }
  }
}

TEST(TfliteArithmetic, sum_requantizes_the_sum_without_its_zero_points) {
  const auto x = activation({2, 3}, int8_bytes({1, 2, 3, 10, 20, 30}), per_tensor(0.5F, 1));
  for (const auto mode : kModes) {
    const auto run = in_mode(mode, per_tensor(1.0F, -5));
    // (1-1 + 2-1 + 3-1) / 2 = 1.5 and (9 + 19 + 29) / 2 = 28.5; f32 rounds ties to even.
    const bool is_f32 = mode == RequantMode::kF32;
    EXPECT_EQ(test::outputs_of(Sum{false}, {x, numbers({1})}, run),
              int8_bytes({2 - 5, (is_f32 ? 28 : 29) - 5}));
    // (0 + 9) / 2, (1 + 19) / 2, (2 + 29) / 2
    EXPECT_EQ(test::outputs_of(Sum{true}, {x, numbers({0})}, run),
              int8_bytes({(is_f32 ? 4 : 5) - 5, 10 - 5, 16 - 5}));
  }
}

TEST(TfliteArithmetic, reduce_max_takes_the_largest_signed_value) {
  const auto quantization = per_tensor(0.5F, 1);
  const auto x = activation({2, 3}, int8_bytes({-128, -5, 3, -7, -20, -9}), quantization);
  const auto run = in_mode(RequantMode::kF32, quantization);
  EXPECT_EQ(test::outputs_of(ReduceMax{}, {x, numbers({1})}, run), int8_bytes({3, -7}));
  EXPECT_EQ(test::outputs_of(ReduceMax{}, {x, numbers({-2})}, run), int8_bytes({-7, -5, 3}));
  EXPECT_EQ(test::outputs_of(ReduceMax{}, {x, numbers({0, 1})}, run), int8_bytes({3}));
}

TEST(TfliteArithmetic, resize_bilinear_weighs_in_tenths_of_bits_and_rounds_as_the_mode) {
  const auto quantization = per_tensor(0.5F, 1);
  const auto resized = [&](RequantMode mode, ResizeBilinear op, std::vector<int> row, int to) {
    const auto size = static_cast<std::int32_t>(row.size());
    return test::outputs_of(
        op, {activation({1, 1, size, 1}, int8_bytes(row), quantization), numbers({1, to})},
        in_mode(mode, quantization));
  };
  // Halfway between -1 and 0, and between 0 and 1: upwards, or away from zero.
  EXPECT_EQ(resized(RequantMode::kSingle, {}, {-1, 0}, 4), int8_bytes({-1, 0, 0, 0}));
  EXPECT_EQ(resized(RequantMode::kDouble, {}, {-1, 0}, 4), int8_bytes({-1, -1, 0, 0}));
  EXPECT_EQ(resized(RequantMode::kSingle, {}, {0, 1}, 4), int8_bytes({0, 1, 1, 1}));
  // Aligned corners from 3 to 5: every second one lies halfway.
  EXPECT_EQ(resized(RequantMode::kDouble, {true, false}, {0, 10, 40}, 5),
            int8_bytes({0, 5, 10, 25, 40}));
  // Half pixel centres from 2 to 4: positions -1/4, 1/4, 3/4, 5/4 of which the outer are clamped.
  EXPECT_EQ(resized(RequantMode::kDouble, {false, true}, {0, 100}, 4),
            int8_bytes({0, 25, 75, 100}));
}

TEST(TfliteArithmetic, transposed_convolution_adds_windows) {
  // One channel, kernel 1 2 / 3 4, stride 1, VALID: the full convolution of [[1, 2]].
  const auto unit = per_tensor(1.0F, 0);
  auto weights = activation({1, 2, 2, 1}, int8_bytes({1, 2, 3, 4}), unit);
  weights.is_constant = true;
  for (const auto mode : kModes) {
    EXPECT_EQ(test::outputs_of(TransposeConv{{Padding::kValid, 1, 1}},
                               {numbers({1, 2, 3, 1}), weights,
                                activation({1, 1, 2, 1}, int8_bytes({1, 2}), unit), numbers({100})},
                               in_mode(mode, unit)),
              int8_bytes({101, 104, 104, 103, 110, 108}));
  }
}

std::string refusal(const OperatorOptions& op, const Quantization& x, const test::Run& how) {
  try {
    static_cast<void>(test::outputs_of(op, {activation({256}, test::every_byte(), x)}, how));
  } catch (const UnsupportedError& error) {
    return error.what();
  }
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(TfliteArithmetic, what_has_no_recipe_is_refused_by_name) {
  const auto x = per_tensor(0.5F, 0);
  EXPECT_THAT(refusal(LeakyRelu{-0.1F}, x, in_mode(RequantMode::kF32, x)),
              HasSubstr("operator 0 LEAKY_RELU: alpha below 0"));
  EXPECT_THAT(refusal(HardSwish{}, x, in_mode(RequantMode::kF32, per_tensor(0.001F, 0))),
              HasSubstr("operator 0 HARD_SWISH: input scale of 128 output scales or more"));
  EXPECT_THAT(refusal(Tanh{}, x, in_mode(RequantMode::kDouble, x)),
              HasSubstr("operator 0 TANH: output scale and zero point other than 1/128"));
  auto google = in_mode(RequantMode::kF32, x);
  google.options.rule = ConstantRule::kGoogle;
  EXPECT_THAT(refusal(Gelu{}, x, google),
              HasSubstr("operator 0 GELU: GELU under the google rule: no evidence"));
}

}  // namespace
}  // namespace tessera::workloads
