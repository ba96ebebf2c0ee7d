// SPDX-License-Identifier: Apache-2.0
#include "hw/energy/actions.h"

#include <stdexcept>

namespace tessera::hw {

using Row = spec::EnergyRow;

ActionCounts& ActionCounts::operator+=(const ActionCounts& other) {
  for (std::size_t i = 0; i < count.size(); ++i) count[i] += other.count[i];
  return *this;
}

ActionCounts ActionCounts::without(const ActionCounts& other) const {
  ActionCounts rest = *this;
  for (std::size_t i = 0; i < count.size(); ++i) {
    if (other.count[i] > rest.count[i])
      throw std::logic_error("a part has more actions than the whole");
    rest.count[i] -= other.count[i];
  }
  return rest;
}

ActionCounts count_actions(std::string_view unit, const UnitStats& stats) {
  const std::string_view kind = unit.substr(unit.find('.') + 1);  // all of it without a dot
  ActionCounts counts;
  counts[Row::kMac] = stats.macs;
  counts[Row::kNarrowReadByte] = stats.narrow_read_bytes;
  counts[Row::kNarrowWriteByte] = stats.narrow_write_bytes;
  counts[Row::kWideReadByte] = stats.wide_read_bytes;
  counts[Row::kWideWriteByte] = stats.wide_write_bytes;
  // The op unit writes nothing to the narrow memory but what its output stage has made.
  if (kind == "op") counts[Row::kRequantizedByte] = stats.narrow_write_bytes;
  counts[kind == "scalar_core" ? Row::kScalarBundle : Row::kCommand] = stats.commands;
  counts[kind.starts_with("mesh") ? Row::kMeshByte
         : kind.ends_with("_pop") ? Row::kStreamByte
         : kind == "outfeed"      ? Row::kStreamByte  // its bytes came over the ring, counted there
                                  : Row::kRingByte] = stats.moved_bytes;
  return counts;
}

ActionCounts count_actions(const spec::MemoryConfig& memory, const DramStats& stats) {
  const std::uint64_t row_kib = (memory.row_bytes + 1023) / 1024;
  const std::uint64_t banks = memory.timing.refresh_bank_cycles > 0 ? 1 : memory.banks();
  ActionCounts counts;
  counts[Row::kDramReadByte] = stats.reads * memory.burst_bytes;
  counts[Row::kDramWriteByte] = stats.writes * memory.burst_bytes;
  counts[Row::kDramActivate] = stats.activates * row_kib;
  counts[Row::kDramRefresh] = stats.refreshes * banks * row_kib;
  return counts;
}

}  // namespace tessera::hw
