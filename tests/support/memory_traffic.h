// SPDX-License-Identifier: Apache-2.0
// Traffic for memories, offered as fast as they take it.
#pragma once

#include "hw/memory/memory_port.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace tessera::test {

struct Access {
  std::uint64_t address = 0;
  bool write = false;
};

/// A traffic source: what it would like to send in the next cycle of the memory. An access that is
/// refused is offered again; `taken` says how many of the list went, in order.
struct TrafficResult {
  std::uint64_t requests = 0;
  double seconds = 0;
  std::uint64_t bytes = 0;
  [[nodiscard]] double bytes_per_second() const { return static_cast<double>(bytes) / seconds; }
};

/// Random bursts of a third of writes, one per memory cycle at most; a refused one holds up the
/// rest (DRAMsim3's "random" traffic).
[[nodiscard]] TrafficResult run_random(hw::MemoryPort& memory, double cycle_ps,
                                       std::uint64_t cycles, std::uint32_t burst_bytes);
/// c[i] = a[i] + b[i] on arrays at random places: two reads and a write per cycle at most, steps of
/// a burst (of 64 bytes at least); an element ends when all three were taken (DRAMsim3's "stream"
/// traffic).
[[nodiscard]] TrafficResult run_stream_add(hw::MemoryPort& memory, double cycle_ps,
                                           std::uint64_t cycles, std::uint32_t burst_bytes);
/// Consecutive reads, as many under way as the memory takes.
[[nodiscard]] TrafficResult run_sequential(hw::MemoryPort& memory, double cycle_ps,
                                           std::uint64_t cycles, std::uint32_t request_bytes);

}  // namespace tessera::test
