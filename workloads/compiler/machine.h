// SPDX-License-Identifier: Apache-2.0
// What the compiler knows of an accelerator. In brackets Coral's figures.
#pragma once

#include "hw/spec/system.h"

#include <cstdint>

namespace tessera::workloads {

inline constexpr std::uint32_t kWordBytes = 4;
inline constexpr std::uint32_t kUnitsPerRow = 4;  // the wide memory is addressed in quarter rows

struct Machine {
  explicit Machine(const spec::SystemConfig& system)
      : config(system.accelerators.at(0)),
        system_name(system.name),
        rows(config.grid.rows),
        columns(config.grid.columns),
        tiles(config.grid.tiles()),
        lanes(config.lanes),
        row_bytes(config.row_bytes()),
        unit_bytes(row_bytes / kUnitsPerRow),
        row_words(row_bytes / kWordBytes),
        unit_outputs(unit_bytes / kWordBytes),
        narrow_bytes(config.narrow_memory_bytes),
        wide_rows(config.wide_memory_bytes / row_bytes),
        scaling_entry_steps((lanes + 1) / 2),
        scaling_part_steps(config.scaling_entries * scaling_entry_steps),
        instruction_bytes(system.host.instruction_buffer_bytes),
        host_byte_cycles(system.clock_mhz / system.host.link.bandwidth_out_mb_s) {}

  [[nodiscard]] std::uint32_t all_tiles() const { return (1U << tiles) - 1; }
  /// Destination bit of the scalar core on the ring.
  [[nodiscard]] std::uint32_t scalar_core() const { return 1U << tiles; }
  [[nodiscard]] std::uint32_t tile_row(std::uint32_t tile) const { return tile / columns; }
  [[nodiscard]] std::uint32_t tile_column(std::uint32_t tile) const { return tile % columns; }

  const spec::AcceleratorConfig& config;
  std::string system_name;
  std::uint32_t rows;                 // of the grid [4]
  std::uint32_t columns;              // [4]
  std::uint32_t tiles;                // [16]
  std::uint32_t lanes;                // cells of a tile [64]
  std::uint32_t row_bytes;            // of a wide row [256]
  std::uint32_t unit_bytes;           // of a wide address [64]
  std::uint32_t row_words;            // [64]
  std::uint32_t unit_outputs;         // cells whose weights of a step fill a unit [16]
  std::uint32_t narrow_bytes;         // per tile [196,608]
  std::uint32_t wide_rows;            // per tile [2,080]
  std::uint32_t scaling_entry_steps;  // steps of 8 bytes of one entry's part [32]
  std::uint32_t scaling_part_steps;   // from multipliers to biases to exponents [64]
  std::uint32_t instruction_bytes;    // the instruction buffer [262,144]
  double host_byte_cycles;            // that a byte from the host takes [1.19]
};

template <class Integer>
[[nodiscard]] constexpr Integer divide_up(Integer a, Integer b) {
  return (a + b - 1) / b;
}
template <class Integer>
[[nodiscard]] constexpr Integer round_up(Integer a, Integer b) {
  return divide_up(a, b) * b;
}

}  // namespace tessera::workloads
