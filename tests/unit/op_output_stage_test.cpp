// SPDX-License-Identifier: Apache-2.0
// From the op unit's sums to bytes: offset, bias, multipliers, clamp, non-linear unit, 16-bit
// outputs (facts/beagle_isa.md sections 5 to 7); and what the unit refuses.
#include "hw/tile/context.h"
#include "tests/support/op_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace tessera::hw {
namespace {

using spec::Opcode;
using spec::TensorOp;
using test::make_op;
using test::OpBench;
using test::traverse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

/// Sums by sum_op: one step per group, outputs of group g from lane 0 of the row at unit 60 + 4 g.
class OpOutputStageTest : public testing::Test {
 protected:
  void put_sums(std::int64_t group, const Bytes& sums) {
    for (std::size_t o = 0; o < sums.size(); ++o) bench_.row(60 + 4 * group)[4 * o] = sums[o];
  }
  static TensorOp groups(std::uint32_t count, std::uint32_t outputs) {
    TensorOp op = make_op({1, count}, 0b1, outputs);
    op.dp_level = 1;
    op.par = traverse(60, {{1, 0}, {count, 4}});
    op.out = traverse(500, {{count * ((outputs + 3) / 4), 4}});
    return op;
  }
  /// What the engine says to a command, "" if it runs.
  std::string refusal(const TensorOp& op, Opcode opcode = Opcode::kTensorOp) {
    try {
      bench_.run(op, opcode);
    } catch (const CommandFault& fault) {
      return fault.what();
    }
    return "";
  }

  OpBench bench_;
};

TEST_F(OpOutputStageTest, offset_and_bias_are_added_before_the_multiplier) {
  put_sums(0, {10, 20, 30});
  bench_.scaling<std::int32_t>(512, {100, -100, 0});  // biases: step 64 of 8 bytes
  TensorOp op = groups(1, 3);
  op.offset = 6;
  op.bias = 1;
  op.multiplier = 0.5F;
  op.out_zero_point = 50;
  bench_.run(op, Opcode::kSumOp);
  // (10 + 6 + 100) / 2 + 50 = 108; (20 + 6 - 100) / 2 + 50 = 13; (30 + 6) / 2 + 50 = 68
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(108, 13, 68, 0));
}

TEST_F(OpOutputStageTest, clamps_apply_before_the_zero_point_and_ties_go_to_even) {
  put_sums(0, {5, 7, 200, 0});
  TensorOp op = groups(1, 4);
  op.multiplier = 0.5F;
  op.offset = 0;
  op.clamp_min = 1.0F;
  op.clamp_max = 60.0F;
  op.out_zero_point = 3;
  bench_.run(op, Opcode::kSumOp);
  // 2.5 -> 2, 3.5 -> 4, 100 -> 60, 0 -> 1
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(5, 7, 63, 4));
}

TEST_F(OpOutputStageTest, scaling_entries_alternate_with_the_groups) {
  for (std::int64_t group = 0; group < 3; ++group) put_sums(group, {10, 20, 30, 40});
  bench_.scaling<float>(0, {1.0F, 2.0F, 0.5F, 0.25F});  // group 0
  bench_.scaling<std::int32_t>(512, {1, 2, 3, 4});
  bench_.scaling<float>(256, {3.0F, 1.0F, 1.0F, 1.0F});  // group 1: the other entry
  bench_.scaling<std::int32_t>(512 + 256, {0, 0, 0, 100});
  TensorOp op = groups(3, 4);
  op.bias = op.channel_multipliers = 1;
  op.multiplier = 77.0F;  // not used
  bench_.engine.start(op, Opcode::kSumOp);
  bench_.engine.run(2, 0);
  bench_.scaling<float>(0, {1.0F, 1.0F, 1.0F, 2.0F});  // group 2 finds the first entry refilled
  bench_.scaling<std::int32_t>(512, {5, 5, 5, 5});
  bench_.engine.run(1, 2);
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(11, 44, 16, 11));  // 16.5 -> 16
  EXPECT_THAT(bench_.narrow(504, 4), ElementsAre(30, 20, 30, 140));
  EXPECT_THAT(bench_.narrow(508, 4), ElementsAre(15, 25, 35, 90));
}

TEST_F(OpOutputStageTest, multipliers_may_come_without_bias) {
  put_sums(0, {10, 20});
  bench_.scaling<float>(0, {2.0F, 4.0F});
  bench_.scaling<std::int32_t>(512, {99, 99});
  TensorOp op = groups(1, 2);
  op.channel_multipliers = 1;
  bench_.run(op, Opcode::kSumOp);
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(20, 80, 0, 0));
}

TEST_F(OpOutputStageTest, sixteen_bit_outputs_take_two_words_per_four_channels) {
  put_sums(0, {1, 2, 3});
  TensorOp op = groups(1, 3);
  op.out_16 = 1;
  op.multiplier = 1000.0F;
  op.offset = -2;
  op.out_zero_point = 10;
  op.out = traverse(500, {{2, 4}});
  bench_.narrow(500, Bytes(8, 0xee));
  bench_.run(op, Opcode::kSumOp);
  // -1000 + 10 = -990 = 0xfc22, 0 + 10, 1000 + 10 = 0x3f2, and an empty place
  EXPECT_THAT(bench_.narrow(500, 8), ElementsAre(0x22, 0xfc, 10, 0, 0xf2, 0x03, 0, 0));
}

