// SPDX-License-Identifier: Apache-2.0
// The mover from narrow words to wide rows: how rows are filled, and when. Its waits and signals:
// narrow_to_wide_sync_test.cpp.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using spec::Opcode;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto narrow = TileBench::narrow_word;

constexpr std::uint32_t row(std::uint32_t number) { return 4 * number; }

/// What rows hold before a command, to see what it leaves alone.
constexpr std::uint32_t kOld = 0xaaaa'aaaa;

void fill_rows(TileBench& bench, std::size_t rows) {
  for (std::size_t r = 0; r < rows; ++r)
    bench.set_wide(0, r, 0, std::vector<std::uint32_t>(64, kOld));
}

TEST(NarrowToWide, plain_words_fill_rows_of_64) {
  TileBench bench;
  bench.number_narrow(0, 200);
  fill_rows(bench, 8);
  spec::NarrowToWide move;
  move.row_close_level = 1;
  move.narrow = ttu(20, {{1, 100}});
  move.wide = ttu(row(5), {{-3, 2}});  // rows 5 and 2
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  EXPECT_THAT(bench.wide(0, 5, 0, 2), ElementsAre(narrow(20), narrow(21)));
  EXPECT_THAT(bench.wide(0, 5, 63, 1), ElementsAre(narrow(83)));
  EXPECT_THAT(bench.wide(0, 2, 35, 1), ElementsAre(narrow(119)));
  EXPECT_THAT(bench.wide(0, 2, 36, 28), Each(kOld));  // a row that is not full keeps its rest
  // dispatch 2, start 2, 100 words at 1 per cycle
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(104));
}

TEST(NarrowToWide, row_close_level_starts_a_row_per_pass) {
  TileBench bench;
  bench.number_narrow(0, 100);
  fill_rows(bench, 3);
  spec::NarrowToWide move;
  move.row_close_level = 1;
  move.narrow = ttu(0, {{2, 3}, {50, 2}});  // words 0 2 4, then 50 52 54
  move.wide = ttu(row(0), {{1, 2}});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  EXPECT_THAT(bench.wide(0, 0, 0, 4), ElementsAre(narrow(0), narrow(2), narrow(4), kOld));
  EXPECT_THAT(bench.wide(0, 1, 0, 4), ElementsAre(narrow(50), narrow(52), narrow(54), kOld));
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(10));  // 2 + 2 + 6
}

TEST(NarrowToWide, row_close_level_2_gathers_passes_in_a_row) {
  TileBench bench;
  bench.number_narrow(0, 100);
  spec::NarrowToWide move;
  move.row_close_level = 2;
  move.narrow = ttu(0, {{1, 2}, {10, 2}, {40, 2}});
  move.wide = ttu(row(0), {{1, 2}});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  EXPECT_THAT(bench.wide(0, 0, 0, 5), ElementsAre(narrow(0), narrow(1), narrow(10), narrow(11), 0));
  EXPECT_THAT(bench.wide(0, 1, 0, 5),
              ElementsAre(narrow(40), narrow(41), narrow(50), narrow(51), 0));
}

TEST(NarrowToWide, wide_side_that_ends_first_ends_the_command) {
  TileBench bench;
  bench.number_narrow(0, 200);
  spec::NarrowToWide move;
  move.row_close_level = 1;
  move.narrow = ttu(0, {{1, 200}});
  move.wide = ttu(row(0), {});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  EXPECT_THAT(bench.wide(0, 1, 0, 1), ElementsAre(0));
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(68));  // 2 + 2 + 64
}

TEST(NarrowToWide, level_0_replicates_a_word_per_row) {
  TileBench bench;
  bench.number_narrow(0, 10);
  fill_rows(bench, 4);
  spec::NarrowToWide move;
  move.row_close_level = 0;
  move.narrow = ttu(7, {{1, 3}});
  move.wide = ttu(row(0), {{1, 3}});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  for (std::uint32_t r = 0; r < 3; ++r) EXPECT_THAT(bench.wide(0, r, 0, 64), Each(narrow(7 + r)));
  EXPECT_THAT(bench.wide(0, 3, 0, 64), Each(kOld));
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(7));  // 2 + 2 + 3: a row per cycle
  EXPECT_EQ(bench.unit(0, "narrow_to_wide").stats().wide_write_bytes, 3U * 256);
  EXPECT_EQ(bench.unit(0, "narrow_to_wide").stats().narrow_read_bytes, 12U);
}

