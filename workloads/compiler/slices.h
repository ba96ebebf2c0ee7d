// SPDX-License-Identifier: Apache-2.0
// Results that do not fit the tiles as a whole, and are made and used up slice after slice.
#pragma once

#include "workloads/compiler/machine.h"
#include "workloads/graph/graph.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace tessera::workloads {

/// Operators whose result is made in so many slices, each taken on by the operator that alone reads
/// it before the next one is made. Slices of channels from a convolution to a depthwise layer; of
/// each tile's rows from a convolution to a sum, and from a depthwise layer of one position to a
/// convolution of one position.
using Slices = std::map<std::size_t, std::int64_t>;

/// Into how many slices an operator's result can be made beside those that are made so already; 1
/// if not at all. `part`: the operators that the accelerator runs together, in order.
[[nodiscard]] std::int64_t most_slices(const Graph& graph, const Machine& machine,
                                       const std::vector<std::size_t>& part, const Slices& slices,
                                       std::size_t index);

}  // namespace tessera::workloads
