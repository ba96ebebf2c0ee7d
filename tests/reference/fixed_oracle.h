// SPDX-License-Identifier: Apache-2.0
// The two fixed-point roundings from outside the code under test: gemmlowp's functions (double) and
// exact integers (single).
#pragma once

#include "hw/func/requantize.h"

#include <fixedpoint/fixedpoint.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace tessera::test {

/// q * 2^(exponent - 31).
struct Multiplier {
  std::int32_t q;
  int exponent;
};

[[nodiscard]] inline Multiplier multiplier_of(double real) {
  int exponent = 0;
  const double mantissa = std::frexp(real, &exponent);
  const auto q = std::llround(mantissa * 2147483648.0);
  return q == 2147483648LL ? Multiplier{1 << 30, exponent + 1}
                           : Multiplier{static_cast<std::int32_t>(q), exponent};
}

[[nodiscard]] inline std::int32_t multiplied_twice_rounded(std::int32_t x, Multiplier m) {
  const std::int32_t high =
      gemmlowp::SaturatingRoundingDoublingHighMul(x * (1 << std::max(m.exponent, 0)), m.q);
  return gemmlowp::RoundingDivideByPOT(high, std::max(-m.exponent, 0));
}

/// floor(x * m + 1/2), in integers that cannot overflow.
[[nodiscard]] inline std::int32_t multiplied_once_rounded(std::int32_t x, Multiplier m) {
  __extension__ using Wide = __int128;
  const int shift = 31 - m.exponent;
  const Wide product = Wide{x} * m.q;
  return static_cast<std::int32_t>((product + (Wide{1} << (shift - 1))) >> shift);
}

[[nodiscard]] inline std::int32_t multiplied(func::RequantMode mode, std::int32_t x, Multiplier m) {
  return mode == func::RequantMode::kDouble ? multiplied_twice_rounded(x, m)
                                            : multiplied_once_rounded(x, m);
}

}  // namespace tessera::test
