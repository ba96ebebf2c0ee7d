// SPDX-License-Identifier: Apache-2.0
// From logical loops to the machine's address streams (facts/beagle_isa.md section 3).
#pragma once

#include "hw/spec/command_records.h"

#include <cstdint>
#include <vector>

namespace tessera::workloads {

/// One loop of an address stream: iterations, and what the address moves by from one to the next.
struct LoopDim {
  std::int64_t count = 1;
  std::int64_t stride = 0;
};
using LoopDims = std::vector<LoopDim>;  // innermost first

/// Two slots of a stream: an entry is one pass of the dimensions below `level`; entry k lies at
/// base + (k mod 2) * slot. Level 0: no entries.
struct Entries {
  std::uint32_t level = 0;
  std::int64_t slot = 0;
};

/// The record of a stream. `capacity` is the number of dimensions the command has for it; more
/// loops than that (after loops of one iteration at the outer end were dropped) throw
/// std::out_of_range.
[[nodiscard]] spec::Ttu make_ttu(std::int64_t base, const LoopDims& dims, std::size_t capacity,
                                 Entries entries = {});

/// The op unit's loops; at most 8.
[[nodiscard]] spec::LoopNest make_loops(const std::vector<std::int64_t>& counts);

/// A stream of `units` units through a circular buffer of two slots of `slot` units, as pops and
/// infeeds walk it (facts/beagle_isa.md section 10). Starts at unit `start`.
[[nodiscard]] spec::Ttu circular_ttu(std::int64_t start, std::int64_t units, std::int64_t slot);

}  // namespace tessera::workloads
