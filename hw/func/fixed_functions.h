// SPDX-License-Identifier: Apache-2.0
// Fixed-point exponential, logistic and tanh, bit for bit those of gemmlowp, which TFLite's integer
// kernels use. A number of `integer_bits` has the value raw * 2^(integer_bits - (width - 1)); the
// results have no integer bits, 1.0 being the largest number.
#pragma once

#include <cstdint>

namespace tessera::func {

/// value / 2^shift, ties away from zero, 0 <= shift <= 62.
[[nodiscard]] constexpr std::int64_t rounding_divide(std::int64_t value, int shift) {
  if (shift == 0) return value;
  const std::int64_t magnitude = value < 0 ? -value : value;
  const std::int64_t rounded = (magnitude + (std::int64_t{1} << (shift - 1))) >> shift;
  return value < 0 ? -rounded : rounded;
}

/// a * b with both in [-1, 1): rounded to nearest (ties towards plus infinity), -1 * -1 saturates.
[[nodiscard]] std::int32_t multiply_q31(std::int32_t a, std::int32_t b);

/// Logistic function and tanh of 16-bit numbers, 0 <= integer_bits <= 6.
[[nodiscard]] std::int16_t logistic_q15(std::int16_t x, int integer_bits);
[[nodiscard]] std::int16_t tanh_q15(std::int16_t x, int integer_bits);

/// The same of 32-bit numbers, 0 <= integer_bits <= 6.
[[nodiscard]] std::int32_t logistic_q31(std::int32_t x, int integer_bits);
[[nodiscard]] std::int32_t tanh_q31(std::int32_t x, int integer_bits);

/// e^x for x <= 0, 0 <= integer_bits <= 6.
[[nodiscard]] std::int32_t exp_q31(std::int32_t x, int integer_bits);

/// 1 / (1 + x) for x in [0, 1).
[[nodiscard]] std::int32_t reciprocal_of_one_plus_q31(std::int32_t x);

}  // namespace tessera::func
