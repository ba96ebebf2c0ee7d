// SPDX-License-Identifier: Apache-2.0
#include "hw/energy/ledger.h"

#include <cmath>
#include <numeric>

namespace tessera::hw {
namespace {

using Component = EnergyComponent;
using Row = spec::EnergyRow;

constexpr double kAttojoulesPerPicojoule = 1e6;
constexpr double kSquareMicrometresPerSquareMillimetre = 1e6;

constexpr std::array<std::string_view, kEnergyComponents> kNames = {
    "op_unit",      "narrow_memory", "wide_memory",  "ring",      "mesh",
    "streams",      "control",       "control_core", "host_link", "dram",
    "sram_leakage", "logic_power",   "dram_power"};

/// Which component pays for an action, in the order of the table's rows.
constexpr std::array<Component, spec::kEnergyActions> kPayer = {
    Component::kOpUnit,       Component::kOpUnit,     Component::kNarrowMemory,
    Component::kNarrowMemory, Component::kWideMemory, Component::kWideMemory,
    Component::kRing,         Component::kMesh,       Component::kStreams,
    Component::kControl,      Component::kControl,    Component::kControlCore,
    Component::kHostLink,     Component::kDram,       Component::kDram,
    Component::kDram,         Component::kDram};

Attojoules rounded(double attojoules) { return static_cast<Attojoules>(std::llround(attojoules)); }

}  // namespace

std::string_view to_string(EnergyComponent component) {
  return kNames[static_cast<std::size_t>(component)];
}

EnergyMachine energy_machine(const spec::SystemConfig& system) {
  EnergyMachine machine;
  for (const spec::AcceleratorConfig& accelerator : system.accelerators) {
    const std::uint64_t tiles = accelerator.grid.tiles();
    machine.mac_cells += tiles * accelerator.lanes * accelerator.dot;
    machine.sram_bytes +=
        tiles * (std::uint64_t{accelerator.narrow_memory_bytes} + accelerator.wide_memory_bytes) +
        std::uint64_t{accelerator.scalar_memory_words} * 4 + accelerator.activation_staging_bytes +
        accelerator.parameter_staging_bytes;
    machine.tiles += tiles;
  }
  machine.accelerators = system.accelerators.size();
  machine.cycle_ps = static_cast<std::uint64_t>(std::llround(1e6 / system.clock_mhz));
  return machine;
}

Attojoules Energy::total() const {
  return std::accumulate(part.begin(), part.end(), Attojoules{0});
}

Energy& Energy::operator+=(const Energy& other) {
  for (std::size_t i = 0; i < part.size(); ++i) part[i] += other.part[i];
  return *this;
}

PriceList::PriceList(const spec::EnergyTable& table, spec::EnergyBand band,
                     const EnergyMachine& machine) {
  for (std::size_t i = 0; i < spec::kEnergyActions; ++i)
    per_action_[i] = rounded(table.value(static_cast<Row>(i), band) * kAttojoulesPerPicojoule);
  // A microwatt for a picosecond is an attojoule.
  const auto per_cycle = [&](Component component, double microwatts) {
    per_cycle_.part[static_cast<std::size_t>(component)] =
        rounded(microwatts * static_cast<double>(machine.cycle_ps));
  };
  per_cycle(Component::kSramLeakage,
            table.value(Row::kSramLeakage, band) * static_cast<double>(machine.sram_bytes) / 1024);
  per_cycle(
      Component::kLogicPower,
      table.value(Row::kMacLeakage, band) * static_cast<double>(machine.mac_cells) +
          table.value(Row::kAcceleratorPower, band) * static_cast<double>(machine.accelerators));
  per_cycle(Component::kDramPower,
            table.value(Row::kDramPower, band) * static_cast<double>(machine.dram_channels));
}

Energy PriceList::price(const ActionCounts& actions, std::uint64_t cycles) const {
  Energy energy;
  for (std::size_t i = 0; i < spec::kEnergyActions; ++i)
    energy.part[static_cast<std::size_t>(kPayer[i])] += actions.count[i] * per_action_[i];
  for (std::size_t i = 0; i < kEnergyComponents; ++i) energy.part[i] += cycles * per_cycle_.part[i];
  return energy;
}

Area estimate_area(const spec::EnergyTable& table, spec::EnergyBand band,
                   const EnergyMachine& machine) {
  const auto square_mm = [&](Row row, std::uint64_t count) {
    return table.value(row, band) * static_cast<double>(count) /
           kSquareMicrometresPerSquareMillimetre;
  };
  return {square_mm(Row::kMacArea, machine.mac_cells),
          square_mm(Row::kSramByteArea, machine.sram_bytes),
          square_mm(Row::kTileArea, machine.tiles) +
              square_mm(Row::kAcceleratorArea, machine.accelerators)};
}

}  // namespace tessera::hw
