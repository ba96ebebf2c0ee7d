// SPDX-License-Identifier: Apache-2.0
// Corners that random commands would find late: edges of arithmetic and loops, stalls of every
// port, resets at every point of a command, and what the engine refuses.
#include "hw/tile/context.h"
#include "tests/rtl/engine_pair.h"
#include "tests/rtl/unit_under_test.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace tessera::test {
namespace {

using ::testing::HasSubstr;

class RtlDirected : public testing::Test {
 protected:
  RtlDirected() { pair_.fill(maker_); }

  void expect_equal(const spec::TensorOp& op, spec::Opcode opcode = spec::Opcode::kTensorOp) {
    RandomCommand command{op, opcode, 0};
    for (func::LoopCounter loops(op.loops); !loops.done(); loops.advance(1)) ++command.steps;
    EXPECT_EQ(pair_.difference(command, nullptr), "");
  }
  /// One sum per step, each a word of four outputs.
  static spec::TensorOp one_step_op(std::uint32_t steps, std::uint32_t outputs) {
    spec::TensorOp op = make_op({1, steps}, 0b1, outputs);
    op.out = traverse(9000, {{(outputs + 3) / 4, 4}, {steps, 64}});
    op.in = traverse(100, {{steps, 4}});
    op.par = traverse(0, {{steps, 4}});
    op.avdata_enable = op.parameters_enable = 1;
    return op;
  }
  void put_wide(std::int64_t address, std::uint8_t value, std::size_t size) {
    for (const bool rtl : {false, true})
      std::memset(pair_.memory(rtl).wide(address, size), value, size);
  }
  void put_biases(std::int32_t bias) {
    for (const bool rtl : {false, true}) {
      hw::TileMemory& memory = pair_.memory(rtl);
      const hw::TileShape& shape = memory.shape();
      const std::size_t steps = shape.scaling_entries * shape.scaling_entry_steps;
      for (std::size_t word = 0; word < 2 * steps; ++word)
        std::memcpy(
            memory.scaling(static_cast<std::int64_t>(8 * shape.scaling_bias_step + 4 * word), 4),
            &bias, 4);
    }
  }

  EnginePair pair_{"tiny", func::RequantMode::kF32, make_unit};
  CommandMaker maker_{20261130, pair_.config(), func::RequantMode::kF32};
};

TEST_F(RtlDirected, codes_saturate_at_both_bounds) {
  spec::TensorOp op = one_step_op(20, 16);
  op.clamp_min = -128;
  op.clamp_max = 127;
  for (const std::int32_t offset : {INT32_MIN, INT32_MAX, INT32_MIN + 1, -1, 0}) {
    op.offset = offset;
    expect_equal(op);
  }
}

TEST_F(RtlDirected, sums_with_offset_and_bias_saturate_at_both_bounds) {
  spec::TensorOp op = one_step_op(20, 16);
  op.multiplier = 0x1p-24F;
  op.clamp_min = -128;
  op.clamp_max = 127;
  op.bias = 1;
  for (const std::int32_t bias : {INT32_MIN, INT32_MAX}) {
    put_biases(bias);
    for (const std::int32_t offset : {INT32_MIN, INT32_MIN + 1, -1, 0, 1, INT32_MAX}) {
      op.offset = offset;
      expect_equal(op);
    }
  }
}

TEST_F(RtlDirected, ties_round_to_even) {
  spec::TensorOp op = one_step_op(40, 16);
  for (const float multiplier : {0.5F, -0.5F, 0.25F, 1.5F, 0x1p-20F}) {
    op.multiplier = multiplier;
    expect_equal(op);
  }
}

TEST_F(RtlDirected, multipliers_of_every_kind_agree) {
  spec::TensorOp op = one_step_op(10, 16);
  op.clamp_min = -100;
  op.clamp_max = 100;
  for (const std::uint32_t bits : {0x00000000U, 0x80000000U, 0x00000001U, 0x007fffffU, 0x00800000U,
                                   0x7f7fffffU, 0x7f800000U, 0xff800000U, 0x7fc00000U}) {
    op.multiplier = std::bit_cast<float>(bits);
    expect_equal(op);
  }
}

TEST_F(RtlDirected, function_of_subnormals_infinities_and_nan_agrees) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  spec::TensorOp op = one_step_op(10, 16);
  op.nlu = 1;
  op.clamp_min = -kInfinity;
  op.clamp_max = kInfinity;
  const auto expect_equal_for_all_multipliers = [&] {
    for (const std::uint32_t reduces : {0U, 1U}) {
      op.range_reduction = reduces;
      for (const float multiplier : {0x1p-149F, 0x1p-140F, -0x1p-130F, kInfinity, -kInfinity}) {
        op.multiplier = multiplier;
        expect_equal(op);
      }
    }
  };
  expect_equal_for_all_multipliers();
  for (const bool rtl : {false, true}) {  // infinities of both signs meet in the sums
    float sign = 1.0F;
    for (float& c : pair_.memory(rtl).nlu().coefficients) c = (sign = -sign) * kInfinity;
  }
  expect_equal_for_all_multipliers();
}

