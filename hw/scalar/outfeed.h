// SPDX-License-Identifier: Apache-2.0
// Outfeed: from the ring to the host's output stream or to scalar memory.
#pragma once

#include "hw/scalar/byte_stream.h"
#include "hw/scalar/scalar_counters.h"
#include "hw/scalar/scalar_memory.h"
#include "hw/tile/ring_port.h"
#include "hw/tile/unit.h"

#include <optional>
#include <vector>

namespace tessera::hw {

/// Takes one packet at a time and passes its units on; what is left of the last packet of a
/// command is dropped.
class Outfeed final : public Unit, public RingConsumerPort {
 public:
  Outfeed(const sc_core::sc_module_name& name, const AcceleratorContext& context,
          ScalarMemories& memories, ByteStream& outputs, ScalarCounters& counters,
          RingAccess& ring);

  [[nodiscard]] std::optional<Cycle> opens_at() const override { return opens_at_; }
  void deliver(const RingPacket& packet, RingTransfer transfer) override;

 private:
  void execute(const spec::Command& command) override;
  void on_reset() override;
  void receive();
  void write_to_host(std::uint32_t bytes);

  ScalarMemories& memories_;
  ByteStream& outputs_;
  ScalarCounters& counters_;
  RingAccess& ring_;
  std::optional<Cycle> opens_at_;
  std::vector<std::uint8_t> packet_;
  std::uint32_t packet_bytes_ = 0;
  std::uint32_t taken_ = 0;  // bytes of the packet that have been passed on
  sc_core::sc_event received_;
};

}  // namespace tessera::hw
