// SPDX-License-Identifier: Apache-2.0
// From layers to a quantized graph: weights drawn, activations calibrated, in one forward pass.
#pragma once

#include "workloads/graph/graph.h"
#include "workloads/zoo/network.h"

#include <cstdint>

namespace tessera::workloads::zoo {

/// The calibration images are the first ones of the documented input generator (input/lcg.h) with
/// its default seed, so the first is what a run without `--input` uses.
[[nodiscard]] Graph assemble(const Network& network, std::uint64_t seed);

}  // namespace tessera::workloads::zoo
