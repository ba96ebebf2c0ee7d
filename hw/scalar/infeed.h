// SPDX-License-Identifier: Apache-2.0
// Infeed: from a staging buffer or scalar memory, in packets, to the tiles.
#pragma once

#include "hw/scalar/scalar_counters.h"
#include "hw/scalar/scalar_memory.h"
#include "hw/tile/ring_port.h"
#include "hw/tile/unit.h"

#include <vector>

namespace tessera::hw {

class Infeed final : public Unit {
 public:
  Infeed(const sc_core::sc_module_name& name, const AcceleratorContext& context,
         ScalarMemories& memories, ScalarCounters& counters, RingAccess& ring, OrderSignal order);

 private:
  struct Source {
    StagingMemory* memory;
    std::uint32_t unit_bytes;
    ScalarCounter counter;
  };
  /// Completions gathered while a packet fills, signalled when it has left.
  struct Completions {
    std::uint64_t units = 0;   // own counter
    std::uint32_t orders = 0;  // PRODUCER_A
  };

  void execute(const spec::Command& command) override;
  [[nodiscard]] Source source_of(const spec::Infeed& move);
  void send_packet(const spec::Infeed& move, std::uint32_t bytes, Completions& done,
                   ScalarCounter counter);

  ScalarMemories& memories_;
  ScalarCounters& counters_;
  RingAccess& ring_;
  OrderSignal order_;
  std::vector<std::uint8_t> packet_;
};

}  // namespace tessera::hw
