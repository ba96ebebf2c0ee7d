// SPDX-License-Identifier: Apache-2.0
// From an address to the channel, bank, row and column of its burst.
#pragma once

#include "hw/spec/address_fields.h"
#include "hw/spec/memory_config.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tessera::hw {

/// `bank` counts all banks of the channel: rank, then group, then bank of the group.
struct DramPlace {
  std::uint32_t channel = 0;
  std::uint32_t bank = 0;
  std::uint32_t row = 0;
  std::uint32_t column = 0;  // burst inside the row

  friend bool operator==(const DramPlace&, const DramPlace&) = default;
};

class AddressMap {
 public:
  explicit AddressMap(const spec::MemoryConfig& config);

  /// Addresses beyond the memory wrap.
  [[nodiscard]] DramPlace place(std::uint64_t address) const;
  /// True if a burst begins there.
  [[nodiscard]] bool aligned(std::uint64_t address) const {
    return address >> burst_shift_ << burst_shift_ == address;
  }

 private:
  struct Slice {
    std::size_t field;
    std::uint64_t mask;  // of the burst's number
    unsigned from;
    unsigned at;
  };

  std::vector<Slice> slices_;
  unsigned burst_shift_;
  unsigned group_bits_;
  unsigned bank_bits_;
  std::uint32_t hash_mask_;  // 0: no hash
};

}  // namespace tessera::hw
