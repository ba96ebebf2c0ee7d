// SPDX-License-Identifier: Apache-2.0
// From int32 accumulators to codes, in the three modes of hw/func/requantize.h.
#pragma once

#include "hw/func/requantize.h"
#include "workloads/reference/rule.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tessera::workloads {

/// acc * multiplier in one of the fixed-point modes.
[[nodiscard]] inline std::int32_t multiply_fixed(func::RequantMode mode, std::int32_t accumulator,
                                                 func::FixedMultiplier multiplier) {
  return mode == func::RequantMode::kSingle ? func::multiply_single(accumulator, multiplier)
                                            : func::multiply_double(accumulator, multiplier);
}

/// a + b modulo 2^32, as registers add.
[[nodiscard]] inline std::int32_t wrapping_sum(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

struct OutputStage {
  func::RequantMode mode = func::RequantMode::kF32;
  std::int32_t zero_point = 0;
  // Mode f32: clamps before the zero point is added.
  std::vector<float> multipliers;  // one, or one per output channel
  ClampBounds bounds{};
  // Fixed-point modes: clamps after it.
  std::vector<func::FixedMultiplier> fixed;  // one, or one per output channel
  CodeBounds code_bounds{};

  [[nodiscard]] std::uint8_t operator()(std::uint32_t accumulator, std::size_t channel) const {
    const auto acc = static_cast<std::int32_t>(accumulator);
    if (mode == func::RequantMode::kF32) {
      const float multiplier = multipliers.size() == 1 ? multipliers[0] : multipliers[channel];
      return static_cast<std::uint8_t>(
          func::requantize_f32(acc, multiplier, bounds.low, bounds.high, zero_point));
    }
    const auto multiplier = fixed.size() == 1 ? fixed[0] : fixed[channel];
    const auto code = wrapping_sum(multiply_fixed(mode, acc, multiplier), zero_point);
    return static_cast<std::uint8_t>(std::clamp(code, code_bounds.low, code_bounds.high));
  }
};

}  // namespace tessera::workloads
