// SPDX-License-Identifier: Apache-2.0
// The front end of a tile: takes dispatched commands in order, feeds the unit queues, does fences.
#pragma once

#include "hw/tile/counters.h"
#include "hw/tile/unit.h"

#include <array>
#include <functional>

namespace tessera::hw {

/// The ten units of a tile in the order of the fence's bits: opcode 0x0f + bit, op unit first.
inline constexpr std::size_t kTileUnits = 10;

class FrontEnd final : public Unit {
 public:
  /// `token` is called when a fence sends its completion token to the scalar core.
  FrontEnd(const sc_core::sc_module_name& name, const AcceleratorContext& context,
           TileCounters& counters, std::array<Unit*, kTileUnits> units,
           std::function<void()> token);

 private:
  void execute(const spec::Command& command) override;
  void fence(const spec::TileFence& fence);

  TileCounters& counters_;
  std::array<Unit*, kTileUnits> units_;
  std::function<void()> token_;
};

/// Index among the tile's units of the unit that executes `opcode`.
[[nodiscard]] std::size_t unit_of(spec::Opcode opcode);

}  // namespace tessera::hw
