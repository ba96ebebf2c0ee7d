// SPDX-License-Identifier: Apache-2.0
// How fast a stream unit passes its address units.
#pragma once

#include "hw/tile/sync_counter.h"

#include <algorithm>
#include <cstdint>

namespace tessera::hw {

/// `batch` units every `period` cycles.
struct StreamPace : Pace {
  StreamPace(std::uint32_t unit_bytes, std::uint32_t bytes_per_cycle, std::uint32_t factor)
      : Pace{std::max(1U, (unit_bytes + bytes_per_cycle - 1) / bytes_per_cycle) * factor,
             std::max(1U, bytes_per_cycle / unit_bytes)} {}

  [[nodiscard]] Cycle cycles(std::uint64_t units) const {
    return (units + batch - 1) / batch * period;
  }
  [[nodiscard]] Ramp ramp(Cycle begin, std::uint64_t units) const {
    return {begin + period, period, batch, units};
  }
};

}  // namespace tessera::hw
