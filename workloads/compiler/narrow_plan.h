// SPDX-License-Identifier: Apache-2.0
// Addresses in the tiles' narrow memories.
#pragma once

#include "workloads/compiler/step.h"

#include <string>

namespace tessera::workloads {

/// Gives every tensor of the part an address such that tensors needed at the same time do not
/// overlap. Throws UnsupportedError naming the tensor, its size, the step and the memory's size.
void place_tensors(const Machine& machine, PartPlan& plan, const std::string& source);

}  // namespace tessera::workloads
