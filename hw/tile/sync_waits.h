// SPDX-License-Identifier: Apache-2.0
// The sync-record rule: which iterations wait for which counters (facts/beagle_isa.md section 4).
#pragma once

#include "hw/spec/command_records.h"
#include "hw/tile/sync_counter.h"
#include "hw/tile/worker.h"

#include <array>
#include <cstdint>
#include <span>

namespace tessera::hw {

/// Counters a unit may wait for, by their number in a sync record; null where there is none.
struct CounterView {
  std::span<SyncCounter* const> counters;
  std::span<const char* const> names;
};

/// The records of one command that count on one loop nest.
class SyncWaits {
 public:
  /// Takes the records up to the first that is not valid, of `side` (or of any side, if < 0).
  /// Throws CommandFault for a counter that does not exist.
  SyncWaits(std::span<const spec::SyncRecord> records, int side, CounterView view);

  /// Before the iteration that begins after `completed` inner dimensions were finished (the whole
  /// nest at the start of a command): waits for every record of that level or below, in local time.
  void pass(Worker& unit, std::uint32_t completed);

  /// The same if it is known by now how long the waits take; otherwise nothing, and false.
  [[nodiscard]] bool pass_if_known(Worker& unit, std::uint32_t completed);

  /// Steps, the one that `pass` has let through included, that need no further wait before the
  /// current pass of dimension 0 ends, if they begin at the unit's pace or later; at most `want`.
  /// The extra ones are taken as let through.
  std::uint32_t take_run(const Worker& unit, std::uint32_t want, Pace pace);

  /// True if `pass` after `completed` dimensions would look at any record.
  [[nodiscard]] bool waits_at(std::uint32_t completed) const {
    for (std::size_t i = 0; i < count_; ++i)
      if (entries_[i].record.level <= completed) return true;
    return false;
  }

 private:
  struct Entry {
    spec::SyncRecord record;
    SyncCounter* counter;
    const char* name;
    std::uint32_t done;  // iterations of the record's level so far

    [[nodiscard]] std::uint16_t target() const {
      return static_cast<std::uint16_t>(record.threshold +
                                        static_cast<std::int64_t>(record.step) * done);
    }
  };

  void wait(Worker& unit, const Entry& entry);

  std::array<Entry, 6> entries_;
  std::size_t count_ = 0;
};

}  // namespace tessera::hw
