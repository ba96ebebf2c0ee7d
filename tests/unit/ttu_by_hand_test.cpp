// SPDX-License-Identifier: Apache-2.0
// Loop counters and walkers on small nests calculated by hand (facts/beagle_isa.md section 3).
#include "hw/func/ttu.h"

#include <gtest/gtest.h>

namespace tessera::func {
namespace {

TEST(TtuWalker, two_dimensions_by_hand) {
  // base 100, 3 steps of 4, 2 rows of 50: the row increment is 50 - 2 * 4 = 42.
  spec::Ttu ttu;
  ttu.base = 100;
  ttu.dims[0] = {4, 2};
  ttu.dims[1] = {42, 1};
  TtuWalker walker(ttu);
  for (const std::int64_t address : {100, 104, 108, 150, 154, 158}) {
    ASSERT_FALSE(walker.done());
    EXPECT_EQ(walker.address(), address);
    walker.advance(1);
  }
  EXPECT_TRUE(walker.done());
  EXPECT_EQ(walker.address(), 100);  // starts over
}

TEST(TtuWalker, entry_level_0_changes_slot_with_every_step) {
  spec::Ttu ttu;
  ttu.dims[0] = {1, 3};
  ttu.slot = 100;
  TtuWalker walker(ttu);
  for (const std::int64_t address : {0, 101, 2, 103}) {
    EXPECT_EQ(walker.run(), 1U);
    EXPECT_EQ(walker.address(), address);
    walker.advance(1);
  }
  EXPECT_EQ(walker.entry(), 4U);
}

TEST(TtuWalker, entries_alternate_between_two_slots) {
  // Entries of one pass of dimension 0 (2 steps); dimension 1 does not move: 5 fills of a FIFO.
  // Every increment but the first rewinds the one step of dimension 0.
  spec::Ttu ttu;
  ttu.base = 64;
  ttu.dims[0] = {1, 1};
  for (std::uint32_t d = 1; d < kMaxDims; ++d) ttu.dims[d] = {-1, d == 1 ? 4U : 0U};
  ttu.entry_level = 1;
  ttu.slot = 10;
  TtuWalker walker(ttu);
  for (const std::int64_t address : {64, 65, 74, 75, 64, 65, 74, 75, 64, 65}) {
    EXPECT_EQ(walker.address(), address);
    walker.advance(1);
  }
  EXPECT_EQ(walker.entry(), 5U);
}

TEST(TtuWalker, longer_last_pass_has_a_negative_skip) {
  // 2 x 2 steps and a last pass of 4: 0 1, 10 11 12 13; then the next block at 100.
  spec::Ttu ttu;
  ttu.dims[0] = {1, 1};
  ttu.dims[1] = {10 - 1, 1};
  ttu.dims[2] = {100 - 10 - 1, 1};
  ttu.last_level = 1;
  ttu.last_count_minus_1 = 3;
  ttu.last_skip = -2;  // normal - count = 2 - 4
  TtuWalker walker(ttu);
  for (const std::int64_t address : {0, 1, 10, 11, 12, 13, 100, 101, 110, 111, 112, 113}) {
    EXPECT_EQ(walker.address(), address);
    walker.advance(1);
  }
  EXPECT_TRUE(walker.done());
}

TEST(LoopCounter, knows_indices_ends_and_last_passes) {
  spec::LoopNest nest;
  nest.count_minus_1[0] = 3;  // 4 steps, 2 in the last of 2 passes
  nest.count_minus_1[1] = 1;
  nest.last_level = 1;
  nest.last_count_minus_1 = 1;
  LoopCounter loops(nest);
  EXPECT_EQ(loops.run(), 4U);
  EXPECT_FALSE(loops.in_last_pass());
  EXPECT_EQ(loops.advance(3), 0U);
  EXPECT_TRUE(loops.at_last(0));
  EXPECT_FALSE(loops.at_last(1));
  EXPECT_TRUE(loops.at_last(2));  // a dimension of one iteration
  EXPECT_EQ(loops.advance(1), 1U);
  EXPECT_TRUE(loops.in_last_pass());
  EXPECT_EQ(loops.index(1), 1U);
  EXPECT_EQ(loops.run(), 2U);
  EXPECT_EQ(loops.advance(2), kMaxDims);
  EXPECT_TRUE(loops.done());
}

TEST(LoopCounter, largest_count_has_a_run) {
  spec::LoopNest nest;
  nest.count_minus_1[0] = UINT32_MAX;
  LoopCounter loops(nest);
  EXPECT_GT(loops.run(), 0U);
  EXPECT_EQ(loops.advance(1), 0U);
}

}  // namespace
}  // namespace tessera::func
