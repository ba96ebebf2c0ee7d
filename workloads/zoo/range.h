// SPDX-License-Identifier: Apache-2.0
// From the values a layer computes to the scale and zero point of its int8 output.
#pragma once

#include "workloads/graph/options.h"
#include "workloads/zoo/features.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tessera::workloads::zoo {

/// A grid that covers the values up to the rarest 1 in 20000 on either side, times `margin`. One
/// step is left free at either end that is not the activation's own, so the ends of int8 hold
/// clipped values only.
[[nodiscard]] Grid choose_grid(std::span<const float> values, Activation activation, float margin);

/// Nearest values of the grid behind the activation, less the zero point.
[[nodiscard]] std::vector<std::int16_t> quantize(std::span<const float> values,
                                                 Activation activation, Grid grid);

}  // namespace tessera::workloads::zoo
