// SPDX-License-Identifier: Apache-2.0
// The fields of a memory address, as the key `mapping` of a memory file lists them.
#pragma once

#include "hw/spec/memory_config.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tessera::spec {

enum class AddressField : std::uint8_t { kRow, kRank, kBankGroup, kBank, kColumn, kChannel };
inline constexpr std::size_t kAddressFields = 6;

/// `bits` bits of the burst's number, from bit `from`, are bits `at` and up of a field.
struct AddressSlice {
  AddressField field{};
  unsigned from = 0;
  unsigned at = 0;
  unsigned bits = 0;
};

/// The slices of `memory.mapping`, lowest first; empty and `problem` set if it does not place every
/// bit of every field once.
[[nodiscard]] std::vector<AddressSlice> address_slices(const MemoryConfig& memory,
                                                       std::string& problem);

}  // namespace tessera::spec
