// SPDX-License-Identifier: Apache-2.0
// The op unit's waits, its action counts, and that both engines agree on all of them.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;

class OpUnitSync : public testing::TestWithParam<hw::Engine> {};

// As in op_unit_test.cpp: the first step from 5 on, results 1 word + 20 cycles behind the last
// step.

TEST_P(OpUnitSync, group_waits_for_its_weights) {
  TileBench bench(GetParam());
  spec::TensorOp op = dot_op(4, 3);
  op.sync[0] = wait_on(TileCounter::kRingReadA, 1, 1, 1);  // group n: fills >= 1 + n
  bench.issue(0, Opcode::kTensorOp, op);
  bench.at(20, [&] { bench.set_counter(0, TileCounter::kRingReadA, 1); });
  bench.at(22, [&] { bench.set_counter(0, TileCounter::kRingReadA, 2); });
  bench.at(50, [&] { bench.set_counter(0, TileCounter::kRingReadA, 3); });
  bench.run();
  // Groups 20 to 24, 24 to 28, 50 to 54; 54 + 21
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(75));
  const hw::UnitStats& stats = bench.unit(0, "op").stats();
  EXPECT_EQ(stats[hw::Activity::kSync], 37U);  // 5 to 20 and 28 to 50
  EXPECT_EQ(stats[hw::Activity::kBusy], 36U);  // start 3, 12 steps, 21
}

TEST_P(OpUnitSync, step_waits_for_its_input_word) {
  TileBench bench(GetParam());
  spec::TensorOp op = dot_op(4, 1);
  op.sync[0] = wait_on(TileCounter::kWideToNarrow, 0, 1, 1);
  bench.issue(0, Opcode::kTensorOp, op);
  bench.tile(0).counters()[TileCounter::kWideToNarrow].add({10, 2, 1, 4}, 0);  // 10, 12, 14, 16
  bench.run();
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(38));  // 16 + 1 step + 21
}

TEST_P(OpUnitSync, whole_chunk_may_be_waited_for_at_once) {
  TileBench bench(GetParam());
  spec::TensorOp op = dot_op(4, 2);
  op.sync[0] = wait_on(TileCounter::kWideToNarrow, 1, 4, 4);  // words of a chunk at a time
  bench.issue(0, Opcode::kTensorOp, op);
  bench.tile(0).counters()[TileCounter::kWideToNarrow].add({10, 5, 1, 8}, 0);  // words at 10 to 45
  bench.run();
  // Words 4 and 8 are there at 25 and 45: steps 25 to 29 and 45 to 49.
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(70));
}

TEST_P(OpUnitSync, records_of_several_levels_hold_back_their_own_loops) {
  TileBench bench(GetParam());
  spec::TensorOp op = dot_op(2, 4);
  op.loops = loops({2, 2, 2});  // steps, positions, groups
  op.dp_level = 2;
  op.sync[0] = wait_on(TileCounter::kRingReadA, 1, 1, 1);      // positions, over all groups
  op.sync[1] = wait_on(TileCounter::kWideToScaling, 2, 1, 1);  // groups
  bench.set_counter(0, TileCounter::kRingReadA, 3);
  bench.set_counter(0, TileCounter::kWideToScaling, 1);
  bench.issue(0, Opcode::kTensorOp, op);
  bench.at(40, [&] { bench.set_counter(0, TileCounter::kWideToScaling, 2); });
  bench.at(60, [&] { bench.set_counter(0, TileCounter::kRingReadA, 4); });
  bench.run();
  // Positions 0 and 1 from 5 to 9; group 1 waits until 40, its second position until 60.
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(83));                 // 62 + 21
  EXPECT_EQ(bench.unit(0, "op").stats()[hw::Activity::kSync], 49U);  // 9 to 40, 42 to 60
}

TEST_P(OpUnitSync, signals_of_one_op_pace_a_mover_behind_it) {
  TileBench bench(GetParam());
  spec::TensorOp op = dot_op(10, 3);
  op.avdata_enable = 1;
  spec::NarrowToWide move;
  move.row_close_level = 1;
  move.narrow = ttu(0, {{1, 3}});
  move.wide = ttu(0, {});
  move.sync[0] = wait_on(TileCounter::kAvdata, 0, 1, 1, kSource);
  bench.issue(0, Opcode::kTensorOp, op);
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run();
  // Words are written by 36, 46 and 56 (15, 25, 35 and 21 behind), seen at 37, 47, 57.
  EXPECT_THAT(bench.signals(0, TileCounter::kAvdata), ElementsAre(37, 47, 57));
  EXPECT_THAT(bench.ends(0, "narrow_to_wide"), ElementsAre(58));
}

TEST_P(OpUnitSync, action_counts_follow_from_the_loops) {
  TileBench bench(GetParam());
  spec::TensorOp op = dot_op(10, 3);
  op.outputs_last = 1;  // groups of 4, 4 and 2 outputs
  bench.issue(0, Opcode::kTensorOp, op);
  bench.run();
  const hw::UnitStats& stats = bench.unit(0, "op").stats();
  EXPECT_EQ(stats.commands, 1U);
  EXPECT_EQ(stats.steps, 30U);
  EXPECT_EQ(stats.macs, 10U * (4 + 4 + 2) * 4);
  EXPECT_EQ(stats.emissions, 3U);
  EXPECT_EQ(stats.narrow_read_bytes, 120U);
  EXPECT_EQ(stats.wide_read_bytes, 10U * (4 + 4 + 2) * 4);
  EXPECT_EQ(stats.narrow_write_bytes, 12U);
  EXPECT_EQ(stats.wide_write_bytes, 0U);
}

TEST_P(OpUnitSync, million_steps_do_not_run_far_ahead_of_simulated_time) {
  TileBench bench(GetParam());
  spec::TensorOp op = dot_op(1, 1);
  op.loops = loops({16384, 64});
  op.in = op.par = op.psum = ttu(0, {{0, 16384}, {0, 64}});
  bench.issue(0, Opcode::kTensorOp, op);
  bench.run(1000);
  EXPECT_LE(bench.unit(0, "op").stats().steps, 2U * 65536);
  EXPECT_FALSE(bench.unit(0, "op").idle());
}

INSTANTIATE_TEST_SUITE_P(, OpUnitSync, testing::Values(hw::Engine::kTlm, hw::Engine::kTiming),
                         [](const auto& test) {
                           return std::string(test.param == hw::Engine::kTlm ? "tlm" : "timing");
                         });

}  // namespace
}  // namespace tessera::test
