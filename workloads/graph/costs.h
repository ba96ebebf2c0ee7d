// SPDX-License-Identifier: Apache-2.0
// What an operator costs whatever executes it: multiplications and bytes, by shapes alone.
#pragma once

#include "workloads/graph/graph.h"

#include <cstdint>

namespace tessera::workloads {

struct Costs {
  /// Multiply-accumulates of CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV, FULLY_CONNECTED,
  /// BATCH_MATMUL and the gates of an LSTM over all its steps, padding counted as if it were there;
  /// 0 for everything else.
  std::int64_t macs = 0;
  std::uint64_t parameter_bytes = 0;  // constants that are computed with: weights, biases
  std::uint64_t input_bytes = 0;      // activations and states; not axes, shapes, permutations
  std::uint64_t output_bytes = 0;

  Costs& operator+=(const Costs& other);
};

/// Of one operator of a validated graph.
[[nodiscard]] Costs operator_costs(const Graph& graph, std::size_t index);

/// Of all operators together; a constant that several use counts each time.
[[nodiscard]] Costs total_costs(const Graph& graph);

}  // namespace tessera::workloads
