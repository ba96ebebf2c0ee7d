// SPDX-License-Identifier: Apache-2.0
// The machine-readable result: schema tessera.result/1 (sim/doc/result.md).
#pragma once

#include "sim/run/run_outcome.h"

#include <nlohmann/json.hpp>

namespace tessera::sim {

[[nodiscard]] nlohmann::ordered_json to_json(const RunOutcome& outcome);

}  // namespace tessera::sim
