// SPDX-License-Identifier: Apache-2.0
// What holds for every run, whatever the system and the network: a model that breaks one of these
// has a mistake in it, and its figures are not to be believed.
#pragma once

#include "sim/run/run_outcome.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::sim {

/// One line for each that is broken:
/// * no more multiplications than the array can do in those cycles;
/// * the device reads at least the program's instructions and inputs once (`least_read_bytes`);
/// * each unit's activities sum to the run's cycles;
/// * energy of layers and of what they share, and energy of components, sum to the total.
[[nodiscard]] std::vector<std::string> broken_invariants(const RunOutcome& outcome,
                                                         std::uint64_t least_read_bytes);

}  // namespace tessera::sim
