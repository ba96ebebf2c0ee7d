// SPDX-License-Identifier: Apache-2.0
// Cycles, signals and action counts of the op unit, calculated by hand.
#include "hw/tile/op_timing.h"

#include "tests/support/op_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::hw {
namespace {

using spec::Opcode;
using spec::TensorOp;
using test::make_op;
using test::OpBench;
using test::traverse;
using ::testing::ElementsAre;

class OpTimingTest : public testing::Test {
 protected:
  OpTimingTest() {
    drain_ = bench_.config.drain_cycles();
    EXPECT_EQ(bench_.config.timing.op.output_words_per_cycle, 1U);
  }

  Cycle time(const TensorOp& op, Cycle start, std::uint32_t factor = 1) {
    OpTiming engine(bench_.config, factor, signals_, stats_);
    engine.start(op, Opcode::kTensorOp);
    const Cycle end = engine.run(test::steps_of(op), start);
    finish_ = engine.finish(end);
    return end;
  }

  OpBench bench_;
  test::KeptSignals signals_;
  UnitStats stats_;
  Cycle drain_ = 0;
  Cycle finish_ = 0;
};

/// 4 words of 4 channels, 2 positions, 8 outputs: two output words per position.
TensorOp small_conv() {
  TensorOp op = make_op({4, 2}, 0b01, 8);
  op.out = traverse(0, {{2, 4}, {2, 8}});
  op.avdata_enable = 1;
  op.parameters_enable = 1;
  op.parameters_level = 1;
  return op;
}

TEST_F(OpTimingTest, step_takes_a_cycle_and_words_leave_after_the_drain) {
  EXPECT_EQ(time(small_conv(), 100), 108U);
  // Positions end at 104 and 108; each sends two words, one per cycle, through the drain.
  EXPECT_THAT(signals_.avdata_cycles,
              ElementsAre(105 + drain_, 106 + drain_, 109 + drain_, 110 + drain_));
  EXPECT_THAT(signals_.parameter_cycles, ElementsAre(104, 108));
  EXPECT_EQ(finish_, 110 + drain_);
}

TEST_F(OpTimingTest, signals_of_a_level_come_when_it_is_complete) {
  TensorOp op = small_conv();
  op.avdata_level = 1;
  op.parameters_level = 2;
  (void)time(op, 0);
  EXPECT_THAT(signals_.avdata_cycles, ElementsAre(6 + drain_, 10 + drain_));
  EXPECT_THAT(signals_.parameter_cycles, ElementsAre(8));  // the nest is complete
  op.avdata_enable = op.parameters_enable = 0;
  signals_ = {};
  (void)time(op, 0);
  EXPECT_TRUE(signals_.avdata_cycles.empty() && signals_.parameter_cycles.empty());
}

TEST_F(OpTimingTest, busy_output_port_stalls_the_steps) {
  // One step per result of 16 outputs, 4 words: the port takes 4 cycles for each.
  TensorOp op = make_op({1, 3}, 0b01, 16);
  op.out = traverse(0, {{4, 4}, {3, 16}});
  op.avdata_enable = 1;
  op.avdata_level = 1;
  // Results are ready at 1, 2 (port free at 5), 6 (free at 9); the last leaves from 9 to 13.
  EXPECT_EQ(time(op, 0), 9U);
  EXPECT_THAT(signals_.avdata_cycles, ElementsAre(5 + drain_, 9 + drain_, 13 + drain_));
  EXPECT_EQ(finish_, 13 + drain_);
}

TEST_F(OpTimingTest, factor_stretches_everything) {
  (void)time(small_conv(), 0, 3);
  // Positions end at 12 and 24; words 3 cycles apart, the drain is three times as long.
  EXPECT_THAT(signals_.avdata_cycles,
              ElementsAre(15 + 3 * drain_, 18 + 3 * drain_, 27 + 3 * drain_, 30 + 3 * drain_));
  EXPECT_THAT(signals_.parameter_cycles, ElementsAre(12, 24));
}

TEST_F(OpTimingTest, actions_of_a_small_convolution_are_counted) {
  TensorOp op = small_conv();
  op.no_partial_sums = 0;
  (void)time(op, 0);
  EXPECT_EQ(stats_.steps, 8U);
  EXPECT_EQ(stats_.macs, 8U * 8 * 4);           // steps x outputs x 4 bytes
  EXPECT_EQ(stats_.narrow_read_bytes, 8U * 4);  // one word per step
  EXPECT_EQ(stats_.wide_read_bytes, 8U * 8 * 4);
  EXPECT_EQ(stats_.wide_write_bytes, 2U * 8 * 4);  // sums parked once per position
  EXPECT_EQ(stats_.narrow_write_bytes, 2U * 8);
  EXPECT_EQ(stats_.emissions, 2U);
}

TEST_F(OpTimingTest, stall_does_not_move_the_signals_of_earlier_steps) {
  // Two steps per result of 4 words: ready at 2 (port free at 6) and at 4, which waits until 6.
  TensorOp op = make_op({2, 2}, 0b01, 16);
  op.out = traverse(0, {{4, 4}, {2, 16}});
  op.parameters_enable = 1;
  EXPECT_EQ(time(op, 0), 6U);
  EXPECT_THAT(signals_.parameter_cycles, ElementsAre(1, 2, 3, 6));
}

}  // namespace
}  // namespace tessera::hw
