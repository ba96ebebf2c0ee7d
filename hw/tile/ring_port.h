// SPDX-License-Identifier: Apache-2.0
// How units reach the ring: what a producer hands over, what a consumer takes.
#pragma once

#include "hw/tile/sync_counter.h"

#include <systemc>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace tessera::hw {

/// A packet of up to one wide row, multicast to a set of consumers.
struct RingPacket {
  std::uint32_t destinations = 0;  // bit t: tile t; bit tiles(): the scalar core
  std::uint32_t channel = 0;       // 0: consumer 0, 1: consumer 1 of the tiles
  std::uint32_t bytes = 0;
  std::span<const std::uint8_t> data;  // empty in the timing engine
};

/// When a packet travelled: first cycle on the ring, and the cycle its last byte has arrived.
struct RingTransfer {
  Cycle begin = 0;
  Cycle end = 0;
};

/// A consumer as the ring sees it: it opens for a number of packets at a time.
class RingConsumerPort {
 public:
  virtual ~RingConsumerPort() = default;
  /// The cycle, which may lie ahead of the kernel's, from which it takes packets; none if closed.
  [[nodiscard]] virtual std::optional<Cycle> opens_at() const = 0;
  /// Takes one packet; called by the ring while it is open.
  virtual void deliver(const RingPacket& packet, RingTransfer transfer) = 0;
};

/// The ring as a producer sees it.
class RingAccess {
 public:
  virtual ~RingAccess() = default;
  /// Waits, in the calling SystemC thread, until `ready` (the sender's cycle, ahead of the kernel's
  /// or not) has come and all destinations are open, and delivers. The packet's data must stay as
  /// it is until then. Throws CommandFault for a destination that does not exist or an empty set.
  virtual RingTransfer send(const RingPacket& packet, Cycle ready) = 0;
  /// To be called when a consumer has opened, or knows when it will.
  virtual void consumer_opened() = 0;
  /// Describes what a producer that is now inside send() waits for.
  [[nodiscard]] virtual std::string blocked_on(const RingPacket& packet) const = 0;
};

/// Global order of packets: counters RING_PRODUCER_A (0) and B (1) of all tiles, and their twins at
/// the scalar core.
using OrderSignal = std::function<void(unsigned which, Cycle when)>;

}  // namespace tessera::hw
