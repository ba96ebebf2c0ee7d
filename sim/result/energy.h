// SPDX-License-Identifier: Apache-2.0
// The energy in a result: what a run counted, and the price of it by a table.
#pragma once

#include "hw/energy/ledger.h"

#include <nlohmann/json.hpp>

namespace tessera::sim {

/// Counts by name, those that are not zero.
[[nodiscard]] nlohmann::ordered_json actions_json(const hw::ActionCounts& actions);
[[nodiscard]] nlohmann::ordered_json machine_json(const hw::EnergyMachine& machine);

/// Fills `energy_uj`, `energy` and each layer's `energy_uj` of a result from its counts: after a
/// run and, with another table, at any time. The same code for both, so that a new price is what a
/// new run would give. Throws workloads::UsageError naming the key if the result has no counts.
void price_result(nlohmann::ordered_json& result, const spec::EnergyTable& table);

}  // namespace tessera::sim
