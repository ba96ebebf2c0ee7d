// SPDX-License-Identifier: Apache-2.0
// Dot products of a row of activations with rows of weights, in wrapping 32-bit arithmetic.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tessera::workloads {

/// Adds x . w to each accumulator; the rows of weights are `length` apart. Signed overflow is
/// undefined in C++, so the sums are unsigned: the bits are those of a wrapping int32.
template <std::size_t Rows>
inline void add_dots(const std::int16_t* x, const std::int16_t* w, std::size_t length,
                     std::uint32_t* accumulators) {
  std::array<std::uint32_t, Rows> sums{};
  for (std::size_t i = 0; i < length; ++i) {
    const std::int32_t value = x[i];
    for (std::size_t row = 0; row < Rows; ++row) {
      sums[row] += static_cast<std::uint32_t>(value * w[row * length + i]);
    }
  }
  for (std::size_t row = 0; row < Rows; ++row) {
    accumulators[row] += sums[row];
  }
}

/// The same for any number of rows.
inline void add_all_dots(const std::int16_t* x, const std::int16_t* w, std::size_t length,
                         std::uint32_t* accumulators, std::size_t rows) {
  constexpr std::size_t kBlock = 4;  // one load of x serves four rows
  std::size_t row = 0;
  for (; row + kBlock <= rows; row += kBlock) {
    add_dots<kBlock>(x, w + row * length, length, accumulators + row);
  }
  for (; row < rows; ++row) {
    add_dots<1>(x, w + row * length, length, accumulators + row);
  }
}

}  // namespace tessera::workloads
