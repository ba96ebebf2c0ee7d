// SPDX-License-Identifier: Apache-2.0
// The fixed-point functions of hw/func against gemmlowp's own, and the table's against what it
// approximates.
#include "hw/func/fixed_functions.h"
#include "hw/func/table_functions.h"

#include <fixedpoint/fixedpoint.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>

namespace tessera::func {
namespace {

constexpr std::uint32_t kSeed = 20261124;

template <class Bits>
class GemmlowpFunctions : public testing::Test {};
template <int kBits>
using Bits = std::integral_constant<int, kBits>;
using AllBits = testing::Types<Bits<0>, Bits<1>, Bits<2>, Bits<3>, Bits<4>, Bits<5>, Bits<6>>;
TYPED_TEST_SUITE(GemmlowpFunctions, AllBits);

TYPED_TEST(GemmlowpFunctions, every_16_bit_argument) {
  constexpr int kIntegerBits = TypeParam::value;
  for (std::int32_t raw = INT16_MIN; raw <= INT16_MAX; ++raw) {
    const auto x = static_cast<std::int16_t>(raw);
    const auto fixed = gemmlowp::FixedPoint<std::int16_t, kIntegerBits>::FromRaw(x);
    ASSERT_EQ(logistic_q15(x, kIntegerBits), gemmlowp::logistic(fixed).raw()) << x;
    ASSERT_EQ(tanh_q15(x, kIntegerBits), gemmlowp::tanh(fixed).raw()) << x;
  }
}

TYPED_TEST(GemmlowpFunctions, random_32_bit_arguments) {
  constexpr int kIntegerBits = TypeParam::value;
  std::mt19937 random(kSeed);
  for (int i = 0; i < 300'000; ++i) {
    // Every magnitude; the smallest number has no negative in the original.
    const auto bits = static_cast<std::int32_t>(static_cast<std::uint32_t>(random()));
    const std::int32_t x = std::max(bits, -INT32_MAX) >> (random() % 31);
    const auto fixed = gemmlowp::FixedPoint<std::int32_t, kIntegerBits>::FromRaw(x);
    ASSERT_EQ(logistic_q31(x, kIntegerBits), gemmlowp::logistic(fixed).raw()) << x;
    ASSERT_EQ(tanh_q31(x, kIntegerBits), gemmlowp::tanh(fixed).raw()) << x;
    if (x <= 0) {
      ASSERT_EQ(exp_q31(x, kIntegerBits), gemmlowp::exp_on_negative_values(fixed).raw()) << x;
    }
  }
}

TEST(GemmlowpArithmetic, products_and_reciprocals) {
  std::mt19937 random(kSeed);
  for (int i = 0; i < 300'000; ++i) {
    const auto a = static_cast<std::int32_t>(static_cast<std::uint32_t>(random()));
    const auto b = static_cast<std::int32_t>(static_cast<std::uint32_t>(random()));
    ASSERT_EQ(multiply_q31(a, b), gemmlowp::SaturatingRoundingDoublingHighMul(a, b));
    const std::int32_t x = a & INT32_MAX;
    const auto fixed = gemmlowp::FixedPoint<std::int32_t, 0>::FromRaw(x);
    ASSERT_EQ(reciprocal_of_one_plus_q31(x),
              gemmlowp::one_over_one_plus_x_for_x_in_0_1(fixed).raw())
        << x;
    const int shift = static_cast<int>(random() % 31);
    ASSERT_EQ(rounding_divide(a, shift), gemmlowp::RoundingDivideByPOT(a, shift));
  }
  EXPECT_EQ(multiply_q31(INT32_MIN, INT32_MIN), INT32_MAX);
}

// The table's own values are proved by TFLM's outputs (lstm_test.cpp); this is how good it is.
TEST(TableFunctions, every_argument_is_near_the_real_function) {
  for (std::int32_t raw = INT16_MIN; raw <= INT16_MAX; ++raw) {
    const auto x = static_cast<std::int16_t>(raw);
    const double real = raw / 4096.0;
    ASSERT_NEAR(logistic_by_table(x, {}) / 32768.0, 1.0 / (1.0 + std::exp(-real)), 1.1e-4) << x;
    ASSERT_NEAR(tanh_by_table(x, {}) / 32768.0, std::tanh(real), 2.1e-4) << x;
  }
}

TEST(TableFunctions, ends_and_symmetry) {
  EXPECT_EQ(logistic_by_table(0, {}), 16384);
  EXPECT_EQ(tanh_by_table(0, {}), 0);
  // 8.0 is the largest argument in Q3.12: sigma(8) = 0.99966 by hand, tanh(8) saturates.
  EXPECT_EQ(logistic_by_table(INT16_MAX, {}), 32757);
  EXPECT_EQ(tanh_by_table(INT16_MAX, {}), 32767);
  EXPECT_EQ(tanh_by_table(INT16_MIN, {}), -32767);
  for (std::int32_t raw = 1; raw <= INT16_MAX; ++raw) {
    const auto x = static_cast<std::int16_t>(raw);
    const auto minus = static_cast<std::int16_t>(-raw);
    ASSERT_LE(std::abs(logistic_by_table(x, {}) + logistic_by_table(minus, {}) - 32768), 1);
    ASSERT_LE(std::abs(tanh_by_table(x, {}) + tanh_by_table(minus, {})), 1);
  }
}

// An argument of another scale is brought to the table's: 2^-13 halves, 2^-11 doubles.
TEST(TableFunctions, scales_move_the_argument) {
  for (const std::int16_t x : {1, 100, 4000, 10000}) {
    const auto twice = static_cast<std::int16_t>(2 * x);
    EXPECT_EQ(tanh_by_table(twice, table_scale(-13)), tanh_by_table(x, table_scale(-12)));
    EXPECT_EQ(tanh_by_table(x, table_scale(-11)), tanh_by_table(twice, table_scale(-12)));
  }
}

}  // namespace
}  // namespace tessera::func
