// SPDX-License-Identifier: Apache-2.0
// What a memory offers to whoever needs its timing. No bytes: they are kept elsewhere.
#pragma once

#include <cstdint>
#include <optional>

namespace tessera::hw {

/// Simulated time in picoseconds. Plain, so that memories do not need the SystemC kernel.
using Picoseconds = std::uint64_t;

struct MemoryRequest {
  std::uint64_t address = 0;  // wraps at the memory's size
  std::uint32_t bytes = 0;    // > 0
  bool write = false;
  Picoseconds arrival = 0;  // when the bus master asks
};

struct MemoryDone {
  std::uint64_t ticket = 0;
  Picoseconds time = 0;
};

/// Two ways to use it, which may be mixed: `access` answers at once, for loosely timed callers;
/// `offer` to `take_done` let requests of several masters compete, for event-driven ones.
class MemoryPort {
 public:
  virtual ~MemoryPort() = default;

  /// Books the whole request and returns when its last byte has arrived (read) or was taken into a
  /// write queue (write). `arrival` may lie before that of an earlier call: a master that runs
  /// ahead, or a read-ahead whose request went out long ago.
  [[nodiscard]] virtual Picoseconds access(const MemoryRequest& request) = 0;

  /// Queues the request as `ticket` (unique among those under way); false and no effect if it does
  /// not fit now. Arrivals must not go back.
  [[nodiscard]] virtual bool offer(const MemoryRequest& request, std::uint64_t ticket) = 0;
  /// Everything that happens up to `until`.
  virtual void advance(Picoseconds until) = 0;
  /// When `advance` could next change anything; empty while nothing is under way.
  [[nodiscard]] virtual std::optional<Picoseconds> next_event() = 0;
  /// The next finished request, each once; empty if there is none up to now.
  [[nodiscard]] virtual std::optional<MemoryDone> take_done() = 0;
};

}  // namespace tessera::hw
