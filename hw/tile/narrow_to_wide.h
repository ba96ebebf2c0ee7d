// SPDX-License-Identifier: Apache-2.0
// Mover from narrow words to wide rows, plain, replicating or transposing.
#pragma once

#include "hw/tile/counters.h"
#include "hw/tile/row_walker.h"
#include "hw/tile/tile_memory.h"
#include "hw/tile/unit.h"

namespace tessera::hw {

/// Packs words in the order of the narrow TTU into rows in the order of the wide TTU.
class NarrowToWide final : public Unit {
 public:
  NarrowToWide(const sc_core::sc_module_name& name, const AcceleratorContext& context,
               TileMemory& memory, TileCounters& counters);

 private:
  /// How a row is filled (facts/beagle_isa.md section 7).
  enum class Layout : std::uint8_t {
    kPlain,         // word after word
    kReplicated,    // one word per row, in all columns
    kSpread,        // one word per row, byte c in lane 0 of the columns c, c + 4, ...
    kTransposed,    // up to 4 positions: byte c of position p to column c, lane p
    kTransposed16,  // up to 2 positions of 16-bit values
  };

  void execute(const spec::Command& command) override;
  [[nodiscard]] static Layout layout_of(const spec::NarrowToWide& move);
  void write(Layout layout, std::int64_t row, const ByteWalker& source, std::uint32_t word,
             std::uint32_t n);
  void place(Layout layout, std::int64_t row, const std::uint8_t* source, std::uint32_t group,
             std::uint32_t position);

  TileMemory& memory_;
  TileCounters& counters_;
};

}  // namespace tessera::hw