TEST_F(RtlDirected, groups_of_one_lane_take_a_word_each) { expect_equal(one_step_op(30, 1)); }

TEST_F(RtlDirected, every_number_of_outputs_works) {
  for (std::uint32_t outputs = 1; outputs <= 16; ++outputs) {
    spec::TensorOp op = one_step_op(9, outputs);
    expect_equal(op);
    op.out_16 = 1;
    op.out = traverse(9000, {{(outputs + 1) / 2, 4}, {9, 64}});
    expect_equal(op);
  }
}

TEST_F(RtlDirected, one_step_command_works) { expect_equal(one_step_op(1, 16)); }

TEST_F(RtlDirected, loops_of_all_levels_run) {
  spec::TensorOp op = make_op({2, 2, 2, 2, 2, 2, 2, 2}, 0b10101010, 5);
  op.dp_level = 7;
  op.out = traverse(9000, {{16, 8}});
  op.in = traverse(100, {{256, 4}});
  op.par = traverse(0, {{256, 4}});
  expect_equal(op);
}

TEST_F(RtlDirected, longest_loop_of_the_coral_encoding_runs) {
  spec::TensorOp op = make_op({16384}, 0b1, 16);
  op.out = traverse(9000, {{4, 4}});
  op.in_zero_point = op.weight_zero_point = 255;
  put_wide(0, 0, 64);
  expect_equal(op);
}

TEST_F(RtlDirected, largest_values_wrap_in_the_sums) {
  put_wide(0, 255, 64);
  spec::TensorOp op = one_step_op(8, 16);
  op.par = traverse(0, {});
  op.weight_zero_point = op.in_zero_point = 65535;
  op.offset = INT32_MAX;
  expect_equal(op);
}

TEST_F(RtlDirected, partial_sums_come_back_a_cycle_after_they_were_parked) {
  // Two chunks of one step each at the same place: the second reads what the first has written.
  spec::TensorOp op = make_op({1, 4}, 0b10, 16);
  op.no_partial_sums = 0;
  op.psum = traverse(2000, {{1, 0}, {4, 0}});
  op.psum.entry_level = 1;
  op.out = traverse(9000, {{4, 4}});
  op.in = traverse(100, {{4, 4}});
  op.par = traverse(0, {{4, 4}});
  expect_equal(op);
}

TEST_F(RtlDirected, reset_in_the_middle_leaves_nothing_behind) {
  const spec::TensorOp op = one_step_op(12, 16);
  for (std::uint32_t steps = 1; steps < 12; ++steps) {
    pair_.rtl().start(op, spec::Opcode::kTensorOp);
    (void)pair_.rtl().run(steps, pair_.now());
    pair_.reset();
    expect_equal(op);
  }
}

TEST_F(RtlDirected, steps_may_begin_at_any_distance_after_a_pause) {
  for (std::uint32_t wait = 0; wait < 40; ++wait) {
    spec::TensorOp op = one_step_op(2, 16);
    EXPECT_EQ(pair_.difference_with_pause({op, spec::Opcode::kTensorOp, 2}, wait, true), "");
    EXPECT_EQ(pair_.difference_with_pause({op, spec::Opcode::kTensorOp, 2}, wait, false), "");
  }
}

TEST_F(RtlDirected, last_group_that_is_larger_is_refused_by_name) {
  spec::TensorOp op = one_step_op(4, 4);
  op.dp_level = 1;
  op.outputs_last = 7;
  try {
    pair_.rtl().start(op, spec::Opcode::kTensorOp);
    FAIL() << "not refused";
  } catch (const hw::CommandFault& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("outputs_last = 7 lies above outputs = 3"));
  }
}

TEST_F(RtlDirected, address_outside_the_memory_is_the_same_fault_as_in_the_model) {
  spec::TensorOp op = one_step_op(2, 4);
  op.in.base = 1U << 20;
  pair_.rtl().start(op, spec::Opcode::kTensorOp);
  try {
    (void)pair_.rtl().run(2, pair_.now());
    (void)pair_.rtl().finish(pair_.now());
    FAIL() << "no fault";
  } catch (const hw::CommandFault& fault) {
    EXPECT_THAT(fault.what(), HasSubstr("narrow memory: 4 bytes at 1048576 lie outside"));
  }
}

}  // namespace
}  // namespace tessera::test
