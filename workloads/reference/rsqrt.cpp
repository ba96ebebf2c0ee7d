// SPDX-License-Identifier: Apache-2.0
// RSQRT on codes: TFLite's fixed-point recipe, gemmlowp's Newton steps and two multiplications in
// the rounding of the mode. XNNPACK has no such kernel, so mode f32 is TFLite's as shipped (double
// rounding). 0 gives the largest value, and so do negative inputs, which TFLite refuses to compute.
#include "hw/func/fixed_functions.h"
#include "workloads/reference/code_table.h"
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace tessera::workloads {
namespace {

std::int32_t raised(std::int32_t value, int bits) {
  const std::int64_t wide = std::int64_t{value} * (std::int64_t{1} << bits);
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(
      wide, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()));
}

/// 1 / sqrt(input) for 1 <= input < 2^29. Five steps of Newton's method in numbers of 3 integer
/// bits, from 1, on the input brought into [1/4, 1) by a power of 4.
func::FixedMultiplier inverse_square_root(std::int32_t input) {
  if (input <= 1) {
    return {std::numeric_limits<std::int32_t>::max(), 0};
  }
  const int pairs = (std::countl_zero(static_cast<std::uint32_t>(input)) - 1) / 2 - 1;
  const std::int32_t scaled = (input << (2 * pairs)) >> 1;
  const auto half_input = static_cast<std::int32_t>(func::rounding_divide(scaled, 1));
  constexpr std::int32_t kOne = 1 << 28;
  constexpr std::int32_t kHalfThree = kOne + kOne / 2;
  constexpr std::int32_t kHalfRootOfTwo = 1518500250;
  std::int32_t x = kOne;
  for (int step = 0; step < 5; ++step) {
    const auto cube = raised(func::multiply_q31(func::multiply_q31(x, x), x), 6);
    x = raised(func::multiply_q31(kHalfThree, x) - func::multiply_q31(half_input, cube), 3);
  }
  x = func::multiply_q31(x, kHalfRootOfTwo);
  const int shift = 11 - pairs;  // to the right
  return shift < 0 ? func::FixedMultiplier{x << -shift, 0} : func::FixedMultiplier{x, -shift};
}

}  // namespace

void run_kernel(const Context& context, const Rsqrt&) {
  constexpr int kFractionBits = 20;
  context.require_one_type();
  const auto x = context.quantized_input(0);
  const auto to = context.quantized_output();
  const auto mode = context.mode() == func::RequantMode::kSingle ? func::RequantMode::kSingle
                                                                 : func::RequantMode::kDouble;
  auto output = func::quantize_multiplier(1.0 / double{std::sqrt(x.quantization.scale) * to.scale});
  output.exponent -= kFractionBits;
  context.emit(mapped(
      x.codes, table_of([&](std::uint8_t code) {
        const std::int32_t value = code - x.quantization.zero_point;
        if (value <= 0) {
          return std::uint8_t{255};
        }
        auto root = inverse_square_root(value);
        root.exponent += kFractionBits;
        const auto scaled = multiply_fixed(mode, multiply_fixed(mode, 1, root), output);
        return static_cast<std::uint8_t>(std::clamp(wrapping_sum(scaled, to.zero_point), 0, 255));
      })));
}

}  // namespace tessera::workloads
