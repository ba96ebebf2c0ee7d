// SPDX-License-Identifier: Apache-2.0
#include "hw/func/requantize.h"

#include "hw/func/fixed_functions.h"

#include <algorithm>
#include <limits>

namespace tessera::func {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int32_t>::max();

std::int32_t saturate(std::int64_t value) {
  return static_cast<std::int32_t>(std::clamp(value, kMin, kMax));
}

/// acc * 2^up, saturated: 32-bit registers lose what lies above.
std::int64_t shift_up(std::int64_t acc, int up) {
  return saturate(up >= 31 ? (acc > 0 ? kMax : acc < 0 ? kMin : 0) : acc * (std::int64_t{1} << up));
}

}  // namespace

FixedMultiplier quantize_multiplier(double multiplier) {
  if (!(multiplier > 0) || !std::isfinite(multiplier)) return {};
  int exponent = 0;
  const double mantissa = std::frexp(multiplier, &exponent);
  auto q = std::llround(mantissa * 2147483648.0);
  if (q == (std::int64_t{1} << 31)) {
    q /= 2;
    ++exponent;
  }
  if (exponent < -31) return {};
  return {static_cast<std::int32_t>(q), exponent};
}

std::int32_t multiply_single(std::int32_t acc, FixedMultiplier multiplier) {
  const int shift = 31 - multiplier.exponent;
  if (shift <= 0) return saturate(shift_up(static_cast<std::int64_t>(acc), -shift) * multiplier.q);
  if (shift > 62) return 0;
  const std::int64_t product = static_cast<std::int64_t>(acc) * multiplier.q;
  return saturate((product + (std::int64_t{1} << (shift - 1))) >> shift);
}

std::int32_t multiply_double(std::int32_t acc, FixedMultiplier multiplier) {
  const std::int64_t raised = shift_up(acc, std::max(multiplier.exponent, 0));
  // Saturating doubling high multiply, ties towards plus infinity: gemmlowp nudges and truncates.
  // Only (-2^31)^2 would overflow, and q is never negative.
  const std::int64_t product = raised * multiplier.q;
  const std::int64_t nudge = product >= 0 ? std::int64_t{1} << 30 : 1 - (std::int64_t{1} << 30);
  const std::int64_t high = (product + nudge) / (std::int64_t{1} << 31);
  return saturate(rounding_divide(high, std::min(std::max(-multiplier.exponent, 0), 31)));
}

std::int32_t requantize_fixed(RequantMode mode, std::int32_t acc, FixedMultiplier multiplier,
                              std::int32_t zero_point, CodeRange range) {
  const std::int32_t scaled = mode == RequantMode::kSingle ? multiply_single(acc, multiplier)
                                                           : multiply_double(acc, multiplier);
  const auto code = static_cast<std::int32_t>(static_cast<std::uint32_t>(scaled) +
                                              static_cast<std::uint32_t>(zero_point));
  return std::clamp(code, range.low, range.high);
}

}  // namespace tessera::func
