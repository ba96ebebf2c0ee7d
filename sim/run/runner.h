// SPDX-License-Identifier: Apache-2.0
// One inference of one compiled program on one system.
#pragma once

#include "sim/run/run_options.h"
#include "sim/run/run_outcome.h"

namespace tessera::sim {

/// Loads, simulates, checks. Once per process (SystemC elaborates once). Throws workloads::Error or
/// spec::SpecError for bad input, SimulationFault with a report when the program stops.
[[nodiscard]] RunOutcome run(const RunOptions& options);

}  // namespace tessera::sim
