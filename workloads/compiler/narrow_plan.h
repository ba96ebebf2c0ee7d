// SPDX-License-Identifier: Apache-2.0
// Addresses in the tiles' narrow memories.
#pragma once

#include "workloads/compiler/step.h"

#include <optional>
#include <string>

namespace tessera::workloads {

/// A tensor that does not fit beside what else is needed with it.
struct PlacementProblem {
  TileTensorId tensor = 0;
  std::string text;  // sizes, step, limit
};

/// Gives every tensor of the part an address such that tensors needed at the same time do not
/// overlap. Returns what is wrong if the memory is too small.
[[nodiscard]] std::optional<PlacementProblem> place_tensors(const Machine& machine, PartPlan& plan);

}  // namespace tessera::workloads
