// SPDX-License-Identifier: Apache-2.0
// Counters published ahead of time against a list with one entry per increment.
#include "hw/tile/sync_counter.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <vector>

namespace tessera::hw {
namespace {

constexpr std::uint32_t kSeed = 20261128;

/// Publishing wakes waiters, which SystemC allows only once the simulation has begun.
class SyncCounterRandomTest : public testing::Test {
 protected:
  SyncCounterRandomTest() { sc_core::sc_start(sc_core::SC_ZERO_TIME); }
};

/// What a counter means: the cycles of its increments, one by one.
struct Plain {
  std::uint16_t start = 0;
  std::vector<Cycle> times;

  void add(const Ramp& ramp) {
    for (std::uint64_t i = 0; i < ramp.count; ++i)
      times.push_back(ramp.first + i / ramp.batch * ramp.period);
  }
  [[nodiscard]] std::uint16_t value_at(Cycle when) const {
    std::uint16_t value = start;
    for (const Cycle time : times) value = static_cast<std::uint16_t>(value + (time <= when));
    return value;
  }
  [[nodiscard]] std::optional<Cycle> reached(Cycle from, std::uint16_t target) const {
    std::uint16_t value = value_at(from);
    if (static_cast<std::int16_t>(value - target) >= 0) return from;
    for (const Cycle time : times)
      if (time > from && static_cast<std::int16_t>(++value - target) >= 0) return time;
    return std::nullopt;
  }
};

void expect_equal(const SyncCounter& counter, const Plain& plain, Cycle from, Cycle to) {
  for (Cycle cycle = from; cycle <= to; ++cycle) {
    ASSERT_EQ(counter.value_at(cycle), plain.value_at(cycle)) << cycle;
    for (const int ahead : {-3, 0, 1, 2, 5, 17, 60}) {
      const auto target = static_cast<std::uint16_t>(plain.value_at(cycle) + ahead);
      ASSERT_EQ(counter.reached(cycle, target), plain.reached(cycle, target))
          << "from " << cycle << ", " << ahead << " more";
    }
  }
}

/// Draws below a limit.
class Draws {
 public:
  std::uint32_t operator()(std::uint32_t limit) {
    return static_cast<std::uint32_t>(random_() % limit);
  }
  Ramp ramp(Cycle end) {
    const Cycle first = end + (*this)(4);
    const std::uint32_t period = (*this)(4);
    const std::uint32_t batch = (*this)(2) == 0 ? 1 : 1 + (*this)(4);
    return {first, period, batch, (*this)(3) == 0 ? 1 : 1 + (*this)(12)};
  }

 private:
  std::mt19937 random_{kSeed};
};

TEST_F(SyncCounterRandomTest, random_signals_equal_a_list_of_increments) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Draws draw;
  for (int round = 0; round < 100; ++round) {
    SyncCounter counter;
    Plain plain;
    plain.start = static_cast<std::uint16_t>(0xfff0 + draw(32));
    counter.set(plain.start);
    Cycle end = draw(10);  // of the last signal
    Cycle now = 0;         // what lies before it may have been folded away
    for (int i = 0; i < 8; ++i) {
      const Ramp ramp = draw.ramp(end);
      end = ramp.end();
      counter.add(ramp, now);
      plain.add(ramp);
      expect_equal(counter, plain, now, end + 2);
      if (HasFatalFailure()) return;
      if (draw(3) == 0) now += draw(static_cast<std::uint32_t>(end - now) + 1);
    }
  }
}

TEST_F(SyncCounterRandomTest, readers_who_only_move_on_see_the_same) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  Draws draw;
  for (int round = 0; round < 300; ++round) {
    SyncCounter counter;
    Plain plain;
    Cycle end = 5;
    Cycle cycle = 0;
    for (int i = 0; i < 20; ++i) {
      if (draw(2) == 0) {
        const Ramp ramp = draw.ramp(end);
        end = ramp.end();
        counter.add(ramp, cycle > 30 ? cycle - 30 : 0);
        plain.add(ramp);
      }
      cycle += draw(12);
      expect_equal(counter, plain, cycle, cycle);
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace tessera::hw
