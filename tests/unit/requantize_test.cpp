// SPDX-License-Identifier: Apache-2.0
// The three requantization modes of facts/numerics.md: by hand, against libm's rounding (f32),
// exact integers (single) and gemmlowp's functions (double).
#include "hw/func/requantize.h"

#include <fixedpoint/fixedpoint.h>
#include <gtest/gtest.h>

#include <cfenv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace tessera::func {
namespace {

constexpr std::uint32_t kSeed = 20261125;
constexpr int kValues = 100'000;
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();

std::int32_t unclamped(std::int32_t acc, float multiplier) {
  return requantize_f32(acc, multiplier, -kInf, kInf, 0);
}

/// Accumulators of every magnitude, with the extremes.
std::int32_t random_acc(std::mt19937& random) {
  constexpr std::int32_t kSpecial[] = {0,        1,        -1,      kMax,      kMin,
                                       kMax - 1, kMin + 1, 1 << 30, -(1 << 30)};
  const std::uint32_t choice = random() % 64;
  if (choice < std::size(kSpecial)) return kSpecial[choice];
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(random())) >> (random() % 32);
}

TEST(RequantizeF32, exact_ties_go_to_the_even_neighbour) {
  // acc * 0.5 = k + 0.5 exactly.
  const std::int32_t expected[] = {0, 2, 2, 4, 4, 6};  // of 0.5, 1.5, 2.5, 3.5, 4.5, 5.5
  for (std::int32_t k = 0; k < 6; ++k) {
    EXPECT_EQ(unclamped(2 * k + 1, 0.5F), expected[k]) << k << ".5";
    EXPECT_EQ(unclamped(-2 * k - 1, 0.5F), -expected[k]) << -k << ".5";
  }
}

TEST(RequantizeF32, neighbours_of_ties_go_to_the_nearest) {
  // 0.5 -+ 2^-25 (below) and 2^-24 (above) are the floats beside 0.5.
  EXPECT_EQ(unclamped(1, std::nextafterf(0.5F, 0)), 0);
  EXPECT_EQ(unclamped(1, std::nextafterf(0.5F, 1)), 1);
  EXPECT_EQ(unclamped(-1, std::nextafterf(0.5F, 1)), -1);
  EXPECT_EQ(unclamped(3, std::nextafterf(0.5F, 0)), 1);  // 1.5 - 3 * 2^-25 is 1.5 - 2^-23 in float
  EXPECT_EQ(unclamped(-3, std::nextafterf(0.5F, 0)), -1);
}

TEST(RequantizeF32, clamps_before_it_rounds_and_adds_the_zero_point_after) {
  EXPECT_EQ(requantize_f32(1000, 1.0F, -128.0F, 127.0F, 5), 132);    // min(1000, 127) + 5
  EXPECT_EQ(requantize_f32(-1000, 1.0F, -128.0F, 127.0F, 5), -123);  // max(-1000, -128) + 5
  EXPECT_EQ(requantize_f32(100, 1.0F, 0.0F, 2.5F, 0), 2);      // the bound 2.5 is rounded, to even
  EXPECT_EQ(requantize_f32(100, 1.0F, 0.0F, 3.5F, 10), 14);    // 4 + 10
  EXPECT_EQ(requantize_f32(-7, 1.0F, -0.5F, 9.0F, 128), 128);  // -0.5 rounds to 0
}

TEST(RequantizeF32, infinite_clamps_let_everything_pass_up_to_int32) {
  EXPECT_EQ(unclamped(123456, 1.0F), 123456);
  EXPECT_EQ(unclamped(kMax, 1.0F), kMax);  // float(2^31 - 1) = 2^31: saturates
  EXPECT_EQ(unclamped(kMin, 1.0F), kMin);
  EXPECT_EQ(unclamped(kMax, 4.0F), kMax);
  EXPECT_EQ(unclamped(kMin, 4.0F), kMin);
  EXPECT_EQ(unclamped(1, kInf), kMax);
  EXPECT_EQ(unclamped(-1, kInf), kMin);
  EXPECT_EQ(requantize_f32(0, kInf, -3.0F, 3.0F, 0), -3);  // 0 * inf is NaN: the lower bound
}

TEST(RequantizeF32, large_accumulators_are_rounded_to_float_first) {
  EXPECT_EQ(unclamped(16777217, 1.0F), 16777216);  // 2^24 + 1: tie between 2^24 and 2^24 + 2
  EXPECT_EQ(unclamped(16777219, 1.0F), 16777220);  // 2^24 + 3: tie, even is 2^24 + 4
  // Exact would be 8388608.5 -> 8388608; the accumulator becomes 2^24 + 4 first, so 8388610.
  EXPECT_EQ(unclamped(16777219, 0.5F), 8388610);
  EXPECT_EQ(unclamped(-16777219, 0.5F), -8388610);
}

TEST(RoundHalfEven, equals_libm_below_2_to_the_22) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  ASSERT_EQ(std::fegetround(), FE_TONEAREST);
  std::mt19937 random(kSeed);
  for (int i = 0; i < kValues; ++i) {
    // Multiples of 1/4: every second value is a tie or beside one.
    const float x = static_cast<float>(random_acc(random) >> 8) * (i % 2 == 0 ? 0.25F : 0.3F);
    ASSERT_EQ(round_half_even(x), static_cast<std::int32_t>(std::nearbyintf(x))) << x;
  }
}

