// SPDX-License-Identifier: Apache-2.0
// Activations of the calibration images at one place of the network.
#pragma once

#include "workloads/graph/tensor.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tessera::workloads::zoo {

/// Scale and zero point of an int8 tensor.
struct Grid {
  float scale = 1.0F;
  std::int32_t zero_point = 0;
};

struct Features {
  Shape shape;  // the first dimension counts the images
  Grid grid;
  std::vector<std::int16_t> values;  // int8 values less the zero point

  [[nodiscard]] std::size_t dimension(std::size_t axis) const {
    return static_cast<std::size_t>(shape[axis]);
  }
  [[nodiscard]] float real(std::size_t element) const {
    return grid.scale * static_cast<float>(values[element]);
  }
};

}  // namespace tessera::workloads::zoo
