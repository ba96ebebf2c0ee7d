// SPDX-License-Identifier: Apache-2.0
// The receiving half of a mesh unit.
#pragma once

#include "hw/tile/counters.h"
#include "hw/tile/mesh_link.h"
#include "hw/tile/row_walker.h"
#include "hw/tile/sync_waits.h"
#include "hw/tile/tile_memory.h"
#include "hw/tile/unit.h"

#include <optional>
#include <string>
#include <vector>

namespace tessera::hw {

enum class Direction : std::uint8_t { kSouth = 0, kWest = 1, kNorth = 2, kEast = 3 };
inline constexpr std::size_t kDirections = 4;
inline constexpr std::array<const char*, kDirections> kDirectionNames = {"south", "west", "north",
                                                                         "east"};

/// Takes words from the neighbour opposite to its direction, or fills with a pattern; driven by its
/// MeshUnit. While it waits for nothing but words, the sender's pushes move it on: so sender and
/// receiver do not take turns in the kernel for every few words that a link holds.
class MeshInbound final : public Unit {
 public:
  /// `link`: null at the grid's edge.
  MeshInbound(const sc_core::sc_module_name& name, const AcceleratorContext& context,
              TileMemory& memory, TileCounters& counters, Direction direction, MeshLink* link);

 private:
  void execute(const spec::Command& command) override;
  void on_reset() override;
  void fill();
  void wait_words();
  void words_came();
  void take_known();
  void take(std::uint32_t want);

  TileMemory& memory_;
  TileCounters& counters_;
  Direction direction_;
  MeshLink* link_;
  Pace pace_;

  // Of the command in execution.
  const spec::Mesh* move_ = nullptr;
  ByteWalker targets_;
  std::optional<SyncWaits> waits_;
  std::uint32_t completed_ = 0;
  std::vector<std::uint8_t> words_;
  bool wants_words_ = false;  // its records have let the next word through
  bool listens_ = false;      // its thread waits for words
  std::string fault_;         // met in the sender's thread
  sc_core::sc_event stopped_;
};

}  // namespace tessera::hw
