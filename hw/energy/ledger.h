// SPDX-License-Identifier: Apache-2.0
// From counts to joules, so that parts add up to the whole to the last digit.
#pragma once

#include "hw/energy/actions.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace tessera::hw {

/// 10^-18 J: fine enough for the smallest price, and 64 bits hold 18 J. All sums are of integers.
using Attojoules = std::uint64_t;

/// What of a machine draws power all the time, and takes room.
struct EnergyMachine {
  std::uint64_t mac_cells = 0;   // multipliers, all tiles
  std::uint64_t sram_bytes = 0;  // narrow, wide and scalar memories, staging buffers
  std::uint64_t tiles = 0;
  std::uint64_t accelerators = 0;
  std::uint64_t dram_channels = 0;
  std::uint64_t cycle_ps = 0;  // of the accelerators' clock

  friend bool operator==(const EnergyMachine&, const EnergyMachine&) = default;
};

[[nodiscard]] EnergyMachine energy_machine(const spec::SystemConfig& system);

enum class EnergyComponent : std::uint8_t {
  kOpUnit,
  kNarrowMemory,
  kWideMemory,
  kRing,
  kMesh,
  kStreams,
  kControl,
  kControlCore,
  kHostLink,
  kDram,
  kSramLeakage,
  kLogicPower,
  kDramPower,
};
inline constexpr std::size_t kEnergyComponents =
    static_cast<std::size_t>(EnergyComponent::kDramPower) + 1;
[[nodiscard]] std::string_view to_string(EnergyComponent component);

/// Energy by component.
struct Energy {
  std::array<Attojoules, kEnergyComponents> part{};

  [[nodiscard]] Attojoules operator[](EnergyComponent component) const {
    return part[static_cast<std::size_t>(component)];
  }
  [[nodiscard]] Attojoules total() const;
  Energy& operator+=(const Energy& other);
};

/// One table in one band, on one machine. Prices are rounded to attojoules once, here; an energy is
/// count x price + cycles x power per cycle, so energies of parts sum to that of the whole.
class PriceList {
 public:
  PriceList(const spec::EnergyTable& table, spec::EnergyBand band, const EnergyMachine& machine);

  /// Actions, and what the machine draws in `cycles`.
  [[nodiscard]] Energy price(const ActionCounts& actions, std::uint64_t cycles) const;

 private:
  std::array<Attojoules, spec::kEnergyActions> per_action_{};
  Energy per_cycle_;
};

/// Silicon of a machine, square millimetres.
struct Area {
  double macs = 0;
  double sram = 0;
  double rest = 0;
  [[nodiscard]] double total() const { return macs + sram + rest; }
};
[[nodiscard]] Area estimate_area(const spec::EnergyTable& table, spec::EnergyBand band,
                                 const EnergyMachine& machine);

}  // namespace tessera::hw
