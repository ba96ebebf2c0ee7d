// SPDX-License-Identifier: Apache-2.0
// Decoded instructions by page.
#pragma once

#include "tlm/riscv/hart_bus.h"
#include "tlm/riscv/instruction.h"

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace tessera::tlm::riscv {

/// A page once made stays where it is, so a reference to it is good for the cache's life; what is
/// forgotten becomes kUndecoded.
class DecodeCache {
 public:
  struct Page {
    std::array<Instruction, kPageBytes / 2> slots;  ///< one per 2 bytes
    bool has_code = false;
  };

  static constexpr std::uint32_t number_of(std::uint32_t address) { return address / kPageBytes; }
  static constexpr std::uint32_t slot_of(std::uint32_t address) { return address % kPageBytes / 2; }

  /// Page number `number` (address / 4096).
  [[nodiscard]] Page& page(std::uint32_t number) {
    Recent& recent = recent_[number % recent_.size()];
    if (recent.page == nullptr || recent.number != number) {
      recent = {number, find_or_make(number)};
    }
    return *recent.page;
  }

  void put(std::uint32_t address, const Instruction& instruction);
  [[nodiscard]] bool has_code(std::uint32_t number) const;
  /// Forgets every instruction that has a byte in [first, last].
  void forget(std::uint32_t first, std::uint32_t last);
  void forget_all();

 private:
  struct Recent {
    std::uint32_t number = 0;
    Page* page = nullptr;
  };

  [[nodiscard]] Page* find_or_make(std::uint32_t number);

  std::unordered_map<std::uint32_t, std::unique_ptr<Page>> pages_;
  std::array<Recent, 64> recent_;
};

}  // namespace tessera::tlm::riscv
