// SPDX-License-Identifier: Apache-2.0
// One inference in a process of its own: SystemC elaborates once per process.
#pragma once

#include "sim/run/run_options.h"

#include <nlohmann/json.hpp>

namespace tessera::sim {

/// The result JSON of `run(options)` in a child process. To be called before anything has been
/// elaborated. Throws workloads::UsageError or SimulationFault with the child's message.
[[nodiscard]] nlohmann::ordered_json run_in_child(const RunOptions& options);

}  // namespace tessera::sim
