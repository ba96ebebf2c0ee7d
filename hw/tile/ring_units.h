// SPDX-License-Identifier: Apache-2.0
// The tile's three units at the ring: one producer, two consumers.
#pragma once

#include "hw/tile/counters.h"
#include "hw/tile/ring_port.h"
#include "hw/tile/row_walker.h"
#include "hw/tile/sync_waits.h"
#include "hw/tile/tile_memory.h"
#include "hw/tile/unit.h"

#include <optional>
#include <string>

namespace tessera::hw {

/// Sends wide rows, one packet each.
class RingProducer final : public Unit {
 public:
  RingProducer(const sc_core::sc_module_name& name, const AcceleratorContext& context,
               TileMemory& memory, TileCounters& counters, RingAccess& ring, OrderSignal order);

 private:
  void execute(const spec::Command& command) override;

  TileMemory& memory_;
  TileCounters& counters_;
  RingAccess& ring_;
  OrderSignal order_;
};

/// Writes arriving packets to wide rows; auxiliary packets (scaling rows) go to a ring of rows of
/// their own at the start of each group.
class RingConsumer final : public Unit, public RingConsumerPort {
 public:
  RingConsumer(const sc_core::sc_module_name& name, const AcceleratorContext& context,
               TileMemory& memory, TileCounters& counters, RingAccess& ring,
               TileCounter read_counter);

  [[nodiscard]] std::optional<Cycle> opens_at() const override {
    return expected_ > 0 ? std::optional(opens_at_) : std::nullopt;
  }
  void deliver(const RingPacket& packet, RingTransfer transfer) override;

 private:
  /// Rows for the auxiliary packets of one command.
  struct AuxRows {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::uint32_t step = 0;
    std::uint32_t packets = 0;  // per group; 0: none
    std::uint32_t group_row = 0;

    [[nodiscard]] std::uint32_t row(std::uint32_t packet) const;
    void next_group();
  };

  void execute(const spec::Command& command) override;
  void on_reset() override;
  [[nodiscard]] static AuxRows aux_rows(const spec::RingConsumer& command);
  void open();

  TileMemory& memory_;
  TileCounters& counters_;
  RingAccess& ring_;
  TileCounter read_counter_;

  const spec::RingConsumer* command_ = nullptr;
  ByteWalker rows_;
  AuxRows aux_rows_;
  std::optional<SyncWaits> waits_;
  Cycle opens_at_ = 0;
  std::uint32_t expected_ = 0;      // packets to come before this unit looks again
  std::uint32_t expected_aux_ = 0;  // of which auxiliary, and these first
  std::uint32_t completed_ = 0;     // by the last row
  sc_core::sc_event received_;
};

}  // namespace tessera::hw