TEST(RoundHalfEven, equals_libm_where_floats_are_halves_or_integers) {
  for (const float x : {4194304.5F, 4194305.5F, 4194306.5F, 8388607.5F, -4194305.5F, -8388607.5F,
                        8388608.0F, 16777215.0F})
    EXPECT_EQ(round_half_even(x), static_cast<std::int32_t>(std::nearbyintf(x))) << x;
}

TEST(QuantizeMultiplier, follows_the_rules) {
  const auto expect = [](double multiplier, std::int32_t q, int exponent) {
    const FixedMultiplier result = quantize_multiplier(multiplier);
    EXPECT_EQ(result.q, q) << multiplier;
    EXPECT_EQ(result.exponent, exponent) << multiplier;
  };
  expect(1.0, 1 << 30, 1);      // 0.5 * 2^1
  expect(0.75, 3 << 29, 0);     // 0.75 * 2^0
  expect(0.1, 1717986918, -3);  // 0.8 * 2^31 = 1717986918.4
  // 1 - 2^-33 has the mantissa 2^31 - 0.25, rounded to 2^31: halved, exponent raised.
  expect(1.0 - std::ldexp(1.0, -33), 1 << 30, 1);
  expect(std::ldexp(1.0, -32), 1 << 30, -31);  // the smallest exponent
  expect(std::ldexp(1.0, -33), 0, 0);          // -32 gives zero
  expect(std::ldexp(0.75, -32), 0, 0);
  // Below the border, but rounded up onto it: 2^-32 (1 - 2^-33).
  expect(std::ldexp(1.0 - std::ldexp(1.0, -33), -32), 1 << 30, -31);
  expect(0.0, 0, 0);
  expect(-1.0, 0, 0);
  expect(std::numeric_limits<double>::infinity(), 0, 0);
  expect(std::numeric_limits<double>::quiet_NaN(), 0, 0);
}

TEST(MultiplySingle, ties_go_up) {
  const FixedMultiplier half = quantize_multiplier(0.5);
  EXPECT_EQ(multiply_single(1, half), 1);    // 0.5
  EXPECT_EQ(multiply_single(-1, half), 0);   // -0.5
  EXPECT_EQ(multiply_single(3, half), 2);    // 1.5
  EXPECT_EQ(multiply_single(-3, half), -1);  // -1.5
  EXPECT_EQ(multiply_single(-5, half), -2);  // -2.5
}

TEST(MultiplySingle, equals_exact_integers_with_one_rounding) {
  __extension__ typedef __int128 Wide;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  for (int i = 0; i < kValues; ++i) {
    const std::int32_t acc = random_acc(random);
    const auto q = static_cast<std::int32_t>((1U << 30) | (random() >> 2));
    const int exponent = static_cast<int>(random() % 62) - 31;  // -31 .. 30
    // floor(acc * q * 2^(e - 31) + 1/2) = floor((2 acc q + 2^(31 - e)) / 2^(32 - e))
    const Wide numerator = Wide{2} * acc * q + (Wide{1} << (31 - exponent));
    const Wide divisor = Wide{1} << (32 - exponent);
    Wide exact = numerator / divisor;
    if (numerator % divisor < 0) --exact;
    if (exact > kMax) exact = kMax;
    if (exact < kMin) exact = kMin;
    ASSERT_EQ(multiply_single(acc, {q, exponent}), static_cast<std::int32_t>(exact))
        << acc << " * " << q << " * 2^(" << exponent << " - 31)";
  }
}

/// TFLite's MultiplyByQuantizedMultiplier made of gemmlowp's functions.
std::int32_t gemmlowp_double(std::int32_t acc, std::int32_t q, int exponent) {
  const int left = exponent > 0 ? exponent : 0;
  const int right = exponent > 0 ? 0 : -exponent;
  return gemmlowp::RoundingDivideByPOT(
      gemmlowp::SaturatingRoundingDoublingHighMul(acc * (1 << left), q), right);
}

/// Random products; with `ties`, operands of few bits, so that halves are frequent.
void expect_gemmlowp(bool ties) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  for (int i = 0; i < kValues; ++i) {
    const std::uint32_t low = ties ? random() % 3 << 28 : random() >> 2;
    const auto q = static_cast<std::int32_t>((1U << 30) | (low & 0x3fffffffU));
    const int exponent = static_cast<int>(random() % 43) - 31;  // -31 .. 11
    std::int32_t acc = random_acc(random);
    if (ties) acc >>= 18;
    if (exponent > 0) acc >>= exponent + 1;  // gemmlowp does not define an overflowing shift
    ASSERT_EQ(multiply_double(acc, {q, exponent}), gemmlowp_double(acc, q, exponent))
        << acc << " * " << q << " * 2^(" << exponent << " - 31)";
  }
}

TEST(MultiplyDouble, random_products_equal_gemmlowp) { expect_gemmlowp(false); }

TEST(MultiplyDouble, ties_equal_gemmlowp) { expect_gemmlowp(true); }

TEST(MultiplyDouble, left_shift_saturates) {
  EXPECT_EQ(multiply_double(kMax, {1 << 30, 4}), 1 << 30);  // (2^31 - 1) / 2, rounded
  EXPECT_EQ(multiply_double(kMin, {1 << 30, 4}), -(1 << 30));
  EXPECT_EQ(multiply_double(3, {1 << 30, 2}), 6);  // 3 * 4 / 2
}

}  // namespace
}  // namespace tessera::func
