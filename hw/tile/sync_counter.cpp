// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/sync_counter.h"

#include <algorithm>

namespace tessera::hw {

void SyncCounter::fold(Cycle now) {
  while (!ramps_.empty() && ramps_.front().end() <= now) {
    base_ += ramps_.front().count;
    ramps_.pop_front();
  }
}

void SyncCounter::add(const Ramp& ramp, Cycle now) {
  if (ramp.count == 0) return;
  fold(now);
  // A ramp that goes on where the last one ends, at the same pace, is the same ramp.
  if (!ramps_.empty() && ramp.batch == 1 && ramps_.back().batch == 1) {
    Ramp& last = ramps_.back();
    const bool same_pace = (last.count == 1 || ramp.count == 1 || last.period == ramp.period);
    const std::uint32_t pace = last.count > 1 ? last.period : ramp.period;
    if (same_pace && (ramp.count > 1 || last.count > 1) && ramp.first == last.end() + pace) {
      last.period = pace;
      last.count += ramp.count;
      changed_.notify();
      return;
    }
  }
  ramps_.push_back(ramp);
  changed_.notify();
}

void SyncCounter::set(std::uint16_t value) {
  ramps_.clear();
  base_ = value;
  changed_.notify();
}

std::uint16_t SyncCounter::value_at(Cycle when) const {
  std::uint64_t value = base_;
  for (const Ramp& ramp : ramps_) {
    if (ramp.first > when) break;
    value += ramp.done_by(when);
  }
  return static_cast<std::uint16_t>(value);
}

std::optional<Cycle> SyncCounter::reached(Cycle from, std::uint16_t target) const {
  const std::int32_t ahead = slack(from, target);
  if (ahead >= 0) return from;
  auto missing = static_cast<std::uint64_t>(-ahead);
  for (const Ramp& ramp : ramps_) {
    const std::uint64_t done = ramp.done_by(from);
    const std::uint64_t left = ramp.count - done;
    if (missing <= left) return std::max(from, ramp.time_of(done + missing));
    missing -= left;
  }
  return std::nullopt;
}

}  // namespace tessera::hw
