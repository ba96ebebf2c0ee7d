// SPDX-License-Identifier: Apache-2.0
// The rows of energy tables, and their manual page.
#include "hw/spec/energy_table.h"
#include "hw/spec/system_files.h"

#include <fmt/format.h>

namespace tessera::spec {
namespace {

// clang-format off: one row per line reads as the table it is.
constexpr std::array<EnergyRowInfo, kEnergyRows> kRows = {{
    {"mac_pj", "mac", "pJ", "8-bit multiplication and 32-bit addition in a cell."},
    {"requantized_byte_pj", "requantized_byte", "pJ",
     "One byte through bias, scaling, rounding and clamp of the op unit."},
    {"narrow_read_byte_pj", "narrow_read_byte", "pJ", "Narrow memory, byte read."},
    {"narrow_write_byte_pj", "narrow_write_byte", "pJ", "Narrow memory, byte written."},
    {"wide_read_byte_pj", "wide_read_byte", "pJ", "Wide memory, byte read."},
    {"wide_write_byte_pj", "wide_write_byte", "pJ", "Wide memory, byte written."},
    {"ring_byte_pj", "ring_byte", "pJ", "Byte sent on the ring, to however many tiles."},
    {"mesh_byte_pj", "mesh_byte", "pJ", "Byte to a neighbour."},
    {"stream_byte_pj", "stream_byte", "pJ", "Byte through a pop and its staging buffer."},
    {"command_pj", "command", "pJ", "Tile or stream command: dispatch, loop counters, fences."},
    {"scalar_bundle_pj", "scalar_bundle", "pJ", "Bundle of the scalar core, fetch included."},
    {"control_core_cycle_pj", "control_core_cycle", "pJ",
     "Cycle of the control core in the operator service."},
    {"link_byte_pj", "link_byte", "pJ", "Byte over the host link, both ends."},
    {"dram_read_byte_pj", "dram_read_byte", "pJ",
     "DRAM, byte of a read burst: column access, data path, I/O."},
    {"dram_write_byte_pj", "dram_write_byte", "pJ", "DRAM, byte of a write burst."},
    {"dram_activate_pj", "dram_activate", "pJ",
     "DRAM, activate and precharge of one bank, per KiB of its row."},
    {"dram_refresh_pj", "dram_refresh", "pJ",
     "DRAM, refresh command, per KiB of row and bank refreshed."},
    {"sram_leakage_uw", "", "uW", "Leakage of a KiB of on-chip memory."},
    {"mac_leakage_uw", "", "uW",
     "Leakage of one multiplier-accumulator and its share of the tile."},
    {"accelerator_uw", "", "uW",
     "Clock tree, scalar core, host interface of an accelerator that is on."},
    {"dram_channel_uw", "", "uW", "Background of a DRAM channel: standby current, clock, PHY."},
    {"mac_area_um2", "", "um2", "Multiplier, adder and accumulator."},
    {"sram_byte_area_um2", "", "um2", "Byte of on-chip memory, periphery included."},
    {"tile_area_um2", "", "um2",
     "Rest of a tile: front end, traversal units, output stage, movers."},
    {"accelerator_area_um2", "", "um2",
     "Rest of an accelerator: scalar core, ring, host interface."},
}};
// clang-format on

std::string table_text(const EnergyTable& table) {
  std::string text = fmt::format(
      "\n### {}\n\n{}.\n\n| row | low | typical | high | confidence | source "
      "|\n|---|---|---|---|---|---|\n",
      table.name, table.description);
  for (std::size_t i = 0; i < kEnergyRows; ++i) {
    const EnergyFigure& figure = table.rows[i];
    text +=
        fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", kRows[i].key, figure.value[0],
                    figure.value[1], figure.value[2], to_string(figure.confidence), figure.source);
  }
  return text;
}

}  // namespace

std::span<const EnergyRowInfo, kEnergyRows> energy_rows() { return kRows; }

std::string energy_markdown() {
  std::string text = R"(<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Made by energy_markdown(): TESSERA_UPDATE_DOCS=1 rewrites it while the unit test EnergyManual runs. -->
# Energy tables

An energy table (`hw/spec/energy/*.yaml`) prices what a run counts. Public figures for one thing differ several-fold, so
every row has a low, a typical and a high value; a result shows the typical one, and the totals of all three. The form
is that of system files (`systems.md`): every row has a source and a confidence, none has a default, `extends` names
another table.

Each action is counted once. A result carries its counts, so `tessera price RESULT --energy TABLE` gives what a run with
that table would. How a ledger adds up: `hw/energy/README.md`.

## Rows

| row | unit | of |
|---|---|---|
)";
  for (const EnergyRowInfo& row : kRows)
    text += fmt::format("| `{}` | {} | {} |\n", row.key, row.unit, row.description);
  text += "\n## Shipped tables\n";
  for (const std::string& name : list_files(FileKind::kEnergy))
    text += table_text(load_energy_table(name));
  return text;
}

}  // namespace tessera::spec
