// SPDX-License-Identifier: Apache-2.0
// Written so that compilers turn the inner loops into multiply-accumulate instructions of 16-bit
// pairs; compiled with more optimization than the rest (workloads/CMakeLists.txt).
#include "workloads/reference/dot.h"

#include <algorithm>

namespace tessera::workloads {
namespace {

/// So many products of at most 255 * 255 stay within int32.
constexpr std::size_t kBlock = 16384;

std::int32_t dot(const std::int16_t* x, const std::int16_t* w, std::size_t length) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < length; ++i) {
    sum += std::int32_t{x[i]} * w[i];
  }
  return sum;
}

/// Four rows at a time: one load of x serves them all.
void add_four(const std::int16_t* x, const std::int16_t* w, std::size_t stride, std::size_t length,
              std::uint32_t* accumulators) {
  const std::int16_t* w1 = w + stride;
  const std::int16_t* w2 = w1 + stride;
  const std::int16_t* w3 = w2 + stride;
  std::int32_t sum0 = 0;
  std::int32_t sum1 = 0;
  std::int32_t sum2 = 0;
  std::int32_t sum3 = 0;
  for (std::size_t i = 0; i < length; ++i) {
    const std::int32_t value = x[i];
    sum0 += value * w[i];
    sum1 += value * w1[i];
    sum2 += value * w2[i];
    sum3 += value * w3[i];
  }
  accumulators[0] += static_cast<std::uint32_t>(sum0);
  accumulators[1] += static_cast<std::uint32_t>(sum1);
  accumulators[2] += static_cast<std::uint32_t>(sum2);
  accumulators[3] += static_cast<std::uint32_t>(sum3);
}

}  // namespace

void add_all_dots(const std::int16_t* x, const std::int16_t* w, std::size_t length,
                  std::uint32_t* accumulators, std::size_t rows) {
  for (std::size_t begin = 0; begin < length; begin += kBlock) {
    const std::size_t count = std::min(kBlock, length - begin);
    std::size_t row = 0;
    for (; row + 4 <= rows; row += 4) {
      add_four(x + begin, w + row * length + begin, length, count, accumulators + row);
    }
    for (; row < rows; ++row) {
      accumulators[row] +=
          static_cast<std::uint32_t>(dot(x + begin, w + row * length + begin, count));
    }
  }
}

void add_products(const std::int16_t* x, const std::int16_t* w, std::size_t length,
                  std::uint32_t* accumulators) {
  for (std::size_t i = 0; i < length; ++i) {
    accumulators[i] += static_cast<std::uint32_t>(std::int32_t{x[i]} * w[i]);
  }
}

}  // namespace tessera::workloads
