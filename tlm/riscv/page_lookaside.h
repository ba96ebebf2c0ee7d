// SPDX-License-Identifier: Apache-2.0
// The pages that a hart reaches by pointer, found in one comparison.
#pragma once

#include "tlm/riscv/hart_bus.h"

#include <array>
#include <cstdint>

namespace tessera::tlm::riscv {

/// A direct-mapped table. `Byte` is `const std::uint8_t` for loads, `std::uint8_t` for stores.
template <typename Byte>
class PageLookaside {
 public:
  struct Entry {
    std::uint32_t page = kEmpty;
    Byte* bytes = nullptr;
    Ticks latency = 0;
  };

  /// The entry whose page holds `address`, if an access of `size` bytes (a power of two) is aligned
  /// there; null otherwise.
  [[nodiscard]] const Entry* find(std::uint32_t address, std::uint32_t size) const {
    const Entry& entry = entries_[address / kPageBytes % kEntries];
    return (address & (kPageMask | (size - 1))) == entry.page ? &entry : nullptr;
  }

  void insert(std::uint32_t page, Byte* bytes, Ticks latency) {
    entries_[page / kPageBytes % kEntries] = {page, bytes, latency};
  }

  void forget(std::uint32_t page) {
    Entry& entry = entries_[page / kPageBytes % kEntries];
    if (entry.page == page) {
      entry = {};
    }
  }

  void forget_all() { entries_.fill({}); }

 private:
  static constexpr std::uint32_t kEntries = 256;
  static constexpr std::uint32_t kPageMask = ~(kPageBytes - 1);
  // No masked address has this bit, because no access is wider than 2 KiB.
  static constexpr std::uint32_t kEmpty = kPageBytes / 2;

  std::array<Entry, kEntries> entries_;
};

}  // namespace tessera::tlm::riscv
