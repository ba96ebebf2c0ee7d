// SPDX-License-Identifier: Apache-2.0
// The device's page table: device virtual addresses to bus addresses of host memory.
#pragma once

#include "tlm/register_bank.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace tessera::tlm {

enum class TranslationStatus {
  kOk,
  kInboundPageFault,   ///< no valid entry for a simple address, or the index is outside the table
  kExtendedPageFault,  ///< no valid first- or second-level entry for an extended address
  kTableReadError,     ///< the second-level table could not be read from host memory
};

struct Translation {
  TranslationStatus status = TranslationStatus::kInboundPageFault;
  std::uint64_t bus_address = 0;  ///< of the byte asked for; valid if status is kOk
};

/// 64-bit entries, bit 0 = valid, bits [63:12] = 4 KiB page of the bus (facts:
/// edgetpu.md 6.1, 6.2). Entries and split live in registers: page_table, and
/// hib_kernel.page_table_size, extended_table and translation_enable.
///
/// Simple address: bits [24:12] pick an entry. Extended address: bit 63 set, bits [33:21] pick an
/// entry among those from extended_table on, whose page holds 512 second-level entries picked by
/// bits [20:12]. Address bits that the scheme does not use must be 0. While translation is off, a
/// device address is the bus address.
class PageTable {
 public:
  static constexpr std::uint64_t kPageBytes = 4096;
  static constexpr std::uint64_t kEntryBytes = 8;
  static constexpr std::uint64_t kExtendedBit = std::uint64_t{1} << 63;

  /// Reads a 64-bit second-level entry at a bus address; may wait in simulated time.
  using TableReader = std::function<std::optional<std::uint64_t>(std::uint64_t bus_address)>;

  /// `entries`: how many the configuration has; what the map has beyond them never translates.
  PageTable(const RegisterBank& registers, std::size_t entries)
      : registers_(registers), entries_(entries) {}

  [[nodiscard]] Translation translate(std::uint64_t device_address,
                                      const TableReader& read_entry) const;

 private:
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] std::uint64_t simple_entries() const;
  [[nodiscard]] std::uint64_t entry(std::uint64_t index) const;
  [[nodiscard]] Translation translate_simple(std::uint64_t device_address) const;
  [[nodiscard]] Translation translate_extended(std::uint64_t device_address,
                                               const TableReader& read_entry) const;

  const RegisterBank& registers_;
  std::size_t entries_;
};

}  // namespace tessera::tlm
