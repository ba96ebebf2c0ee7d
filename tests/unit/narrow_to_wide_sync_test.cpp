// SPDX-License-Identifier: Apache-2.0
// The mover from narrow to wide: its signals and its waits.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto narrow = TileBench::narrow_word;

/// `rows` rows of `words` words each.
spec::NarrowToWide gather(std::uint32_t words, std::uint32_t rows) {
  spec::NarrowToWide move;
  move.row_close_level = 1;
  move.narrow = ttu(0, {{1, words}, {static_cast<std::int32_t>(words), rows}});
  move.wide = ttu(0, {{1, rows}});
  return move;
}

TEST(NarrowToWideSync, signal_level_0_counts_every_row) {
  TileBench bench;
  spec::NarrowToWide move = gather(10, 3);
  move.signal_enable = 1;
  move.signal_level = 0;
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  // dispatch 2, start 2, rows of 10 cycles; signal 1
  EXPECT_THAT(bench.signals(0, TileCounter::kNarrowToWide), ElementsAre(15, 25, 35));
}

TEST(NarrowToWideSync, signal_level_1_counts_passes_of_rows) {
  TileBench bench;
  spec::NarrowToWide move = gather(10, 6);
  move.wide = ttu(0, {{1, 3}, {8, 2}});
  move.signal_enable = 1;
  move.signal_level = 1;
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  EXPECT_THAT(bench.signals(0, TileCounter::kNarrowToWide), ElementsAre(35, 65));
}

TEST(NarrowToWideSync, command_without_signal_counts_nothing) {
  TileBench bench;
  bench.issue(0, Opcode::kNarrowToWide, gather(10, 3));
  bench.run();
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(34));
  EXPECT_THAT(bench.signals(0, TileCounter::kNarrowToWide), IsEmpty());
}

TEST(NarrowToWideSync, source_wait_holds_words_until_they_are_computed) {
  TileBench bench;
  spec::NarrowToWide move = gather(4, 2);
  move.sync[0] = wait_on(TileCounter::kAvdata, 1, 1, 1, kSource);  // pass n: counter >= 1 + n
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.at(30, [&] { bench.set_counter(0, TileCounter::kAvdata, 1); });
  bench.at(50, [&] { bench.set_counter(0, TileCounter::kAvdata, 2); });
  bench.run();
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(54));  // 30 to 34, 50 to 54
  EXPECT_EQ(bench.unit(0, "narrow_to_wide").stats()[hw::Activity::kSync], 42U);  // 26 + 16
}

TEST(NarrowToWideSync, destination_wait_gives_two_rows_of_credit) {
  TileBench bench;
  bench.number_narrow(0, 16);
  spec::NarrowToWide move = gather(4, 3);
  move.wide = two_slots(ttu(0, {{0, 1}, {0, 3}}), 1, 1);  // rows 0, 1, 0
  move.sync[0] = wait_on(TileCounter::kRingWrite, 1, -1, 1, kDestination);
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.at(99, [&] { EXPECT_THAT(bench.wide(0, 0, 0, 1), ElementsAre(narrow(0))); });
  bench.at(100, [&] { bench.set_counter(0, TileCounter::kRingWrite, 1); });
  bench.run();
  // Two rows from 4 to 12, the third when the first has been sent: 100 to 104.
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(104));
  EXPECT_THAT(bench.wide(0, 0, 0, 1), ElementsAre(narrow(8)));
  EXPECT_THAT(bench.wide(0, 1, 0, 1), ElementsAre(narrow(4)));
}

TEST(NarrowToWideSync, level_0_source_wait_follows_published_signals_word_by_word) {
  TileBench bench;
  spec::NarrowToWide move = gather(4, 1);
  move.sync[0] = wait_on(TileCounter::kWideToNarrow, 0, 1, 1, kSource);
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.tile(0).counters()[TileCounter::kWideToNarrow].add({10, 5, 2, 4}, 0);  // 2 at 10, 2 at 15
  bench.run();
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(17));  // 10, 11, 15, 16
}

TEST(NarrowToWideSync, both_sides_may_wait_in_one_command) {
  TileBench bench;
  spec::NarrowToWide move = gather(4, 2);
  move.sync[0] = wait_on(TileCounter::kAvdata, 1, 1, 1, kSource);
  move.sync[1] = wait_on(TileCounter::kRingWrite, 0, 0, 1, kDestination);  // row n: sent >= n
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.at(10, [&] { bench.set_counter(0, TileCounter::kAvdata, 2); });
  bench.at(60, [&] { bench.set_counter(0, TileCounter::kRingWrite, 1); });
  bench.run();
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(64));  // 10 to 14, 60 to 64
}

}  // namespace
}  // namespace tessera::test