TEST(NarrowToWide, transposing_at_level_0_spreads_bytes_over_lane_0) {
  TileBench bench;
  bench.set_narrow(0, 0, {0x4433'2211});
  fill_rows(bench, 1);
  spec::NarrowToWide move;
  move.transpose = 1;
  move.narrow = ttu(0, {});
  move.wide = ttu(row(0), {});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  // Column k takes byte k mod 4; lanes 1 to 3 stay as they were.
  EXPECT_THAT(bench.wide(0, 0, 0, 5),
              ElementsAre(0xaaaa'aa11, 0xaaaa'aa22, 0xaaaa'aa33, 0xaaaa'aa44, 0xaaaa'aa11));
  EXPECT_THAT(bench.wide(0, 0, 63, 1), ElementsAre(0xaaaa'aa44));
}

TEST(NarrowToWide, transposing_makes_positions_to_lanes_and_channels_to_columns) {
  TileBench bench;
  fill_rows(bench, 2);
  // Byte of position p and channel k: 0x10 p + k. Positions are 20 words apart.
  for (std::uint32_t p = 0; p < 4; ++p)
    bench.set_narrow(0, 20 * p, {0x0302'0100 + p * 0x1010'1010, 0x0706'0504 + p * 0x1010'1010});
  spec::NarrowToWide move;
  move.transpose = 1;
  move.row_close_level = 2;
  move.narrow = ttu(0, {{20, 4}, {1, 2}});  // 4 positions, 2 groups of 4 channels
  move.wide = ttu(row(0), {});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  EXPECT_THAT(bench.wide(0, 0, 0, 4),
              ElementsAre(0x3020'1000, 0x3121'1101, 0x3222'1202, 0x3323'1303));
  EXPECT_THAT(bench.wide(0, 0, 4, 5),
              ElementsAre(0x3424'1404, 0x3525'1505, 0x3626'1606, 0x3727'1707, kOld));
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(12));  // 2 + 2 + 8 words
}

TEST(NarrowToWide, transposing_three_positions_leaves_lane_3_alone) {
  TileBench bench;
  fill_rows(bench, 1);
  bench.set_narrow(0, 0, {0x0302'0100, 0x1312'1110, 0x2322'2120});
  spec::NarrowToWide move;
  move.transpose = 1;
  move.row_close_level = 1;
  move.narrow = ttu(0, {{1, 3}});
  move.wide = ttu(row(0), {});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  EXPECT_THAT(bench.wide(0, 0, 0, 5),
              ElementsAre(0xaa20'1000, 0xaa21'1101, 0xaa22'1202, 0xaa23'1303, kOld));
}

TEST(NarrowToWide, transposing_16_bit_values_pairs_two_positions) {
  TileBench bench;
  fill_rows(bench, 1);
  // Half h of group g at position p: 0x1000 p + 2 g + h.
  bench.set_narrow(0, 0, {0x0001'0000, 0x0003'0002});
  bench.set_narrow(0, 10, {0x1001'1000, 0x1003'1002});
  spec::NarrowToWide move;
  move.transpose = 1;
  move.transpose_16 = 1;
  move.row_close_level = 2;
  move.narrow = ttu(0, {{10, 2}, {1, 2}});
  move.wide = ttu(row(0), {});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  EXPECT_THAT(bench.wide(0, 0, 0, 5),
              ElementsAre(0x1000'0000, 0x1001'0001, 0x1002'0002, 0x1003'0003, kOld));
}

struct BadTranspose {
  const char* what;
  std::uint32_t transpose;
  std::uint32_t transpose_16;
  std::uint32_t positions;
  const char* message;

  friend std::ostream& operator<<(std::ostream& out, const BadTranspose& each) {
    return out << each.what;
  }
};

class NarrowToWideFault : public testing::TestWithParam<BadTranspose> {};

TEST_P(NarrowToWideFault, is_reported) {
  TileBench bench;
  spec::NarrowToWide move;
  move.transpose = GetParam().transpose;
  move.transpose_16 = GetParam().transpose_16;
  move.row_close_level = 1;
  move.narrow = ttu(0, {{1, GetParam().positions}});
  move.wide = ttu(row(0), {});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  ASSERT_EQ(bench.faults.size(), 1U);
  EXPECT_THAT(bench.faults[0], HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    , NarrowToWideFault,
    testing::Values(BadTranspose{"five_positions", 1, 0, 5, "transposing 5 positions"},
                    BadTranspose{"three_positions_of_16_bits", 1, 1, 3, "transposing 3 positions"},
                    BadTranspose{"transpose_16_alone", 0, 1, 1, "transpose_16 without transpose"}),
    [](const auto& test) { return std::string(test.param.what); });

}  // namespace
}  // namespace tessera::test
