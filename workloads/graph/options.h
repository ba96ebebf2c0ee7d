// SPDX-License-Identifier: Apache-2.0
// What the options of several operators have in common.
#pragma once

#include <cstdint>

namespace tessera::workloads {

enum class Activation { kNone, kRelu, kReluN1To1, kRelu6, kTanh };
enum class Padding { kSame, kValid };

/// Window of a convolution or a pooling in height (y) and width (x).
struct Window {
  Padding padding = Padding::kSame;
  std::int32_t stride_y = 1;
  std::int32_t stride_x = 1;
  std::int32_t dilation_y = 1;
  std::int32_t dilation_x = 1;
};

}  // namespace tessera::workloads
