// SPDX-License-Identifier: Apache-2.0
// What a DRAM channel did: actions that an energy table prices, and how requests met the row
// buffers.
#pragma once

#include <cstdint>
#include <initializer_list>

namespace tessera::hw {

struct DramStats {
  std::uint64_t reads = 0;          // bursts on the data bus
  std::uint64_t writes = 0;         // bursts on the data bus
  std::uint64_t activates = 0;      // of one bank's row
  std::uint64_t precharges = 0;     // explicit ones; a refresh closes rows by itself
  std::uint64_t refreshes = 0;      // commands: of a rank, or of a bank where banks take turns
  std::uint64_t row_hits = 0;       // bursts that found their row open
  std::uint64_t row_misses = 0;     // that found no row open
  std::uint64_t row_conflicts = 0;  // that found another row open
  std::uint64_t forwarded = 0;      // reads answered from the write queue
  std::uint64_t merged = 0;         // writes that replaced a waiting one
  std::uint64_t write_batches = 0;

  friend bool operator==(const DramStats&, const DramStats&) = default;
  friend DramStats operator+(DramStats a, const DramStats& b) { return a.combine(b, 1); }
  friend DramStats operator-(DramStats a, const DramStats& b) {
    return a.combine(b, ~std::uint64_t{0});
  }

 private:
  DramStats& combine(const DramStats& other, std::uint64_t factor) {
    for (std::uint64_t DramStats::*member :
         {&DramStats::reads, &DramStats::writes, &DramStats::activates, &DramStats::precharges,
          &DramStats::refreshes, &DramStats::row_hits, &DramStats::row_misses,
          &DramStats::row_conflicts, &DramStats::forwarded, &DramStats::merged,
          &DramStats::write_batches})
      this->*member += factor * (other.*member);
    return *this;
  }
};

}  // namespace tessera::hw
