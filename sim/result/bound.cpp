// SPDX-License-Identifier: Apache-2.0
#include "sim/result/bound.h"

#include <algorithm>

namespace tessera::sim {

Bound bound_of(const RunOutcome& outcome) {
  std::uint64_t busy = 0;
  for (const UnitReport& unit : outcome.units)
    if (unit.name.ends_with(".op")) busy = std::max(busy, unit.stats[hw::Activity::kBusy]);
  Bound bound;
  bound.compute_us = outcome.clock_mhz > 0 ? static_cast<double>(busy) / outcome.clock_mhz : 0;
  bound.memory_us = outcome.link_us;
  bound.overhead_us =
      std::max(0.0, 1e3 * outcome.call_ms() - std::max(bound.compute_us, bound.memory_us));
  bound.name = "overhead";
  if (bound.overhead_us < std::max(bound.compute_us, bound.memory_us))
    bound.name = bound.compute_us >= bound.memory_us ? "compute" : "memory";
  return bound;
}

}  // namespace tessera::sim
