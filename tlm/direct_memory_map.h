// SPDX-License-Identifier: Apache-2.0
// The memory ranges that an initiator may reach by pointer (rules D-01 and D-02).
#pragma once

#include "tlm/standard.h"

#include <cstdint>
#include <vector>

namespace tessera::tlm {

class DirectMemoryMap {
 public:
  struct Range {
    std::uint64_t first;
    std::uint64_t last;  ///< inclusive, as in tlm_dmi
    std::uint8_t* bytes;
    bool readable;
    bool writable;
    sc_core::sc_time read_latency;
    sc_core::sc_time write_latency;
  };

  /// Keeps what a target granted, instead of what is known about the same addresses.
  void add(const ::tlm::tlm_dmi& dmi);
  /// Drops every range that overlaps [first, last].
  void invalidate(std::uint64_t first, std::uint64_t last);
  /// The range that holds all of [address, address + bytes), or null.
  [[nodiscard]] const Range* find(std::uint64_t address, std::uint64_t bytes) const;
  [[nodiscard]] std::size_t size() const { return ranges_.size(); }

 private:
  std::vector<Range> ranges_;  // disjoint, by address
};

}  // namespace tessera::tlm
