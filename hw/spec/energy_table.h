// SPDX-License-Identifier: Apache-2.0
// An energy table as its file gives it (hw/spec/energy): what actions, leakage and silicon cost, in
// three bands, each with its source. Rows and units: doc/energy.md.
#pragma once

#include "hw/spec/system.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tessera::spec {

/// Public figures for one thing differ several-fold, so a table carries the spread.
enum class EnergyBand : std::uint8_t { kLow, kTypical, kHigh };
inline constexpr std::size_t kEnergyBands = 3;

/// Rows of a table. The first kEnergyActions are prices of actions, in picojoules each.
enum class EnergyRow : std::uint8_t {
  kMac,
  kRequantizedByte,
  kNarrowReadByte,
  kNarrowWriteByte,
  kWideReadByte,
  kWideWriteByte,
  kRingByte,
  kMeshByte,
  kStreamByte,
  kCommand,
  kScalarBundle,
  kControlCoreCycle,
  kLinkByte,
  kDramReadByte,
  kDramWriteByte,
  kDramActivate,
  kDramRefresh,
  // Leakage and what runs all the time, in microwatts.
  kSramLeakage,
  kMacLeakage,
  kAcceleratorPower,
  kDramPower,
  // Silicon, in square micrometres.
  kMacArea,
  kSramByteArea,
  kTileArea,
  kAcceleratorArea,
};
inline constexpr std::size_t kEnergyActions = static_cast<std::size_t>(EnergyRow::kSramLeakage);
inline constexpr std::size_t kEnergyRows =
    static_cast<std::size_t>(EnergyRow::kAcceleratorArea) + 1;

struct EnergyRowInfo {
  std::string_view key;     // in files, ends with the unit
  std::string_view action;  // in results; empty: no action
  std::string_view unit;
  std::string_view description;
};
[[nodiscard]] std::span<const EnergyRowInfo, kEnergyRows> energy_rows();

struct EnergyFigure {
  std::array<double, kEnergyBands> value{};  // by EnergyBand, never falling
  std::string source;
  Confidence confidence{};
};

struct EnergyTable {
  std::string name;
  std::string description;
  std::array<EnergyFigure, kEnergyRows> rows;

  [[nodiscard]] double value(EnergyRow row, EnergyBand band) const {
    return rows[static_cast<std::size_t>(row)].value[static_cast<std::size_t>(band)];
  }
};

/// The table of a name ("edge_tpu_like") or of a file. Throws SpecError as load_system does.
[[nodiscard]] EnergyTable load_energy_table(std::string_view name_or_path);
[[nodiscard]] EnergyTable parse_energy_table(const std::string& text, const std::string& file);
[[nodiscard]] std::string_view to_string(EnergyBand band);
/// The manual page doc/energy.md, with all shipped tables.
[[nodiscard]] std::string energy_markdown();

}  // namespace tessera::spec
