// SPDX-License-Identifier: Apache-2.0
// Sync records by counter name (facts/beagle_isa.md section 4).
#pragma once

#include "hw/spec/command_records.h"
#include "hw/spec/sync_counters.h"

#include <cstdint>

namespace tessera::workloads {

using spec::ScalarCounter;
using spec::TileCounter;

enum class Side : std::uint32_t { kSource = 0, kDestination = 1 };

/// Increments by which a counter may lead or lag and still compare rightly.
inline constexpr std::int64_t kCounterReach = 32767;

/// Before iteration n of loops of `level` or above: counter >= threshold + step * n. Counters have
/// 16 bits and compare as signed differences, so thresholds wrap like they do.
template <class Counter>
[[nodiscard]] spec::SyncRecord wait_for(Counter counter, std::uint32_t level,
                                        std::int64_t threshold, std::int32_t step = 0,
                                        Side side = Side::kSource) {
  return {static_cast<std::uint32_t>(counter),
          level,
          static_cast<std::int16_t>(static_cast<std::uint16_t>(threshold)),
          step,
          1,
          static_cast<std::uint32_t>(side)};
}

}  // namespace tessera::workloads
