// SPDX-License-Identifier: Apache-2.0
// The graph that stays with the host: its own operators, and one operator per compiled part.
#pragma once

#include "workloads/compiler/partition.h"
#include "workloads/compiler/step.h"
#include "workloads/graph/graph.h"

#include <vector>

namespace tessera::workloads {

struct HostGraph {
  Graph graph;
  std::vector<std::size_t> custom_operators;  // of each part
  std::vector<TensorIndex> renumbered;        // per tensor of the network; kNoTensor: not needed
};

/// Tensors that only compiled operators used are left out, constants and all.
[[nodiscard]] HostGraph make_host_graph(const Graph& network, const Partition& partition,
                                        const std::vector<PartPlan>& plans);

}  // namespace tessera::workloads
