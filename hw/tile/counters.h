// SPDX-License-Identifier: Apache-2.0
// The sync counters of a tile: banks and names.
#pragma once

#include "hw/spec/sync_counters.h"
#include "hw/tile/sync_counter.h"
#include "hw/tile/sync_waits.h"

#include <array>

namespace tessera::hw {

using spec::kTileCounters;
using spec::TileCounter;

inline constexpr std::array<const char*, kTileCounters> kTileCounterNames = {
    "AVDATA",        "PARAMETERS",     "PARTIAL_SUMS",    "MESH_NORTH_IN",  "MESH_EAST_IN",
    "MESH_SOUTH_IN", "MESH_WEST_IN",   "MESH_NORTH_OUT",  "MESH_EAST_OUT",  "MESH_SOUTH_OUT",
    "MESH_WEST_OUT", "WIDE_TO_NARROW", "WIDE_TO_SCALING", "NARROW_TO_WIDE", "RING_READ_A",
    "RING_READ_B",   "RING_WRITE",     "RING_PRODUCER_A", "RING_PRODUCER_B"};

/// All counters of one place (a tile, or the scalar core), with the names for reports.
template <std::size_t Size>
class CounterBank {
 public:
  explicit CounterBank(const std::array<const char*, Size>& names) : names_(names) {
    for (std::size_t i = 0; i < Size; ++i) pointers_[i] = &counters_[i];
  }
  CounterBank(const CounterBank&) = delete;
  CounterBank& operator=(const CounterBank&) = delete;

  template <typename Id>
  [[nodiscard]] SyncCounter& operator[](Id id) {
    return counters_[static_cast<std::size_t>(id)];
  }
  template <typename Id>
  [[nodiscard]] const SyncCounter& operator[](Id id) const {
    return counters_[static_cast<std::size_t>(id)];
  }
  [[nodiscard]] CounterView view() const { return {pointers_, names_}; }

 private:
  std::array<SyncCounter, Size> counters_;
  std::array<SyncCounter*, Size> pointers_{};
  std::array<const char*, Size> names_;
};

using TileCounters = CounterBank<kTileCounters>;

}  // namespace tessera::hw
