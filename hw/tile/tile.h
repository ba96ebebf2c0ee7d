// SPDX-License-Identifier: Apache-2.0
// One tile: memories, counters, ten units and their front end.
#pragma once

#include "hw/tile/front_end.h"
#include "hw/tile/mesh_unit.h"
#include "hw/tile/narrow_to_wide.h"
#include "hw/tile/op_unit.h"
#include "hw/tile/ring_units.h"
#include "hw/tile/wide_to_narrow.h"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace tessera::hw {

/// What connects a tile to the rest: a link per direction and way, null at the grid's edge.
struct TileLinks {
  std::array<MeshLink*, kDirections> out{};
  std::array<MeshLink*, kDirections> in{};
};

class Tile final : public sc_core::sc_module {
 public:
  Tile(const sc_core::sc_module_name& name, const AcceleratorContext& context,
       const TileLinks& links, RingAccess& ring, const OrderSignal& order,
       std::function<void()> token);

  [[nodiscard]] FrontEnd& front_end() { return front_end_; }
  [[nodiscard]] RingConsumer& consumer(std::size_t channel) {
    return channel == 0 ? consumer_0_ : consumer_1_;
  }
  [[nodiscard]] TileCounters& counters() { return counters_; }
  [[nodiscard]] const TileCounters& counters() const { return counters_; }
  [[nodiscard]] TileMemory& memory() { return memory_; }

  /// Every unit, front end and inbound mesh halves included, in a fixed order.
  [[nodiscard]] std::vector<const Unit*> units() const;
  void reset();

 private:
  [[nodiscard]] std::array<Unit*, kTileUnits> unit_table();

  TileMemory memory_;
  TileCounters counters_{kTileCounterNames};
  OpUnit op_;
  RingProducer producer_;
  RingConsumer consumer_0_;
  RingConsumer consumer_1_;
  NarrowToWide narrow_to_wide_;
  WideToNarrow wide_to_narrow_;
  MeshUnit mesh_south_;
  MeshUnit mesh_west_;
  MeshUnit mesh_north_;
  MeshUnit mesh_east_;
  FrontEnd front_end_;
};

}  // namespace tessera::hw
