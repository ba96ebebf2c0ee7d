// SPDX-License-Identifier: Apache-2.0
// A mesh unit: sends words to one neighbour and takes words from the opposite one.
#pragma once

#include "hw/tile/counters.h"
#include "hw/tile/mesh_link.h"
#include "hw/tile/row_walker.h"
#include "hw/tile/tile_memory.h"
#include "hw/tile/unit.h"

namespace tessera::hw {

enum class Direction : std::uint8_t { kSouth = 0, kWest = 1, kNorth = 2, kEast = 3 };
inline constexpr std::size_t kDirections = 4;
inline constexpr std::array<const char*, kDirections> kDirectionNames = {"south", "west", "north",
                                                                         "east"};

/// The inbound half; driven by its MeshUnit.
class MeshInbound final : public Unit {
 public:
  MeshInbound(const sc_core::sc_module_name& name, const AcceleratorContext& context,
              TileMemory& memory, TileCounters& counters, Direction direction, MeshLink* link);

 private:
  void execute(const spec::Command& command) override;
  std::uint32_t wait_words(std::uint32_t want, Pace pace);

  TileMemory& memory_;
  TileCounters& counters_;
  Direction direction_;
  MeshLink* link_;  // null at the grid's edge
};

/// One instruction at a time, its two halves concurrently; a half whose TTU is all zero is off.
class MeshUnit final : public Unit {
 public:
  /// `out`: link to the neighbour in `direction`; `in`: link from the opposite one; null at an
  /// edge.
  MeshUnit(const sc_core::sc_module_name& name, const AcceleratorContext& context,
           TileMemory& memory, TileCounters& counters, Direction direction, MeshLink* out,
           MeshLink* in);

  [[nodiscard]] const MeshInbound& inbound() const { return inbound_; }
  [[nodiscard]] MeshInbound& inbound() { return inbound_; }

 private:
  void execute(const spec::Command& command) override;
  void send_words(const spec::Mesh& move);
  std::uint32_t wait_space(std::uint32_t want, Pace pace);

  TileMemory& memory_;
  TileCounters& counters_;
  Direction direction_;
  MeshLink* link_;
  MeshInbound inbound_;
};

}  // namespace tessera::hw
