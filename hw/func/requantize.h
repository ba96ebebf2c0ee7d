// SPDX-License-Identifier: Apache-2.0
// From int32 accumulators to 8-bit outputs, in the three modes of facts/numerics.md.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace tessera::func {

enum class RequantMode : std::uint8_t { kF32, kSingle, kDouble };

/// Round to nearest, ties to even, saturated to int32; NaN gives the smallest. Needs the default
/// rounding mode. Adding 1.5 * 2^23 leaves the integer in the low bits for |x| < 2^22.
[[nodiscard]] inline std::int32_t round_half_even(float x) {
  constexpr float kMagic = 12582912.0F;
  if (std::fabs(x) < 4194304.0F)
    return std::bit_cast<std::int32_t>(x + kMagic) - std::bit_cast<std::int32_t>(kMagic);
  if (!(x > -2147483648.0F)) return INT32_MIN;
  if (x >= 2147483648.0F) return INT32_MAX;
  return static_cast<std::int32_t>(std::nearbyint(x));
}

/// min(max(x, lo), hi) in float32, as the hardware clamps before it rounds. NaN gives lo.
[[nodiscard]] inline float clamp_f32(float x, float lo, float hi) {
  const float raised = x > lo ? x : lo;
  return raised < hi ? raised : hi;
}

/// What is requantized: the sum of a cell with the command's offset and the channel's bias,
/// saturated. A bias of -2^31 drives a channel to its smallest code, whatever its sum.
[[nodiscard]] inline std::int32_t biased_sum(std::int32_t sum, std::int32_t offset,
                                             std::int32_t bias) {
  const std::int64_t exact = std::int64_t{sum} + offset + bias;
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(exact, INT32_MIN, INT32_MAX));
}

/// Coral's output stage (mode f32): float32 multiply, clamp, round half to even, zero point.
/// One rounding for int -> float, one for the product (facts/beagle_isa.md section 6).
[[nodiscard]] inline std::int32_t requantize_f32(std::int32_t acc, float multiplier, float lo,
                                                 float hi, std::int32_t zero_point) {
  const float scaled = static_cast<float>(acc) * multiplier;
  return static_cast<std::int32_t>(
      static_cast<std::uint32_t>(round_half_even(clamp_f32(scaled, lo, hi))) +
      static_cast<std::uint32_t>(zero_point));
}

/// A real multiplier as q * 2^(exponent - 31). quantize_multiplier gives q in [2^30, 2^31) or 0;
/// quotients of such multipliers (TFLite's MEAN) may have leading zeros.
struct FixedMultiplier {
  std::int32_t q = 0;
  int exponent = 0;

  /// Exponents as quantize_multiplier gives them, and up to 30 as TFLite's kernels take them.
  [[nodiscard]] bool valid() const { return q >= 0 && exponent >= -31 && exponent <= 30; }
};

/// frexp and rounding to 31 bits; 2^31 is halved, exponents below -31 give zero.
/// The multiplier must be finite and not negative, anything else gives zero.
[[nodiscard]] FixedMultiplier quantize_multiplier(double multiplier);

/// acc * multiplier with one rounding, ties towards plus infinity (TFLITE_SINGLE_ROUNDING).
[[nodiscard]] std::int32_t multiply_single(std::int32_t acc, FixedMultiplier multiplier);

/// acc * multiplier rounded twice as gemmlowp's functions do (TFLite's reference kernels): doubling
/// high multiply with ties towards plus infinity, then division by a power of two with ties away
/// from zero.
[[nodiscard]] std::int32_t multiply_double(std::int32_t acc, FixedMultiplier multiplier);

/// Smallest and largest code of an output, zero point included.
struct CodeRange {
  std::int32_t low = 0;
  std::int32_t high = 0;
};

/// The output stage of the modes single and double: unlike in f32, the zero point is added before
/// the clamp. `multiplier` must be valid() and range.low <= range.high; the addition wraps.
[[nodiscard]] std::int32_t requantize_fixed(RequantMode mode, std::int32_t acc,
                                            FixedMultiplier multiplier, std::int32_t zero_point,
                                            CodeRange range);

}  // namespace tessera::func
