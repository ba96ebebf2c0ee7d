// SPDX-License-Identifier: Apache-2.0
// The inner loop of the op unit against its definition in 64-bit integers, reduced to 32 bits.
#include "hw/tile/dot_product.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <random>
#include <vector>

namespace tessera::hw {
namespace {

constexpr std::uint32_t kSeed = 20261201;
constexpr int kRounds = 2000;

/// Operands in buffers of exactly the bytes that a run may read: a sanitizer sees any other.
struct Operands {
  std::vector<std::uint8_t> activations;
  std::vector<std::uint8_t> weights;
  DotRun run{};
  std::uint32_t outputs = 0;
  std::int32_t in_zero = 0;
  std::vector<std::int32_t> weight_zeros;
  std::vector<std::int32_t> sums;

  [[nodiscard]] std::vector<std::int32_t> expected() const {
    std::vector<std::int32_t> result = sums;
    for (std::uint32_t o = 0; o < outputs; ++o) {
      std::int64_t sum = sums[o];
      for (std::uint32_t step = 0; step < run.run; ++step)
        for (int j = 0; j < 4; ++j) {
          const std::int64_t x = run.activations[run.activation_stride * step + j];
          const std::int64_t w = run.weights[run.weight_stride * step + 4 * o + j];
          sum += (x - in_zero) * (w - weight_zeros[o]);
        }
      result[o] = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum));
    }
    return result;
  }
};

std::ostream& operator<<(std::ostream& out, const Operands& o) {
  return out << o.run.run << " steps, " << o.outputs << " outputs, strides "
             << o.run.activation_stride << " and " << o.run.weight_stride << ", zero points "
             << o.in_zero << " and " << o.weight_zeros[0];
}

class Draws {
 public:
  std::uint32_t operator()(std::uint32_t limit) {
    return static_cast<std::uint32_t>(random_() % limit);
  }
  /// A run of `steps` elements of `size` bytes at a distance of any sign, within `bytes`.
  std::size_t place(std::vector<std::uint8_t>& bytes, std::uint32_t steps, std::size_t size,
                    std::int64_t stride) {
    const auto reach = static_cast<std::size_t>(std::abs(stride)) * (steps - 1);
    bytes.resize(reach + size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    return stride < 0 ? reach : 0;
  }
  Operands operands(std::uint32_t zero_limit) {
    Operands result;
    result.outputs = 1 + (*this)(64);
    result.run.run = 1 + (*this)(12);
    result.run.activation_stride = static_cast<std::int64_t>((*this)(41)) - 20;
    result.run.weight_stride = (static_cast<std::int64_t>((*this)(5)) - 2) * 64;
    const std::size_t x =
        place(result.activations, result.run.run, 4, result.run.activation_stride);
    const std::size_t w =
        place(result.weights, result.run.run, 4 * result.outputs, result.run.weight_stride);
    result.run.activations = result.activations.data() + x;
    result.run.weights = result.weights.data() + w;
    result.in_zero = static_cast<std::int32_t>((*this)(zero_limit));
    result.weight_zeros.assign(64, static_cast<std::int32_t>((*this)(zero_limit)));
    for (std::uint32_t o = 0; o < result.outputs; ++o)
      result.sums.push_back(static_cast<std::int32_t>(static_cast<std::uint32_t>(random_())));
    return result;
  }

 private:
  std::mt19937 random_{kSeed};
};

std::vector<std::int32_t> dot(const Operands& operands) {
  std::vector<std::int32_t> sums = operands.sums;
  dot_words(operands.run, operands.in_zero, operands.weight_zeros[0], operands.outputs,
            sums.data());
  return sums;
}

TEST(DotWords, one_step_by_hand) {
  const std::uint8_t x[] = {1, 2, 3, 255};
  const std::uint8_t w[] = {10, 20, 30, 40, 0, 0, 0, 255};
  std::int32_t sums[] = {1000, -1};
  dot_words({x, 0, w, 0, 1}, 2, 10, 2, sums);
  // (-1)(0) + 0(10) + 1(20) + 253(30) = 7610; (-1)(-10) + 0 + 1(-10) + 253(245) = 61985
  EXPECT_EQ(sums[0], 8610);
  EXPECT_EQ(sums[1], 61984);
}

TEST(DotWords, eight_bit_zero_points_equal_the_definition) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Draws draw;
  for (int i = 0; i < kRounds; ++i) {
    const Operands operands = draw.operands(256);
    ASSERT_EQ(dot(operands), operands.expected()) << operands;
  }
}

TEST(DotWords, larger_zero_points_equal_the_definition) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Draws draw;
  for (int i = 0; i < kRounds; ++i) {
    const Operands operands = draw.operands(46'341);  // differences below 2^15.5: no overflow
    ASSERT_EQ(dot(operands), operands.expected()) << operands;
  }
}

TEST(DotWords, largest_zero_points_equal_the_definition) {
  Draws draw;
  Operands operands = draw.operands(1);
  operands.in_zero = 65535;
  operands.weight_zeros.assign(64, 65535);
  EXPECT_EQ(dot(operands), operands.expected());
}

TEST(DotWords, extreme_bytes_do_not_overflow_inside) {
  Draws draw;
  Operands operands = draw.operands(1);
  std::fill(operands.activations.begin(), operands.activations.end(), 255);
  std::fill(operands.weights.begin(), operands.weights.end(), 255);
  for (const std::int32_t zero : {0, 255}) {
    operands.in_zero = zero;
    EXPECT_EQ(dot(operands), operands.expected()) << operands;
    operands.weight_zeros.assign(64, 255 - zero);
    EXPECT_EQ(dot(operands), operands.expected()) << operands;
  }
}

TEST(DotWordsPerChannel, each_output_has_its_zero_point) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Draws draw;
  for (int i = 0; i < kRounds; ++i) {
    Operands operands = draw.operands(256);
    for (std::int32_t& zero : operands.weight_zeros) zero = static_cast<std::int32_t>(draw(256));
    std::vector<std::int32_t> sums = operands.sums;
    dot_words_per_channel(operands.run, operands.in_zero, operands.weight_zeros.data(),
                          operands.outputs, sums.data());
    ASSERT_EQ(sums, operands.expected()) << operands;
  }
}

}  // namespace
}  // namespace tessera::hw
