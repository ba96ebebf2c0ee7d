// SPDX-License-Identifier: Apache-2.0
// What an inference's time is bound by.
#pragma once

#include "sim/run/run_outcome.h"

namespace tessera::sim {

/// Three shares of a call's time (RunOutcome::call_ms). Computing and moving may overlap, so only
/// what neither of them explains is overhead: fills and drains, on-chip transfers, waits for
/// counters, the host's operators and software.
struct Bound {
  double compute_us = 0;   // the op unit that is busy longest
  double memory_us = 0;    // all bytes at the rate of the link, or of the DRAM behind it
  double overhead_us = 0;  // the call without the larger of the two
  const char* name = "";   // "compute", "memory" or "overhead": the largest
};

[[nodiscard]] Bound bound_of(const RunOutcome& outcome);

}  // namespace tessera::sim
