// SPDX-License-Identifier: Apache-2.0
// Cycles of a weight-stationary systolic array with ideal memory: a yardstick from outside the
// machine. Derivation: doc/ideal_array.md.
#pragma once

#include "workloads/graph/graph.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::workloads {

struct IdealArray {
  std::string_view name;
  std::uint32_t rows = 0;     // weights of one output that are multiplied at once
  std::uint32_t columns = 0;  // outputs at once
};

/// The named configurations. "ws64": 64 x 64, as many multipliers as the Coral chip.
[[nodiscard]] std::span<const IdealArray> ideal_arrays();
[[nodiscard]] const IdealArray* find_ideal_array(std::string_view name);

/// A convolution or fully connected layer as a matrix product: `positions` x `depth` by `depth` x
/// `outputs`.
struct DenseLayer {
  std::string name;
  std::uint64_t positions = 0;
  std::uint64_t depth = 0;
  std::uint64_t outputs = 0;

  [[nodiscard]] std::uint64_t macs() const { return positions * depth * outputs; }
};

/// The dense layers of a network, in order; depthwise ones are none.
[[nodiscard]] std::vector<DenseLayer> dense_layers(const Graph& graph);

/// Weights are loaded while nothing is computed.
[[nodiscard]] std::uint64_t cycles_without_overlap(const IdealArray& array,
                                                   const DenseLayer& layer);
/// Weights of the next fold are loaded behind this one's inputs (two registers per cell).
[[nodiscard]] std::uint64_t cycles_with_overlap(const IdealArray& array, const DenseLayer& layer);

}  // namespace tessera::workloads
