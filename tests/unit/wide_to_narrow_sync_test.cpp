// SPDX-License-Identifier: Apache-2.0
// The mover from wide to narrow: its signals, its waits, and loads of the scaling store.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto wide = TileBench::wide_word;

spec::WideToNarrow one_row(std::initializer_list<Stride> narrow) {
  spec::WideToNarrow move;
  move.wide = ttu(0, {});
  move.narrow = ttu(0, narrow);
  return move;
}

TEST(WideToNarrowSync, signal_level_0_counts_every_word_written) {
  TileBench bench;
  spec::WideToNarrow move = one_row({{1, 4}});
  move.skip_enable = 1;
  move.skip_count = 1;
  move.signal_enable = 1;
  move.signal_level = 0;
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  // Words begin at 2 + 2 + 2 skipped; the first is written one cycle later, seen after signal 1.
  EXPECT_THAT(bench.signals(0, TileCounter::kWideToNarrow), ElementsAre(8, 9, 10, 11));
  EXPECT_THAT(bench.signals(0, TileCounter::kWideToScaling), IsEmpty());
}

TEST(WideToNarrowSync, signal_level_1_counts_every_pass_of_the_inner_dimension) {
  TileBench bench;
  spec::WideToNarrow move = one_row({{1, 3}, {4, 2}});
  move.signal_enable = 1;
  move.signal_level = 1;
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  // Words from 2 + 2 on, three per pass: passes end at 7 and 10; signal 1.
  EXPECT_THAT(bench.signals(0, TileCounter::kWideToNarrow), ElementsAre(8, 11));
}

TEST(WideToNarrowSync, signal_level_beyond_all_loops_counts_the_end_only) {
  TileBench bench;
  spec::WideToNarrow move = one_row({{1, 3}, {4, 2}});
  move.signal_enable = 1;
  move.signal_level = 2;
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.signals(0, TileCounter::kWideToNarrow), ElementsAre(11));
}

TEST(WideToNarrowSync, command_without_signal_counts_nothing) {
  TileBench bench;
  spec::WideToNarrow move = one_row({{1, 8}});
  move.signal_level = 1;
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(12));
  EXPECT_THAT(bench.signals(0, TileCounter::kWideToNarrow), IsEmpty());
}

TEST(WideToNarrowSync, source_wait_holds_each_row_until_it_has_arrived) {
  TileBench bench;
  spec::WideToNarrow move;
  move.wide = ttu(0, {{1, 1}, {1, 3}});
  move.narrow = ttu(0, {{1, 192}});
  move.sync[0] = wait_on(TileCounter::kRingReadA, 1, 1, 1, kSource);  // row n: counter >= 1 + n
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.at(20, [&] { bench.set_counter(0, TileCounter::kRingReadA, 1); });
  bench.at(100, [&] { bench.set_counter(0, TileCounter::kRingReadA, 2); });
  bench.at(110, [&] { bench.set_counter(0, TileCounter::kRingReadA, 3); });
  bench.run();
  // Rows of 64 cycles: 20 to 84, 100 to 164, and the third right after.
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(228));
  const hw::UnitStats& stats = bench.unit(0, "wide_to_narrow").stats();
  EXPECT_EQ(stats[hw::Activity::kSync], 32U);  // 4 to 20 and 84 to 100
  EXPECT_EQ(stats[hw::Activity::kBusy], 194U);
}

TEST(WideToNarrowSync, destination_wait_gives_two_slots_of_credit) {
  TileBench bench;
  bench.number_wide(0, 1);
  spec::WideToNarrow move = one_row({});
  move.narrow = two_slots(ttu(0, {{1, 8}, {0, 3}}), 1, 8);
  move.sync[0] =
      wait_on(TileCounter::kAvdata, 1, -1, 1, kDestination);  // entry k: consumed >= k - 1
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.at(49, [&] { EXPECT_THAT(bench.narrow(0, 0, 1), ElementsAre(wide(0, 0))); });
  bench.at(50, [&] { bench.set_counter(0, TileCounter::kAvdata, 1); });
  bench.run();
  // Entries 0 and 1 need no credit: 4 to 20. Entry 2: 50 to 58, over entry 0.
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(58));
  EXPECT_THAT(bench.narrow(0, 0, 1), ElementsAre(wide(0, 16)));
}

