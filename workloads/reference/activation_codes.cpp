// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/activation_codes.h"

#include "hw/func/fixed_functions.h"
#include "workloads/reference/output_stage.h"

#include <algorithm>
#include <cmath>

namespace tessera::workloads {
namespace {

constexpr int kIntegerBits = 4;  // of the functions' arguments in fixed point

/// XNNPACK's rounding of a function's value: ties to even.
std::uint8_t rounded_even(float value, CodeQuantization to) {
  const float code = std::nearbyint(value / to.scale) + static_cast<float>(to.zero_point);
  return static_cast<std::uint8_t>(std::clamp(code, 0.0F, 255.0F));
}

/// TFLite's frame for both functions: inputs beyond the range of the argument give the ends, the
/// others a result of 31 fractional bits that is rounded to `fraction_bits`.
template <class Function>
CodeTable fixed_codes(func::RequantMode mode, CodeQuantization from, std::int32_t output_zero,
                      int fraction_bits, Function function) {
  const double to_argument = double{from.scale} * double{1 << (31 - kIntegerBits)};
  const auto multiplier = func::quantize_multiplier(to_argument);
  const double range = std::ldexp((1 << kIntegerBits) - 1, 31 - kIntegerBits - multiplier.exponent);
  // An 8-bit input is never further from its zero point than this.
  const auto radius = static_cast<std::int32_t>(std::min(std::floor(range), 512.0));
  return table_of([&](std::uint8_t code) {
    const std::int32_t input = code - from.zero_point;
    if (input <= -radius || input >= radius) {
      return static_cast<std::uint8_t>(input <= -radius ? 0 : 255);
    }
    const auto result = function(multiply_fixed(mode, input, multiplier), kIntegerBits);
    const auto rounded = func::rounding_divide(result, 31 - fraction_bits) + output_zero;
    return static_cast<std::uint8_t>(std::clamp<std::int64_t>(rounded, 0, 255));
  });
}

}  // namespace

CodeTable logistic_codes(func::RequantMode mode, CodeQuantization from, CodeQuantization to) {
  if (mode != func::RequantMode::kF32) {
    return fixed_codes(mode, from, to.zero_point, 8, func::logistic_q31);
  }
  return table_of([&](std::uint8_t code) {
    // XNNPACK takes the exponential of |x| and mirrors the result.
    const float x = dequantized(code, from);
    const float below_half = 1.0F / (1.0F + std::exp(std::fabs(x)));
    return rounded_even(x < 0.0F ? below_half : 1.0F - below_half, to);
  });
}

CodeTable tanh_codes(func::RequantMode mode, CodeQuantization from, CodeQuantization to) {
  if (mode != func::RequantMode::kF32) {
    return fixed_codes(mode, from, to.zero_point, 7, func::tanh_q31);
  }
  return table_of(
      [&](std::uint8_t code) { return rounded_even(std::tanh(dequantized(code, from)), to); });
}

}  // namespace tessera::workloads