TEST_F(OpOutputStageTest, non_linear_unit_sees_the_clamped_value) {
  put_sums(0, {3, 100, 8});
  func::NluTable& table = bench_.memory.nlu();
  table.breakpoints.fill(1000.0F);
  table.coefficients[0] = 0.5F;  // 0.5 + 2 x + x^2
  table.coefficients[1] = 2.0F;
  table.coefficients[2] = 1.0F;
  TensorOp op = groups(1, 3);
  op.nlu = 1;
  op.multiplier = 0.5F;
  op.clamp_max = 6.0F;
  op.out_zero_point = 1;
  bench_.run(op, Opcode::kSumOp);
  // 1.5: 0.5 + 3 + 2.25 = 5.75 -> 6; 6: 0.5 + 12 + 36 = 48.5 -> 48; 4: 0.5 + 8 + 16 = 24.5 -> 24
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(7, 49, 25, 0));
}

TEST_F(OpOutputStageTest, non_linear_modes_are_passed_on) {
  put_sums(0, {8});
  func::NluTable& table = bench_.memory.nlu();
  table.breakpoints.fill(1000.0F);
  table.coefficients[1] = 5.0F;  // 5 x
  table.coefficients[0] = 1.0F;
  TensorOp op = groups(1, 1);
  op.nlu = op.range_reduction = 1;
  op.multiplier = 2.0F;
  bench_.run(op, Opcode::kSumOp);
  EXPECT_EQ(bench_.narrow(500, 1)[0], 2);  // 16 = 1 * 4^2: (1 + 5 * 1) * 2^-2 = 1.5
  op.range_reduction = 0;
  op.nlu_odd = 3;
  op.multiplier = -1.0F;
  bench_.run(op, Opcode::kSumOp);
  EXPECT_EQ(bench_.narrow(500, 1)[0], 256 - 41);  // -(1 + 5 * 8)
}

TEST_F(OpOutputStageTest, zero_point_wraps_beyond_the_largest_result_of_the_non_linear_unit) {
  put_sums(0, {1});
  func::NluTable& table = bench_.memory.nlu();
  table.breakpoints.fill(1000.0F);
  table.coefficients[0] = 1e30F;  // saturates at 2^31 - 1
  TensorOp op = groups(1, 1);
  op.nlu = 1;
  op.out_zero_point = 3;
  bench_.run(op, Opcode::kSumOp);
  EXPECT_EQ(bench_.narrow(500, 1)[0], 2);  // 0x7fffffff + 3 = 0x80000002
}

TEST_F(OpOutputStageTest, address_outside_a_memory_is_a_fault_naming_it) {
  const auto tensor = [] {
    TensorOp op = make_op({2, 2}, 0b01, 8);
    op.in = traverse(0, {{2, 4}, {2, 8}});
    op.par = traverse(0, {{2, 1}, {2, 2}});
    op.out = traverse(500, {{4, 4}});
    return op;
  };
  ASSERT_EQ(refusal(tensor()), "");
  TensorOp op = tensor();
  op.in.base = 196'608 - 15;  // the last of 16 bytes is the first one behind the 192 KiB
  EXPECT_THAT(refusal(op), HasSubstr("narrow memory: 4 bytes at 196605 lie outside its 196608"));
  op = tensor();
  op.in = traverse(4, {{2, -4}, {2, -8}});  // 4 0, -4 -8
  EXPECT_THAT(refusal(op), HasSubstr("narrow memory: 4 bytes at -8"));
  op = tensor();
  op.par.base = 8320 - 3;
  EXPECT_THAT(refusal(op), HasSubstr("wide memory: 32 bytes at 532480 lie outside its 532480"));
  op = tensor();
  op.out.base = 196'608 - 12;
  EXPECT_THAT(refusal(op), HasSubstr("narrow memory: 4 bytes at 196608"));
  op = tensor();
  op.no_partial_sums = 0;
  op.psum.base = 8320;
  EXPECT_THAT(refusal(op), HasSubstr("wide memory: 32 bytes at 532480"));
  op = tensor();
  op.channel_zero_points = 1;
  op.zp_first_row = op.zp_last_row = 2080;  // rows of 256 bytes
  EXPECT_THAT(refusal(op), HasSubstr("wide memory: 32 bytes at 532480"));
}

TEST_F(OpOutputStageTest, combinations_without_a_meaning_are_refused_by_name) {
  const std::pair<std::function<void(TensorOp&)>, const char*> cases[] = {
      {[](TensorOp& op) { op.par_lane = 1; }, "par_lane = 1"},
      {[](TensorOp& op) { op.par_lane = 2; }, "par_lane = 2"},
      {[](TensorOp& op) { op.always_one = 0; }, "always_one (bit 1844) = 0"},
      {[](TensorOp& op) { op.byte_input = op.scalar_16 = 1; }, "byte_input together with 16-bit"},
      {[](TensorOp& op) { op.byte_input = op.pair_16 = 1; }, "byte_input together with 16-bit"},
      {[](TensorOp& op) { op.nlu_odd = 1; }, "nlu_odd = 1"},
      {[](TensorOp& op) { op.nlu_odd = 2; }, "nlu_odd = 2"},
      {[](TensorOp& op) { op.outputs = 64; }, "65 outputs per group, the op unit has 64 lanes"},
      {[](TensorOp& op) { op.outputs_last = 64; }, "65 outputs per group"},
  };
  for (const auto& [change, message] : cases) {
    TensorOp op = groups(1, 4);
    change(op);
    EXPECT_THAT(refusal(op), HasSubstr(message));
  }
  EXPECT_THAT(refusal(groups(1, 4), Opcode::kResizeOp), HasSubstr("opcode 0x05 (resize_op)"));
  EXPECT_EQ(refusal(groups(1, 64)), "");
}

}  // namespace
}  // namespace tessera::hw
