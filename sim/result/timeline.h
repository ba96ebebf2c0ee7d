// SPDX-License-Identifier: Apache-2.0
// What every unit did when, for chrome://tracing or ui.perfetto.dev (Trace Event Format).
#pragma once

#include "sim/run/run_outcome.h"

#include <nlohmann/json.hpp>

namespace tessera::sim {

/// One complete event per command, a row per unit, and a row for the layers; times in microseconds
/// of simulated time.
[[nodiscard]] nlohmann::ordered_json to_timeline(const RunOutcome& outcome);

}  // namespace tessera::sim
