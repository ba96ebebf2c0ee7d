// SPDX-License-Identifier: Apache-2.0
// Inputs of a network: pictures, raw bytes, or the documented generator.
#pragma once

#include "workloads/graph/graph.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tessera::sim {

/// One buffer per input of `graph`, in its own type. `files` is empty (generator with `seed`) or
/// has one file per input; pictures are scaled to the input's height and width (nearest neighbour).
/// Throws UsageError for a file that does not fit, naming it, what was found and what is needed.
[[nodiscard]] std::vector<workloads::Bytes> read_inputs(const workloads::Graph& graph,
                                                        std::span<const std::string> files,
                                                        std::uint32_t seed);

}  // namespace tessera::sim