TEST(WideToNarrowSync, level_0_wait_holds_every_word) {
  TileBench bench;
  spec::WideToNarrow move = one_row({{1, 4}});
  move.sync[0] = wait_on(TileCounter::kPartialSums, 0, 1, 1, kDestination);  // word n: >= 1 + n
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.tile(0).counters()[TileCounter::kPartialSums].add({10, 3, 1, 4}, 0);  // at 10, 13, 16, 19
  bench.run();
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(20));
}

TEST(WideToNarrowSync, records_behind_the_first_invalid_one_do_not_count) {
  TileBench bench;
  spec::WideToNarrow move = one_row({{1, 4}});
  move.sync[1] = wait_on(TileCounter::kPartialSums, 0, 1, 1, kDestination);
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(8));
}

TEST(WideToNarrowSync, comparison_is_a_signed_difference_of_16_bits) {
  TileBench bench;
  spec::WideToNarrow move = one_row({{1, 4}});
  move.sync[0] = wait_on(TileCounter::kPartialSums, 0, -2, 1, kDestination);  // -2, -1, 0, 1
  bench.set_counter(0, TileCounter::kPartialSums, 0xfffe);
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.tile(0).counters()[TileCounter::kPartialSums].add({30, 1, 1, 3}, 0);  // wraps at 31
  bench.run();
  // Word 0 at 4; then -1 at 30, 0 at 31, 1 at 32: the last word ends at 33.
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(33));
}

TEST(WideToNarrowSync, scaling_store_alternates_two_entries_per_half) {
  TileBench bench;
  bench.number_wide(0, 6);
  spec::WideToNarrow move;
  move.to_scaling = 1;
  move.row_close_level = 1;  // a row per half: multipliers at step 0, biases at step 64
  move.wide = ttu(0, {{1, 6}});
  move.narrow = two_slots(ttu(0, {{1, 2}, {64, 2}, {0, 3}}), 2, 32);  // 3 groups of 4 channels
  move.signal_enable = 1;
  move.signal_level = 2;
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  // Group 2 (rows 4 and 5) has taken the place of group 0; group 1 is rows 2 and 3.
  EXPECT_THAT(bench.scaling(0, 0, 5),
              ElementsAre(wide(4, 0), wide(4, 1), wide(4, 2), wide(4, 3), 0));
  EXPECT_THAT(bench.scaling(0, 64, 2), ElementsAre(wide(5, 0), wide(5, 1)));
  EXPECT_THAT(bench.scaling(0, 32, 2), ElementsAre(wide(2, 0), wide(2, 1)));
  EXPECT_THAT(bench.scaling(0, 96, 2), ElementsAre(wide(3, 0), wide(3, 1)));
  // 2 + 2, then four steps of 8 bytes per group, one a cycle: groups end at 8, 12, 16; signal 1.
  EXPECT_THAT(bench.signals(0, TileCounter::kWideToScaling), ElementsAre(9, 13, 17));
  EXPECT_THAT(bench.signals(0, TileCounter::kWideToNarrow), IsEmpty());
}

TEST(WideToNarrowSync, timing_engine_takes_the_same_cycles_and_moves_nothing) {
  TileBench bench(hw::Engine::kTiming);
  bench.number_wide(0, 1);
  spec::WideToNarrow move = one_row({{1, 4}});
  move.signal_enable = 1;
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.narrow(0, 0, 1), ElementsAre(0));
  EXPECT_THAT(bench.signals(0, TileCounter::kWideToNarrow), ElementsAre(6, 7, 8, 9));
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(8));
}

}  // namespace
}  // namespace tessera::test
