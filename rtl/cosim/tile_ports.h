// SPDX-License-Identifier: Apache-2.0
// The memories of a tile as the RTL's ports see them: every address is checked, as in the model.
#pragma once

#include "hw/spec/generated/commands.h"
#include "hw/tile/tile_memory.h"

#include <cstdint>

namespace tessera::rtl {

inline constexpr std::size_t kGroupLanes = 4;
inline constexpr std::size_t kGroupBytes = 4 * kGroupLanes;

class TilePorts {
 public:
  TilePorts(hw::TileMemory& memory, func::RequantMode requant)
      : memory_(memory),
        requant_(requant),
        unit_bytes_(memory.shape().unit_bytes),
        row_bytes_(memory.shape().row_bytes) {}

  void start(const spec::TensorOp& command) { command_ = &command; }

  /// 1, 2 or 4 bytes of the narrow memory.
  [[nodiscard]] std::uint32_t narrow(std::uint32_t address, std::uint32_t bytes);
  void write_narrow(std::uint32_t address, std::uint32_t word);
  /// `lanes` cells of a row for lane group `group`.
  void weights(std::uint32_t unit, unsigned group, std::size_t lanes, std::uint32_t* data) {
    read(std::int64_t{unit} * unit_bytes_, group, lanes, data);
  }
  void zero_points(std::uint32_t row, unsigned group, std::size_t lanes, std::uint32_t* data) {
    read(std::int64_t{row} * row_bytes_, group, lanes, data);
  }
  void park(std::uint32_t unit, unsigned group, std::size_t lanes, const std::uint32_t* data);
  /// Up to four multipliers, biases and exponents from `output` on. Throws CommandFault for a
  /// fixed-point multiplier that is none.
  void scaling(std::size_t entry, std::size_t output, std::size_t count, std::uint32_t* multipliers,
               std::uint32_t* biases, std::uint32_t* exponents);

 private:
  void read(std::int64_t row, unsigned group, std::size_t lanes, std::uint32_t* data);
  void check_multiplier(std::size_t output, std::uint32_t q, std::uint32_t exponent) const;

  hw::TileMemory& memory_;
  func::RequantMode requant_;
  std::int64_t unit_bytes_;
  std::int64_t row_bytes_;
  const spec::TensorOp* command_ = nullptr;
};

}  // namespace tessera::rtl
