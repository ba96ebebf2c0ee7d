// SPDX-License-Identifier: Apache-2.0
// Logistic function and tanh of 16-bit numbers by an interpolated table, bit for bit those of
// TensorFlow Lite Micro's integer kernels.
#pragma once

#include <cstdint>

namespace tessera::func {

/// From raw inputs to the table's unit of 1/(3 * 4096): x * multiplier, divided by 2^shift with
/// ties towards plus infinity. Inputs of scale 2^-12 take {3, 0}.
struct TableScale {
  std::int32_t multiplier = 3;
  int shift = 0;
};

/// The scale for a number of unit 2^exponent, -30 <= exponent <= -1.
[[nodiscard]] TableScale table_scale(int exponent);

/// Results have 15 fractional bits.
[[nodiscard]] std::int16_t logistic_by_table(std::int16_t x, TableScale scale);
[[nodiscard]] std::int16_t tanh_by_table(std::int16_t x, TableScale scale);

}  // namespace tessera::func
