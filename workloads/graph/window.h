// SPDX-License-Identifier: Apache-2.0
// Sizes of sliding windows (TFLite's SAME and VALID padding), in 64 bits so that nothing overflows.
#pragma once

#include "workloads/graph/options.h"

#include <algorithm>
#include <cstdint>

namespace tessera::workloads {

/// One direction of a sliding window.
struct WindowAxis {
  std::int64_t input = 1;
  std::int64_t filter = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  Padding padding = Padding::kSame;
  std::int64_t before = 0;  // positions outside the image that kValid counts as inside: a PAD of
  std::int64_t after = 0;   // its own; negative, a part of the image that is left out

  [[nodiscard]] std::int64_t reach() const { return (filter - 1) * dilation + 1; }

  /// Number of positions; 0 or less if the window does not fit.
  [[nodiscard]] std::int64_t output() const {
    return padding == Padding::kSame ? (input + stride - 1) / stride
                                     : (before + input + after - reach() + stride) / stride;
  }

  /// Padding in front; the smaller half of the total (facts: numerics, int8 specification).
  [[nodiscard]] std::int64_t pad_before() const {
    if (padding == Padding::kValid) {
      return before;
    }
    return std::max<std::int64_t>((output() - 1) * stride + reach() - input, 0) / 2;
  }
};

[[nodiscard]] inline WindowAxis axis_y(const Window& window, std::int64_t input,
                                       std::int64_t filter) {
  return {input, filter, window.stride_y, window.dilation_y, window.padding};
}

[[nodiscard]] inline WindowAxis axis_x(const Window& window, std::int64_t input,
                                       std::int64_t filter) {
  return {input, filter, window.stride_x, window.dilation_x, window.padding};
}

}  // namespace tessera::workloads
