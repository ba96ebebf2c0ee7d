// SPDX-License-Identifier: Apache-2.0
// A sync counter whose future is known: units publish their signals ahead of simulated time.
#pragma once

#include <systemc>

#include <cstdint>
#include <optional>
#include <vector>

namespace tessera::hw {

/// Accelerator clock cycles since reset.
using Cycle = std::uint64_t;

/// `count` increments: `batch` at a time, the first batch at `first`, then one every `period`.
struct Ramp {
  Cycle first = 0;
  std::uint32_t period = 1;
  std::uint32_t batch = 1;
  std::uint64_t count = 1;

  [[nodiscard]] std::uint64_t done_by(Cycle when) const {
    if (when < first) return 0;
    if (period == 0 || count == 1) return count;
    const std::uint64_t done = ((when - first) / period + 1) * batch;
    return done < count ? done : count;
  }
  /// When increment number n (from 1) happens.
  [[nodiscard]] Cycle time_of(std::uint64_t n) const { return first + (n - 1) / batch * period; }
  [[nodiscard]] Cycle end() const { return time_of(count); }
};

/// Steps that begin `batch` at a time, one batch every `period` cycles; all at once with period 0.
struct Pace {
  std::uint32_t period = 0;
  std::uint32_t batch = 1;

  /// When step k (from 0) begins.
  [[nodiscard]] Cycle begin(Cycle first, std::uint64_t k) const {
    return first + (batch == 1 ? k : k / batch) * period;
  }
};

/// 16-bit counter. A wait compares modulo 2^16 as a signed difference (facts/beagle_isa.md 4).
///
/// Signals carry the cycle they happen at, which may lie ahead of the kernel's time: a unit that
/// knows the next thousand signals publishes them as one ramp, and a waiter computes its wake-up
/// cycle instead of being woken a thousand times. All signals of a counter come in time order.
class SyncCounter {
 public:
  /// Publishes signals. `now` is the kernel's cycle: what has happened by then is folded away.
  void add(const Ramp& ramp, Cycle now);
  /// Sets the value (a fence), dropping what was published; also wakes waiters.
  void set(std::uint16_t value);

  [[nodiscard]] std::uint16_t value_at(Cycle when) const;
  /// First cycle >= `from` at which value - target >= 0 holds, if it is known by now.
  [[nodiscard]] std::optional<Cycle> reached(Cycle from, std::uint16_t target) const;
  /// How far value_at(when) is beyond `target`; negative if not reached.
  [[nodiscard]] std::int32_t slack(Cycle when, std::uint16_t target) const {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(value_at(when) - target));
  }

  /// How many steps of a unit find the counter where they need it, without a wait: step k begins
  /// at pace.begin(from, k) and needs target + k * step (step > 0). At most `want`; what is not
  /// published yet counts as never coming.
  [[nodiscard]] std::uint32_t steps_on_time(Cycle from, std::uint16_t target, std::uint32_t step,
                                            Pace pace, std::uint32_t want) const;

  /// To be asked for only by somebody who waits for it now: nobody is woken otherwise.
  [[nodiscard]] const sc_core::sc_event& changed() const {
    watched_ = true;
    return changed_;
  }

 private:
  /// Ramps from number `next` on may still add something after cycle `when`; those before it have
  /// brought the value to `value`. Readers ask for later and later cycles, so it only moves
  /// forward.
  struct Cursor {
    Cycle when = 0;
    std::size_t next = 0;
    std::uint64_t value = 0;
  };

  void wake();
  void fold(Cycle now);
  [[nodiscard]] const Cursor& seek(Cycle when) const;
  [[nodiscard]] std::uint64_t total_at(Cycle when, const Cursor& cursor) const;

  std::uint64_t base_ = 0;  // value before all ramps; only the low 16 bits matter
  std::vector<Ramp> ramps_;
  std::size_t head_ = 0;  // ramps before this one are part of base_
  mutable Cursor cursor_;
  mutable bool watched_ = false;
  sc_core::sc_event changed_;
};

}  // namespace tessera::hw
