// SPDX-License-Identifier: Apache-2.0
// Countable actions, in the units of an energy table.
#pragma once

#include "hw/memory/dram_stats.h"
#include "hw/spec/energy_table.h"
#include "hw/spec/memory_config.h"
#include "hw/tile/unit_stats.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace tessera::hw {

/// Counts of the first kEnergyActions rows of a table.
struct ActionCounts {
  std::array<std::uint64_t, spec::kEnergyActions> count{};

  [[nodiscard]] std::uint64_t& operator[](spec::EnergyRow row) {
    return count[static_cast<std::size_t>(row)];
  }
  [[nodiscard]] std::uint64_t operator[](spec::EnergyRow row) const {
    return count[static_cast<std::size_t>(row)];
  }
  ActionCounts& operator+=(const ActionCounts& other);
  /// What is not in `other`; throws std::logic_error if `other` has more of anything.
  [[nodiscard]] ActionCounts without(const ActionCounts& other) const;
  friend bool operator==(const ActionCounts&, const ActionCounts&) = default;
};

/// The actions of a worker. `unit` is its name below the accelerator ("tile_0_0.op",
/// "scalar_core"): which medium its moved bytes went over, and what its commands are.
[[nodiscard]] ActionCounts count_actions(std::string_view unit, const UnitStats& stats);

/// Those of a DRAM memory. Activates and refreshes count per KiB of row, so that tables do not
/// depend on how many devices share a channel.
[[nodiscard]] ActionCounts count_actions(const spec::MemoryConfig& memory, const DramStats& stats);

}  // namespace tessera::hw
