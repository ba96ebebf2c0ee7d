// SPDX-License-Identifier: Apache-2.0
// Activations of the calibration images at one place of the network.
#pragma once

#include "workloads/graph/tensor.h"
#include "workloads/zoo/grid.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tessera::workloads::zoo {

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
