// SPDX-License-Identifier: Apache-2.0
// What the activations of a network look like on given inputs: does a layer saturate, did it die?
#pragma once

#include "workloads/file.h"
#include "workloads/graph/graph.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tessera::workloads {

/// Of one 8-bit output of an operator, over all inputs.
struct LayerStatistics {
  std::string tensor;
  std::string operation;  // "CONV_2D"
  std::uint64_t elements = 0;
  /// Share of elements at an end of the 8-bit range. The low end does not count where it is real 0,
  /// as behind a RELU or a SOFTMAX.
  double saturated = 0.0;
  /// Share of channels (last dimension) with one value at all positions of all inputs.
  double constant = 0.0;
  double zero = 0.0;  // share of elements that are real 0
};

/// Runs the reference executor on each element of `inputs`, for graphs with one input. With a
/// single input, channels with a single position count as constant.
[[nodiscard]] std::vector<LayerStatistics> layer_statistics(const Graph& graph,
                                                            std::span<const Bytes> inputs);

}  // namespace tessera::workloads
