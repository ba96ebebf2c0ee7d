// SPDX-License-Identifier: Apache-2.0
// HARD_SWISH on codes: TFLite's 16-bit procedure in every mode (no XNNPACK kernel for quantized
// tensors to differ from).
#include "hw/func/fixed_functions.h"
#include "workloads/reference/code_table.h"
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace tessera::workloads {
namespace {

constexpr std::int32_t kSignedOffset = 128;
constexpr std::int32_t kMin16 = std::numeric_limits<std::int16_t>::min();
constexpr std::int32_t kMax16 = std::numeric_limits<std::int16_t>::max();

std::int32_t shifted_left(std::int32_t value, int bits) {
  // 16 bits saturate whatever the value, unless it is 0.
  const std::int64_t raised = std::int64_t{value} * (std::int64_t{1} << std::min(bits, 16));
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(raised, kMin16, kMax16));
}

/// 16-bit doubling high multiply, rounded to nearest (gemmlowp's nudge and cut).
std::int32_t multiply_rounded(std::int32_t a, std::int32_t b) {
  const std::int32_t product = a * b;
  const std::int32_t nudge = product >= 0 ? 1 << 14 : 1 - (1 << 14);
  return std::min((product + nudge) / (1 << 15), kMax16);
}

/// The same cut towards zero.
std::int32_t multiply_cut(std::int32_t a, std::int32_t b) {
  return std::min(a * b / (1 << 15), kMax16);
}

/// The upper half of a multiplier's 31 bits.
std::int32_t upper_half(std::int32_t q) {
  constexpr std::int32_t kRound = 1 << 15;
  return q >= std::numeric_limits<std::int32_t>::max() - kRound ? kMax16 : (q + kRound) >> 16;
}

std::int32_t divided(std::int32_t value, int bits) {
  return static_cast<std::int32_t>(func::rounding_divide(value, std::min(bits, 31)));
}

class HardSwishCodes {
 public:
  /// `offset` is what makes values of codes: 128 for int8.
  HardSwishCodes(CodeQuantization from, CodeQuantization to, std::int32_t offset)
      : from_zero_(from.zero_point), to_zero_(to.zero_point - offset), offset_(offset) {
    const float fine_scale = (1.0F / 128.0F) * from.scale;
    output_ = func::quantize_multiplier(double{fine_scale / to.scale});
    // Real 3 becomes 2^15.
    reluish_ = func::quantize_multiplier(double{fine_scale / (3.0F / 32768.0F)});
  }

  /// TFLite itself wants the output's multiplier below 1.
  [[nodiscard]] bool in_range() const { return output_.exponent <= 0; }

  [[nodiscard]] std::uint8_t operator()(std::uint8_t code) const {
    const std::int32_t fine = (code - from_zero_) * 128;
    const std::int32_t linear = multiply_rounded(fine, upper_half(output_.q));
    const std::int32_t gated = multiply_cut(gate(fine), linear);
    // The sum is a 16-bit number, which wraps.
    const auto value = static_cast<std::int16_t>(divided(gated, -output_.exponent) + to_zero_);
    return static_cast<std::uint8_t>(std::clamp(value + offset_, 0, 255));
  }

 private:
  /// relu6(x + 3) / 6 as a number of 15 bits.
  [[nodiscard]] std::int32_t gate(std::int32_t value) const {
    const int exponent = reluish_.exponent;
    if (exponent > 0) {
      value = shifted_left(value, exponent - 1);
    }
    value = multiply_rounded(value, upper_half(reluish_.q));
    if (exponent > 0) {
      value = shifted_left(value, 1);
    }
    if (exponent < 0) {
      value = divided(value, -exponent);
    }
    return (value + (1 << 15)) >> 1;
  }

  std::int32_t from_zero_;
  std::int32_t to_zero_;
  std::int32_t offset_;
  func::FixedMultiplier output_;
  func::FixedMultiplier reluish_;
};

}  // namespace

void run_kernel(const Context& context, const HardSwish&) {
  context.require_one_type();
  const auto x = context.quantized_input(0);
  const std::int32_t offset = context.input(0).type == DataType::kInt8 ? kSignedOffset : 0;
  const HardSwishCodes function(x.quantization, context.quantized_output(), offset);
  if (!function.in_range()) {
    context.refuse("input scale of 128 output scales or more");
  }
  context.emit(mapped(x.codes, table_of(function)));
}

}  // namespace tessera::workloads
