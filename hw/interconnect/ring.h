// SPDX-License-Identifier: Apache-2.0
// The ring that carries parameters, inputs and results between tiles and scalar core.
#pragma once

#include "hw/tile/context.h"
#include "hw/tile/ring_port.h"

#include <systemc>

#include <deque>
#include <vector>

namespace tessera::hw {

/// One packet at a time at `bytes_per_cycle`; a packet starts when all its consumers are open.
///
/// Producers are served in the order in which they came; one whose consumers are not open is passed
/// over, as long as no more than `channels` packets wait (the ring's virtual channels). Order
/// beyond that is the business of the order counters (facts/beagle_isa.md section 8).
class Ring final : public sc_core::sc_module, public RingAccess {
 public:
  Ring(const sc_core::sc_module_name& name, const AcceleratorContext& context);

  /// Consumer `channel` of a tile; the scalar core's only consumer is channel 0 of tile `tiles()`.
  void attach(std::uint32_t tile, std::uint32_t channel, RingConsumerPort& port);

  RingTransfer send(const RingPacket& packet) override;
  void consumer_opened() override;
  [[nodiscard]] std::string blocked_on(const RingPacket& packet) const override;

  void reset();
  /// Cycles in which a packet was on the ring, and packets.
  [[nodiscard]] std::uint64_t busy_cycles() const { return busy_cycles_; }
  [[nodiscard]] std::uint64_t packets() const { return packets_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  struct Request {
    const RingPacket* packet;
    RingTransfer transfer;
    bool granted = false;
    std::string fault;
    sc_core::sc_event done;
  };

  void arbitrate();
  void grant(Request& request, Cycle now);
  [[nodiscard]] RingConsumerPort* port(std::uint32_t destination, std::uint32_t channel) const;
  [[nodiscard]] bool can_go(const RingPacket& packet) const;
  void check(const RingPacket& packet) const;
  template <typename Visit>
  void for_each_consumer(const RingPacket& packet, Visit&& visit) const;

  const AcceleratorContext& context_;
  std::uint32_t tiles_;
  std::uint32_t factor_;
  std::vector<RingConsumerPort*> ports_;  // two per tile, one for the scalar core
  std::deque<Request*> waiting_;
  Cycle free_at_ = 0;
  std::uint64_t busy_cycles_ = 0;
  std::uint64_t packets_ = 0;
  std::uint64_t bytes_ = 0;
  sc_core::sc_event work_;
  sc_core::sc_event free_;  // the ring can take the next packet
};

}  // namespace tessera::hw
