// SPDX-License-Identifier: Apache-2.0
// The float modules against the host's float32, on random bits and on every kind of edge.
// Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VFloatBench.h>
// clang-format on

#include "hw/func/requantize.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>
#include <vector>

namespace tessera::test {
namespace {

constexpr std::uint32_t kSeed = 20261127;
constexpr int kSamples = 300'000;

std::uint32_t bits(float x) { return std::bit_cast<std::uint32_t>(x); }

/// Every NaN is the same one in hardware.
std::uint32_t canonical(float x) { return std::isnan(x) ? 0x7fc0'0000U : bits(x); }

class FloatModules : public testing::Test {
 protected:
  /// Random bits; edges of the format; neighbours of powers of two and of halves.
  std::uint32_t draw() {
    static const std::vector<std::uint32_t> edges = {
        0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x007fffff, 0x00800000, 0x7f7fffff,
        0x7f800000, 0xff800000, 0x7fc00000, 0x7f800001, 0x3f800000, 0xbf800000, 0x3f000000,
        0x3effffff, 0x3f000001, 0x3fc00000, 0x40200000, 0x4affffff, 0x4b000000, 0x4effffff,
        0x4f000000, 0xcf000000, 0xcf000001, 0x7fffffff, 0x80000000, 0x01000001, 0xffffffff};
    const std::uint32_t raw = random_();
    switch (raw % 5) {
      case 0:
        return edges[random_() % edges.size()];
      case 1:
        return bits(static_cast<float>(static_cast<std::int32_t>(random_()) >> random_() % 32) *
                    0.5F);
      case 2:
        return (random_() & 0x807f'ffffU) | (100 + random_() % 60) << 23;
      default:
        return random_();
    }
  }

  void drive(std::uint32_t a, std::uint32_t b) {
    bench_.a_i = a;
    bench_.b_i = b;
    bench_.eval();
  }

  VerilatedContext context_;
  VFloatBench bench_{&context_};
  std::mt19937 random_{kSeed};
};

TEST_F(FloatModules, products_and_sums_are_those_of_ieee_754) {
  for (int i = 0; i < kSamples; ++i) {
    const std::uint32_t a = draw();
    const std::uint32_t b = draw();
    drive(a, b);
    const auto x = std::bit_cast<float>(a);
    const auto y = std::bit_cast<float>(b);
    ASSERT_EQ(bench_.product_o, canonical(x * y))
        << std::hex << a << " * " << b << ", seed " << kSeed;
    ASSERT_EQ(bench_.sum_o, canonical(x + y)) << std::hex << a << " + " << b << ", seed " << kSeed;
    ASSERT_EQ(bench_.greater_o != 0, x > y) << std::hex << a << " > " << b << ", seed " << kSeed;
  }
}

TEST_F(FloatModules, conversions_round_half_to_even) {
  for (int i = 0; i < kSamples; ++i) {
    const std::uint32_t a = draw() >> (i % 3 == 0 ? random_() % 32 : 0);
    drive(a, 0);
    ASSERT_EQ(bench_.float_o, bits(static_cast<float>(static_cast<std::int32_t>(a)))) << a;
    ASSERT_EQ(static_cast<std::int32_t>(bench_.int_o),
              func::round_half_even(std::bit_cast<float>(a)))
        << std::hex << a;
  }
}

TEST_F(FloatModules, fixed_point_scale_is_that_of_mode_single) {
  for (int i = 0; i < kSamples; ++i) {
    const std::uint32_t sum = i % 7 == 0 ? 0x8000'0000U : draw();
    const std::uint32_t q = random_() >> 1 >> (i % 4 == 0 ? random_() % 31 : 0);
    const int exponent = static_cast<int>(random_() % 62) - 31;
    bench_.exponent_i = static_cast<std::uint32_t>(exponent);
    drive(sum, q);
    for (int edge = 0; edge < 2; ++edge) {
      bench_.clk_i = 1;
      bench_.eval();
      bench_.clk_i = 0;
      bench_.eval();
    }
    ASSERT_EQ(static_cast<std::int32_t>(bench_.scaled_o),
              func::multiply_single(static_cast<std::int32_t>(sum),
                                    {static_cast<std::int32_t>(q), exponent}))
        << static_cast<std::int32_t>(sum) << " * " << q << ", exponent " << exponent;
  }
}

}  // namespace
}  // namespace tessera::test
