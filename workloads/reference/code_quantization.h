// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace tessera::workloads {

/// Scale and zero point of the codes 0..255 of an 8-bit tensor.
struct CodeQuantization {
  float scale;
  std::int32_t zero_point;

  [[nodiscard]] bool operator==(const CodeQuantization&) const = default;
};

[[nodiscard]] inline float dequantized(std::uint8_t code, CodeQuantization from) {
  return from.scale * static_cast<float>(code - from.zero_point);
}

/// TFLite's rule: divide, round half away from zero, add the zero point, saturate. NaN gives 0.
[[nodiscard]] inline std::uint8_t quantized(float value, CodeQuantization to) {
  constexpr float kMaxCode = 255.0F;
  const float code = std::round(value / to.scale) + static_cast<float>(to.zero_point);
  return static_cast<std::uint8_t>(code > 0.0F ? std::min(code, kMaxCode) : 0.0F);
}

}  // namespace tessera::workloads
