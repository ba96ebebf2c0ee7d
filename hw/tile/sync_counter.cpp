// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/sync_counter.h"

#include <algorithm>

namespace tessera::hw {

void SyncCounter::wake() {
  if (!watched_) return;
  watched_ = false;
  changed_.notify();
}

void SyncCounter::fold(Cycle now) {
  while (head_ < ramps_.size() && ramps_[head_].end() <= now) base_ += ramps_[head_++].count;
  if (cursor_.next < head_) cursor_ = {0, head_, base_};
  // Give the room back now and then: moving what is left costs less than a deque's indexing.
  if (head_ == ramps_.size() || head_ >= 256) {
    ramps_.erase(ramps_.begin(), ramps_.begin() + static_cast<std::ptrdiff_t>(head_));
    cursor_.next -= head_;
    head_ = 0;
  }
}

void SyncCounter::add(const Ramp& ramp, Cycle now) {
  if (ramp.count == 0) return;
  fold(now);
  wake();
  // A ramp that goes on where the last one ends, at the same pace, is the same ramp; two single
  // signals make a pace.
  if (head_ < ramps_.size() && ramp.batch == 1 && ramps_.back().batch == 1 &&
      ramp.first > ramps_.back().end()) {
    Ramp& last = ramps_.back();
    const Cycle distance = ramp.first - last.end();
    const bool last_agrees = last.count == 1 || last.period == distance;
    const bool ramp_agrees = ramp.count == 1 || ramp.period == distance;
    if (last_agrees && ramp_agrees && distance <= UINT32_MAX) {
      // The cursor may stand behind a ramp that now grows: it has to look at it again.
      if (cursor_.next == ramps_.size()) {
        --cursor_.next;
        cursor_.value -= last.count;
      }
      last.period = static_cast<std::uint32_t>(distance);
      last.count += ramp.count;
      return;
    }
  }
  ramps_.push_back(ramp);
}

const SyncCounter::Cursor& SyncCounter::seek(Cycle when) const {
  if (when < cursor_.when) cursor_ = {0, head_, base_};
  while (cursor_.next < ramps_.size() && ramps_[cursor_.next].end() <= when)
    cursor_.value += ramps_[cursor_.next++].count;
  cursor_.when = when;
  return cursor_;
}

/// Batched ramps may overlap at their ends, hence the loop.
std::uint64_t SyncCounter::total_at(Cycle when, const Cursor& cursor) const {
  std::uint64_t value = cursor.value;
  for (std::size_t i = cursor.next; i < ramps_.size() && ramps_[i].first <= when; ++i)
    value += ramps_[i].done_by(when);
  return value;
}

void SyncCounter::set(std::uint16_t value) {
  ramps_.clear();
  head_ = 0;
  base_ = value;
  cursor_ = {0, 0, base_};
  wake();
}

std::uint16_t SyncCounter::value_at(Cycle when) const {
  return static_cast<std::uint16_t>(total_at(when, seek(when)));
}

std::optional<Cycle> SyncCounter::reached(Cycle from, std::uint16_t target) const {
  const Cursor& cursor = seek(from);
  const auto value = static_cast<std::uint16_t>(total_at(from, cursor));
  const std::int32_t ahead = static_cast<std::int16_t>(static_cast<std::uint16_t>(value - target));
  if (ahead >= 0) return from;
  auto missing = static_cast<std::uint64_t>(-ahead);
  for (std::size_t i = cursor.next; i < ramps_.size(); ++i) {
    const Ramp& ramp = ramps_[i];
    const std::uint64_t done = ramp.done_by(from);
    const std::uint64_t left = ramp.count - done;
    if (missing <= left) return std::max(from, ramp.time_of(done + missing));
    missing -= left;
  }
  return std::nullopt;
}

std::uint32_t SyncCounter::steps_on_time(Cycle from, std::uint16_t target, std::uint32_t step,
                                         Pace pace, std::uint32_t want) const {
  const Cursor& cursor = seek(from);
  // Increments that the next step needs beyond what the ramps before `i` give.
  const auto in_hand = static_cast<std::uint16_t>(cursor.value - target);
  std::int64_t need = -std::int64_t{static_cast<std::int16_t>(in_hand)};
  std::size_t i = cursor.next;
  std::uint64_t k = 0;
  while (k < want) {
    if (need <= 0) {  // all steps that need no ramp
      const std::uint64_t n = static_cast<std::uint64_t>(-need) / step + 1;
      k += n;
      need += static_cast<std::int64_t>(n * step);
      continue;
    }
    if (i == ramps_.size()) break;
    const Ramp& ramp = ramps_[i];
    const auto increment = static_cast<std::uint64_t>(need);
    if (increment > ramp.count) {
      need -= static_cast<std::int64_t>(ramp.count);
      ++i;
      continue;
    }
    if (ramp.time_of(increment) > pace.begin(from, k)) break;
    // A ramp no slower than the steps stays ahead of them.
    const bool stays =
        ramp.batch == 1 && pace.batch == 1 && ramp.period * std::uint64_t{step} <= pace.period;
    const std::uint64_t n = stays ? (ramp.count - increment) / step + 1 : 1;
    k += n;
    need += static_cast<std::int64_t>(n * step);
  }
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(k, want));
}

}  // namespace tessera::hw
