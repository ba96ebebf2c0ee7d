// SPDX-License-Identifier: Apache-2.0
// The op unit: when steps run, when results come out, what is signalled when. Its arithmetic has
// tests of its own; here one hand calculation shows that bytes and cycles belong together.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// An op issued at 0 makes its first step from 5 to 6 (dispatch 2, start 3). The results of a group
// enter the output port with its last step, a word per cycle, and are written 20 cycles later.

/// Groups of `words` output words each, `steps` steps per group.
spec::TensorOp op_with_words(std::uint32_t steps, std::uint32_t groups, std::uint32_t words) {
  spec::TensorOp op = dot_op(steps, groups);
  op.outputs = op.outputs_last = 4 * words - 1;
  op.out = ttu(0, {{4, words}, {static_cast<std::int32_t>(4 * words), groups}});
  return op;
}

TEST(OpUnit, result_of_a_dot_product_is_written_after_its_last_step) {
  TileBench bench;
  bench.set_narrow(0, 0, {0x0403'0201, 0x0807'0605});
  bench.set_wide(0, 0, 0, {0x0101'0101, 0x0000'0001, 0x0200'0000, 0x0000'0a00});
  bench.set_wide(0, 1, 0, {0x0101'0101, 0x0000'0100, 0x0000'0003, 0x0001'0000});
  spec::TensorOp op = dot_op(2, 1);
  op.out.base = 400;
  bench.issue(0, Opcode::kTensorOp, op);
  bench.run();
  // (1+2+3+4)+(5+6+7+8) = 36; 1*1 + 6*1 = 7; 4*2 + 5*3 = 23; 2*10 + 7*1 = 27
  EXPECT_THAT(bench.narrow(0, 100, 2), ElementsAre(0x1b17'0724, 0));
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(28));  // 5 + 2 steps + 1 word + 20
}

TEST(OpUnit, long_groups_leave_the_port_free) {
  TileBench bench;
  bench.issue(0, Opcode::kTensorOp, op_with_words(10, 3, 4));
  bench.run();
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(59));  // 5 + 30 steps + 4 words + 20
  EXPECT_EQ(bench.unit(0, "op").stats()[hw::Activity::kBusy], 57U);
}

TEST(OpUnit, group_ready_before_the_port_is_free_stalls_the_steps) {
  TileBench bench;
  spec::TensorOp op = op_with_words(1, 3, 4);
  op.avdata_enable = 1;
  op.avdata_level = 1;
  bench.issue(0, Opcode::kTensorOp, op);
  bench.run();
  // Groups enter the port at 6, 10 and 14, four words each; the last word is written by
  // 14 + 4 + 20. A pass of four words is seen one cycle after its last.
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(38));
  EXPECT_THAT(bench.signals(0, TileCounter::kAvdata), ElementsAre(31, 35, 39));
}

TEST(OpUnit, avdata_level_0_counts_every_word) {
  TileBench bench;
  spec::TensorOp op = op_with_words(3, 2, 2);
  op.avdata_enable = 1;
  bench.issue(0, Opcode::kTensorOp, op);
  bench.run();
  // Groups enter the port at 8 and 11; words are written by 8 + 20 + 1, ...; signal 1.
  EXPECT_THAT(bench.signals(0, TileCounter::kAvdata), ElementsAre(30, 31, 33, 34));
}

TEST(OpUnit, avdata_level_beyond_all_loops_counts_the_last_word) {
  TileBench bench;
  spec::TensorOp op = op_with_words(3, 2, 2);
  op.avdata_enable = 1;
  op.avdata_level = 2;
  bench.issue(0, Opcode::kTensorOp, op);
  bench.run();
  EXPECT_THAT(bench.signals(0, TileCounter::kAvdata), ElementsAre(34));
}

struct Parameters {
  std::uint32_t level;
  std::vector<hw::Cycle> signals;

  friend std::ostream& operator<<(std::ostream& out, const Parameters& each) {
    return out << each.level;
  }
};

class OpUnitParameters : public testing::TestWithParam<Parameters> {};

TEST_P(OpUnitParameters, are_counted_per_completion_of_the_loops_below_their_level) {
  TileBench bench;
  spec::TensorOp op = dot_op(3, 2);
  op.parameters_enable = 1;
  op.parameters_level = GetParam().level;
  bench.issue(0, Opcode::kTensorOp, op);
  bench.run();
  EXPECT_EQ(bench.signals(0, TileCounter::kParameters), GetParam().signals);
  EXPECT_THAT(bench.signals(0, TileCounter::kAvdata), IsEmpty());
}

// Steps end at 6 to 11; signal 1.
INSTANTIATE_TEST_SUITE_P(, OpUnitParameters,
                         testing::Values(Parameters{0, {7, 8, 9, 10, 11, 12}},
                                         Parameters{1, {9, 12}}, Parameters{2, {12}}),
                         [](const auto& test) {
                           return "level_" + std::to_string(test.param.level);
                         });

TEST(OpUnit, stall_of_the_port_delays_the_last_step_only) {
  TileBench bench;
  spec::TensorOp op = op_with_words(3, 2, 4);
  op.parameters_enable = 1;
  bench.issue(0, Opcode::kTensorOp, op);
  bench.run();
  // Group 0 holds the port from 8 to 12. Group 1 steps by 9 and 10; its last step, done at 11, has
  // to wait for the port until 12.
  EXPECT_THAT(bench.signals(0, TileCounter::kParameters), ElementsAre(7, 8, 9, 10, 11, 13));
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(36));  // 12 + 4 + 20
}

TEST(OpUnit, next_command_starts_when_the_last_word_is_written) {
  TileBench bench;
  bench.issue(0, Opcode::kTensorOp, dot_op(2, 1));
  bench.issue(0, Opcode::kTensorOp, dot_op(2, 1));
  bench.run();
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(28, 54));  // 28, start 3, 2 steps, 1 word, 20
}

TEST(OpUnit, table_load_takes_its_time_and_changes_the_table) {
  TileBench bench;
  spec::NluLoad load;
  load.mode = 3;
  load.coefficients[39] = 2.5F;
  load.breakpoints[6] = -1.0F;
  bench.issue(0, Opcode::kNluLoad, load);
  bench.run();
  EXPECT_EQ(bench.tile(0).memory().nlu().coefficients[39], 2.5F);
  EXPECT_EQ(bench.tile(0).memory().nlu().breakpoints[6], -1.0F);
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(15));  // dispatch 2, load 13
}

TEST(OpUnit, table_of_unknown_mode_is_a_fault) {
  TileBench bench;
  bench.issue(0, Opcode::kNluLoad, spec::NluLoad{});
  bench.run();
  ASSERT_EQ(bench.faults.size(), 1U);
  EXPECT_THAT(bench.faults[0], HasSubstr("tile_0.op: nlu_load #0: table mode 0"));
}

TEST(OpUnit, resize_is_a_fault) {
  TileBench bench;
  bench.issue(0, Opcode::kResizeOp, dot_op(1, 1));
  bench.run();
  ASSERT_EQ(bench.faults.size(), 1U);
  EXPECT_THAT(bench.faults[0], HasSubstr("resize_op"));
}

}  // namespace
}  // namespace tessera::test
