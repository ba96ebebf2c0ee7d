// SPDX-License-Identifier: Apache-2.0
// The records that recur in every command (facts/beagle_isa.md sections 3 and 4).
// Plain arrays on purpose: the generated field tables address members with offsetof.
#pragma once

#include <cstdint>

namespace tessera::spec {

/// One loop of a tensor traversal unit: what to add when it advances, and its iterations minus 1.
struct TtuDim {
  std::int32_t increment = 0;
  std::uint32_t count_minus_1 = 0;
};

/// Tensor traversal unit: an address stream as a loop nest, optionally through two slots.
/// Unused dimensions carry the full rewind, so all eight can be walked alike.
struct Ttu {
  std::uint32_t base = 0;
  TtuDim dims[8] = {};                   // innermost first
  std::uint32_t stride_mask = 0;         // bit d: the logical stride of dimension d is not zero
  std::uint32_t entry_level = 0;         // an entry is one pass of the dimensions below this one
  std::uint32_t slot = 0;                // > 0: entry k lies at base + (k mod 2) * slot
  std::uint32_t last_count_minus_1 = 0;  // dimension 0 of the last iteration of last_level
  std::uint32_t last_level = 0;          // 0: no short last pass
  std::int32_t last_skip = 0;            // address correction after a short pass
};

/// The op unit's loops: like a TTU, without addresses.
struct LoopNest {
  std::uint32_t count_minus_1[8] = {};
  std::uint32_t last_count_minus_1 = 0;
  std::uint32_t last_level = 0;
};

/// Wait of a unit: before iteration n of a loop of `level` or above, counter >= threshold + step*n.
struct SyncRecord {
  std::uint32_t counter = 0;
  std::uint32_t level = 0;
  std::int32_t threshold = 0;
  std::int32_t step = 0;
  std::uint32_t valid = 0;
  std::uint32_t side = 0;  // 0: levels of the source TTU, 1: of the destination TTU
};

}  // namespace tessera::spec
