// SPDX-License-Identifier: Apache-2.0
// UNIDIRECTIONAL_SEQUENCE_LSTM in float32.
#pragma once

#include "workloads/graph/graph.h"

#include <vector>

namespace tessera::workloads {

/// Output sequence [batch, time, cells] (or time first). `values` holds real values per tensor;
/// the two state variables in it are updated. Peepholes, projection and layer normalization are
/// refused.
[[nodiscard]] std::vector<float> evaluate_lstm(const Graph& graph, std::size_t index,
                                               const UnidirectionalSequenceLstm& lstm,
                                               std::vector<std::vector<float>>& values);

}  // namespace tessera::workloads
