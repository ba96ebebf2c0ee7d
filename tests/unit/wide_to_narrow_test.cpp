// SPDX-License-Identifier: Apache-2.0
// The mover from wide rows to narrow words: which word goes where, and when. Its waits, its signals
// and the scaling store: wide_to_narrow_sync_test.cpp.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using spec::Opcode;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto wide = TileBench::wide_word;

/// Rows of wide memory as base units of 64 bytes.
constexpr std::uint32_t row(std::uint32_t number) { return 4 * number; }

TEST(WideToNarrow, words_in_row_order_are_written_in_narrow_order) {
  TileBench bench;
  bench.number_wide(0, 4);
  spec::WideToNarrow move;
  move.wide = ttu(row(3), {{-2, 2}});         // rows 3 and 1
  move.narrow = ttu(100, {{2, 64}, {1, 2}});  // words 100, 102, ... 226, then 101, 103, ... 227
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.narrow(0, 99, 4), ElementsAre(0, wide(3, 0), wide(1, 0), wide(3, 1)));
  EXPECT_THAT(bench.narrow(0, 226, 3), ElementsAre(wide(3, 63), wide(1, 63), 0));
  // dispatch 2, start 2, 128 words at 1 per cycle
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(132));
}

TEST(WideToNarrow, narrow_side_that_ends_first_ends_the_command) {
  TileBench bench;
  bench.number_wide(0, 4);
  spec::WideToNarrow move;
  move.wide = ttu(row(0), {{1, 4}});
  move.narrow = ttu(0, {{1, 66}});
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.narrow(0, 64, 3), ElementsAre(wide(1, 0), wide(1, 1), 0));
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(70));  // 2 + 2 + 66
}

TEST(WideToNarrow, wide_side_that_ends_first_ends_the_command) {
  TileBench bench;
  bench.number_wide(0, 4);
  spec::WideToNarrow move;
  move.wide = ttu(row(2), {});
  move.narrow = ttu(0, {{1, 1000}});
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.narrow(0, 63, 2), ElementsAre(wide(2, 63), 0));
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(68));  // 2 + 2 + 64
}

TEST(WideToNarrow, base_inside_a_row_reads_on_into_the_next_one) {
  TileBench bench;
  bench.number_wide(0, 4);
  spec::WideToNarrow move;
  move.wide = ttu(row(1) + 1, {});  // 64 bytes into row 1
  move.narrow = ttu(0, {{1, 64}});
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.narrow(0, 0, 1), ElementsAre(wide(1, 16)));
  EXPECT_THAT(bench.narrow(0, 47, 2), ElementsAre(wide(1, 63), wide(2, 0)));
}

TEST(WideToNarrow, skip_drops_words_across_rows_and_takes_their_time) {
  TileBench bench;
  bench.number_wide(0, 4);
  spec::WideToNarrow move;
  move.skip_enable = 1;
  move.skip_count = 69;  // 70 words: row 0 and six words of row 1
  move.wide = ttu(row(0), {{1, 4}});
  move.narrow = ttu(0, {{1, 3}});
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.narrow(0, 0, 4), ElementsAre(wide(1, 6), wide(1, 7), wide(1, 8), 0));
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(77));  // 2 + 2 + 70 + 3
}

TEST(WideToNarrow, row_close_level_drops_the_rest_of_a_row) {
  TileBench bench;
  bench.number_wide(0, 4);
  spec::WideToNarrow move;
  move.row_close_level = 1;
  move.wide = ttu(row(0), {{1, 2}});
  move.narrow = ttu(0, {{1, 3}, {10, 2}});
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.narrow(0, 0, 4), ElementsAre(wide(0, 0), wide(0, 1), wide(0, 2), 0));
  EXPECT_THAT(bench.narrow(0, 10, 4), ElementsAre(wide(1, 0), wide(1, 1), wide(1, 2), 0));
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(10));  // 2 + 2 + 6: the rest is not read
}

TEST(WideToNarrow, narrow_entries_alternate_between_two_slots) {
  TileBench bench;
  bench.number_wide(0, 1);
  spec::WideToNarrow move;
  move.wide = ttu(row(0), {});
  move.narrow = two_slots(ttu(0, {{1, 4}, {0, 3}}), 1, 50);
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  // Entries 0 and 2 share the first slot.
  EXPECT_THAT(bench.narrow(0, 0, 5),
              ElementsAre(wide(0, 8), wide(0, 9), wide(0, 10), wide(0, 11), 0));
  EXPECT_THAT(bench.narrow(0, 50, 5),
              ElementsAre(wide(0, 4), wide(0, 5), wide(0, 6), wide(0, 7), 0));
}

TEST(WideToNarrow, wide_entries_alternate_between_two_slots) {
  TileBench bench;
  bench.number_wide(0, 12);
  spec::WideToNarrow move;
  move.row_close_level = 1;
  move.wide = two_slots(ttu(row(1), {{1, 2}, {0, 3}}), 1, 8);  // rows 1 2, 9 10, 1 2
  move.narrow = ttu(0, {{1, 1}, {1, 6}});
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  EXPECT_THAT(bench.narrow(0, 0, 6),
              ElementsAre(wide(1, 0), wide(2, 0), wide(9, 0), wide(10, 0), wide(1, 0), wide(2, 0)));
}

TEST(WideToNarrow, action_counts_are_bytes_read_and_written) {
  TileBench bench;
  spec::WideToNarrow move;
  move.skip_enable = 1;
  move.skip_count = 9;
  move.wide = ttu(row(0), {{1, 2}});
  move.narrow = ttu(0, {{1, 100}});
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  const hw::UnitStats& stats = bench.unit(0, "wide_to_narrow").stats();
  EXPECT_EQ(stats.commands, 1U);
  EXPECT_EQ(stats.wide_read_bytes, 400U);
  EXPECT_EQ(stats.narrow_write_bytes, 400U);
  EXPECT_EQ(stats[hw::Activity::kBusy], 112U);  // start 2, 10 words skipped, 100 written
}

TEST(WideToNarrow, address_outside_a_memory_is_a_fault) {
  TileBench bench;
  spec::WideToNarrow move;
  move.wide = ttu(row(0), {});
  move.narrow = ttu(4090, {{1, 64}});  // narrow memory has 4096 words
  bench.issue(3, Opcode::kWideToNarrow, move);
  bench.run();
  ASSERT_EQ(bench.faults.size(), 1U);
  EXPECT_THAT(bench.faults[0],
              HasSubstr("tile_3.wide_to_narrow: wide_to_narrow #0: narrow memory"));
  EXPECT_TRUE(bench.ends(3, "wide_to_narrow").empty());
}

TEST(WideToNarrow, skip_level_without_skip_enable_is_a_fault) {
  TileBench bench;
  spec::WideToNarrow move;
  move.skip_level = 2;
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run();
  ASSERT_EQ(bench.faults.size(), 1U);
  EXPECT_THAT(bench.faults[0], HasSubstr("skip_level = 2"));
}

}  // namespace
}  // namespace tessera::test
