// SPDX-License-Identifier: Apache-2.0
// What a block of a table consists of: operators with shapes and counts, before there are weights.
#pragma once

#include "workloads/graph/operator.h"
#include "workloads/graph/tensor.h"
#include "workloads/zoo/grid.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tessera::workloads::zoo {

/// 0 is the network's input; layer i computes value i + 1.
using Value = std::size_t;

/// Distribution that the calibration gives the outputs of a layer with weights, before its
/// activation: per channel a standard deviation of about `deviation` around about `mean`.
struct Target {
  float deviation = 1.0F;
  float mean = 0.0F;
};

struct Layer {
  std::string name;  // "block5/expand"; blocks are counted from 0 as in the published tables
  OperatorOptions options;
  std::vector<Value> inputs;
  Shape output;   // one image: the first dimension is 1
  Shape weights;  // in the operator's order; empty: none
  Target target = {};
  /// Constant operand that says where elements go: axes, paddings, a size.
  std::vector<std::int32_t> numbers = {};
  /// Stated where several tensors must share one; otherwise the calibration finds it.
  std::optional<Grid> grid = std::nullopt;
  bool result = false;  // an output of the network; none so marked: the last one is
  /// As published: kernels, 2 per channel for a batch norm or 1 for a bias, layer scales.
  std::uint64_t parameters = 0;
  std::uint64_t macs = 0;  // of convolutions, fully connected layers and matrix products
};

}  // namespace tessera::workloads::zoo
