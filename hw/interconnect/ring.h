// SPDX-License-Identifier: Apache-2.0
// The ring that carries parameters, inputs and results between tiles and scalar core.
#pragma once

#include "hw/tile/context.h"
#include "hw/tile/ring_port.h"

#include <systemc>

#include <deque>
#include <optional>
#include <vector>

namespace tessera::hw {

/// One packet at a time at `bytes_per_cycle`; a packet starts when all its consumers are open.
///
/// Producers are served in the order in which their packets are ready; one whose consumers are not
/// open is passed over, as long as no more than `channels` packets wait (the ring's virtual
/// channels). Order beyond that is the business of the order counters (facts/beagle_isa.md section
/// 8). Both sides may tell ahead of time when they are ready or open; the ring decides in the
/// kernel's time, at the cycles at which something can go.
class Ring final : public sc_core::sc_module, public RingAccess {
 public:
  Ring(const sc_core::sc_module_name& name, const AcceleratorContext& context);

  /// Consumer `channel` of a tile; the scalar core's only consumer is channel 0 of tile `tiles()`.
  void attach(std::uint32_t tile, std::uint32_t channel, RingConsumerPort& port);

  RingTransfer send(const RingPacket& packet, Cycle ready) override;
  void consumer_opened() override;
  [[nodiscard]] std::string blocked_on(const RingPacket& packet) const override;

  void reset();
  /// True while a packet is on the ring, and its destinations (of the last one after that).
  [[nodiscard]] bool busy_at(Cycle when) const { return when < free_at_; }
  [[nodiscard]] std::uint32_t destinations() const { return destinations_; }
  /// Cycles in which a packet was on the ring, and packets.
  [[nodiscard]] std::uint64_t busy_cycles() const { return busy_cycles_; }
  [[nodiscard]] std::uint64_t packets() const { return packets_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  struct Request {
    const RingPacket* packet;
    Cycle ready;
    RingTransfer transfer;
    bool granted = false;
    std::string fault;
    sc_core::sc_event done;
  };

  void arbitrate();
  void grant(Request& request, Cycle now);
  void look_again_at(Cycle when, Cycle now);
  [[nodiscard]] RingConsumerPort* port(std::uint32_t destination, std::uint32_t channel) const;
  /// First cycle at which all consumers of a packet are open, as far as known.
  [[nodiscard]] std::optional<Cycle> goes_at(const RingPacket& packet) const;
  void check(const RingPacket& packet) const;
  template <typename Visit>
  void for_each_consumer(const RingPacket& packet, Visit&& visit) const;

  const AcceleratorContext& context_;
  std::uint32_t tiles_;
  std::uint32_t factor_;
  std::vector<RingConsumerPort*> ports_;  // two per tile, one for the scalar core
  std::deque<Request*> waiting_;          // by the cycle they are ready at, then as they came
  Cycle free_at_ = 0;
  std::uint32_t destinations_ = 0;
  std::uint64_t busy_cycles_ = 0;
  std::uint64_t packets_ = 0;
  std::uint64_t bytes_ = 0;
  sc_core::sc_event work_;   // something is new
  sc_core::sc_event later_;  // the cycle has come at which something can go, as known before
};

}  // namespace tessera::hw
