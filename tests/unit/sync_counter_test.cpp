// SPDX-License-Identifier: Apache-2.0
// Counters published ahead of time, calculated by hand.
#include "hw/tile/sync_counter.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>

namespace tessera::hw {
namespace {

/// Publishing wakes waiters, which SystemC allows only once the simulation has begun.
class SyncCounterTest : public testing::Test {
 protected:
  SyncCounterTest() { sc_core::sc_start(sc_core::SC_ZERO_TIME); }
};

TEST(Ramp, batches_come_one_period_apart) {
  // 5 increments, 2 at a time from cycle 10 on, every 3 cycles: 2 at 10, 2 at 13, 1 at 16.
  const Ramp ramp{10, 3, 2, 5};
  const std::uint64_t by_cycle[] = {0, 2, 2, 2, 4, 4, 4, 5, 5};  // cycles 9..17
  for (Cycle cycle = 9; cycle <= 17; ++cycle)
    EXPECT_EQ(ramp.done_by(cycle), by_cycle[cycle - 9]) << cycle;
  const Cycle times[] = {10, 10, 13, 13, 16};
  for (std::uint64_t n = 1; n <= 5; ++n) EXPECT_EQ(ramp.time_of(n), times[n - 1]) << n;
  EXPECT_EQ(ramp.end(), 16U);
}

TEST(Ramp, period_zero_happens_at_once) {
  const Ramp ramp{7, 0, 1, 100};
  EXPECT_EQ(ramp.done_by(6), 0U);
  EXPECT_EQ(ramp.done_by(7), 100U);
  EXPECT_EQ(ramp.end(), 7U);
}

TEST_F(SyncCounterTest, value_follows_what_was_published) {
  SyncCounter counter;
  counter.add({10, 1, 1, 1}, 0);
  counter.add({20, 5, 1, 3}, 0);  // 20, 25, 30
  const std::pair<Cycle, std::uint16_t> expected[] = {{0, 0},  {9, 0},  {10, 1}, {19, 1},
                                                      {20, 2}, {25, 3}, {30, 4}, {1000, 4}};
  for (const auto& [cycle, value] : expected) EXPECT_EQ(counter.value_at(cycle), value) << cycle;
}

TEST_F(SyncCounterTest, reached_gives_the_cycle_of_the_increment) {
  SyncCounter counter;
  counter.add({20, 5, 2, 6}, 0);         // 2 at 20, 2 at 25, 2 at 30
  EXPECT_EQ(counter.reached(3, 0), 3U);  // already there: now
  EXPECT_EQ(counter.reached(3, 1), 20U);
  EXPECT_EQ(counter.reached(3, 2), 20U);
  EXPECT_EQ(counter.reached(3, 3), 25U);
  EXPECT_EQ(counter.reached(22, 6), 30U);
  EXPECT_EQ(counter.reached(50, 6), 50U);
  EXPECT_EQ(counter.reached(3, 7), std::nullopt);  // nobody has promised a seventh
}

TEST_F(SyncCounterTest, target_of_minus_one_is_a_credit) {
  SyncCounter counter;  // threshold -1: the first wait of a double buffer passes at once
  EXPECT_EQ(counter.reached(5, 0xffff), 5U);
  EXPECT_EQ(counter.slack(5, 0xffff), 1);
  EXPECT_EQ(counter.reached(5, 1), std::nullopt);
  EXPECT_EQ(counter.slack(5, 1), -1);
}

TEST_F(SyncCounterTest, comparison_is_a_signed_difference_modulo_2_to_the_16) {
  SyncCounter counter;
  counter.set(0xfffe);
  EXPECT_EQ(counter.reached(0, 0xfffe), 0U);
  EXPECT_EQ(counter.reached(0, 0x0001), std::nullopt);  // 3 ahead, over the wrap
  EXPECT_EQ(counter.slack(0, 0x0001), -3);
  EXPECT_EQ(counter.reached(0, 0x7fff), 0U);     // 0xfffe - 0x7fff = 0x7fff: behind us
  EXPECT_EQ(counter.slack(0, 0x7ffe), -0x8000);  // half way round counts as ahead
  counter.add({4, 1, 1, 10}, 0);
  EXPECT_EQ(counter.value_at(4), 0xffff);
  EXPECT_EQ(counter.value_at(5), 0);
  EXPECT_EQ(counter.value_at(100), 8);
  EXPECT_EQ(counter.reached(0, 0x0001), 6U);  // third increment
}

TEST_F(SyncCounterTest, long_ramp_wraps) {
  SyncCounter counter;
  counter.add({1, 1, 1, 70'000}, 0);
  EXPECT_EQ(counter.value_at(65'535), 65'535);
  EXPECT_EQ(counter.value_at(65'536), 0);
  EXPECT_EQ(counter.value_at(1'000'000), 70'000 - 65'536);
  EXPECT_EQ(counter.reached(65'530, 10), 65'546U);
  EXPECT_EQ(counter.reached(0, 0x8000), 32'768U);
}

TEST_F(SyncCounterTest, set_drops_what_was_published) {
  SyncCounter counter;
  counter.add({10, 1, 1, 100}, 0);
  counter.set(7);
  EXPECT_EQ(counter.value_at(0), 7);
  EXPECT_EQ(counter.value_at(1000), 7);
  EXPECT_EQ(counter.reached(0, 8), std::nullopt);
  counter.add({50, 1, 1, 1}, 20);
  EXPECT_EQ(counter.reached(20, 8), 50U);
}

TEST_F(SyncCounterTest, single_signals_and_ramps_that_touch_keep_their_times) {
  SyncCounter counter;
  counter.add({10, 4, 1, 2}, 0);  // 10 14
  counter.add({18, 4, 1, 2}, 0);  // 18 22: goes on at the same pace
  counter.add({26, 1, 1, 1}, 0);  // 26: a single signal one pace later
  counter.add({27, 1, 1, 1}, 0);  // not at the pace
  counter.add({28, 9, 1, 1}, 0);  // two singles
  counter.add({30, 2, 1, 3}, 0);  // 30 32 34: after the single at 28, at its pace
  counter.add({36, 2, 3, 6}, 0);  // batches of 3 at 36 and 38
  counter.add({40, 2, 1, 2}, 0);  // 40 42: another batch size
  counter.add({42, 0, 1, 5}, 0);  // five at once
  counter.add({42, 0, 1, 5}, 0);  // and again
  const Cycle times[] = {10, 14, 18, 22, 26, 27, 28, 30, 32, 34, 36, 36, 36, 38,
                         38, 38, 40, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42};
  std::uint16_t n = 0;
  for (const Cycle time : times) EXPECT_EQ(counter.reached(0, ++n), time) << "increment " << n;
  EXPECT_EQ(counter.reached(0, ++n), std::nullopt);
}

}  // namespace
}  // namespace tessera::hw
