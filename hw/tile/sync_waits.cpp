// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/sync_waits.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::hw {

SyncWaits::SyncWaits(std::span<const spec::SyncRecord> records, int side, CounterView view) {
  for (const spec::SyncRecord& record : records) {
    if (record.valid == 0) break;
    if (side >= 0 && record.side != static_cast<std::uint32_t>(side)) continue;
    if (record.counter >= view.counters.size() || view.counters[record.counter] == nullptr)
      throw CommandFault(fmt::format("sync record names counter {}, there are {}", record.counter,
                                     view.counters.size()));
    entries_[count_++] = {record, view.counters[record.counter], view.names[record.counter], 0};
  }
}

void SyncWaits::pass(Worker& unit, std::uint32_t completed) {
  for (std::size_t i = 0; i < count_; ++i) {
    Entry& entry = entries_[i];
    if (entry.record.level > completed) continue;
    wait(unit, entry);
    ++entry.done;
  }
}

bool SyncWaits::pass_if_known(Worker& unit, std::uint32_t completed) {
  Cycle when = unit.now();
  for (std::size_t i = 0; i < count_; ++i) {
    if (entries_[i].record.level > completed) continue;
    const auto reached = entries_[i].counter->reached(when, entries_[i].target());
    if (!reached) return false;
    when = *reached;
  }
  unit.stall_until(when, Activity::kSync);
  for (std::size_t i = 0; i < count_; ++i)
    if (entries_[i].record.level <= completed) ++entries_[i].done;
  return true;
}

void SyncWaits::wait(Worker& unit, const Entry& entry) {
  const std::uint16_t target = entry.target();
  for (bool settled = false;;) {
    if (const auto when = entry.counter->reached(unit.now(), target)) {
      unit.stall_until(*when, Activity::kSync);
      return;
    }
    if (!settled) {  // which may bring the counter there
      unit.settle();
      settled = true;
      continue;
    }
    unit.wait_for(entry.counter->changed(), Activity::kSync, [&] {
      const std::uint16_t value = entry.counter->value_at(unit.context().kernel_cycle());
      return fmt::format("waits for counter {} ({}) = {} to reach {}", entry.record.counter,
                         entry.name, static_cast<std::int16_t>(value),
                         static_cast<std::int16_t>(target));
    });
  }
}

std::uint32_t SyncWaits::take_run(const Worker& unit, std::uint32_t want, Pace pace) {
  std::uint32_t run = want;
  for (std::size_t i = 0; i < count_ && run > 1; ++i) {
    const Entry& entry = entries_[i];
    if (entry.record.level > 0) continue;
    if (entry.record.step <= 0) continue;
    // The step let through (number done - 1) begins now; the one after it a pace later.
    const std::uint32_t more =
        entry.counter->steps_on_time(pace.begin(unit.now(), 1), entry.target(),
                                     static_cast<std::uint32_t>(entry.record.step), pace, run - 1);
    run = std::min(run, more + 1);
  }
  for (std::size_t i = 0; i < count_; ++i)
    if (entries_[i].record.level == 0) entries_[i].done += run - 1;
  return run;
}

}  // namespace tessera::hw
