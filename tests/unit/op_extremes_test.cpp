// SPDX-License-Identifier: Apache-2.0
// Numbers that no compiler would choose but a program may contain: sums wrap, what is
// requantized saturates, nothing is undefined. A sanitizer build judges; values by hand.
#include "tests/support/op_bench.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace tessera::hw {
namespace {

using spec::Opcode;
using spec::TensorOp;
using test::make_op;
using test::OpBench;
using test::traverse;

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();

/// The code of a sum of 7 under an offset and a bias, clamped as Google's softmax clamps.
std::uint8_t code_of_7(std::int32_t offset, std::int32_t bias) {
  OpBench bench;
  bench.scaling<std::int32_t>(512, {bias});
  bench.row(60)[0] = 7;
  TensorOp op = make_op({1}, 0b1, 1);
  op.par = traverse(60, {});
  op.out = traverse(500, {});
  op.offset = offset;
  op.bias = 1;
  op.clamp_min = -255.0F;
  op.clamp_max = 0.0F;
  op.out_zero_point = 255;
  bench.run(op, Opcode::kSumOp);
  return bench.narrow(500, 1)[0];
}

TEST(OpExtremes, smallest_bias_gives_the_smallest_code_whatever_the_sum) {
  EXPECT_EQ(code_of_7(-82, 0), 180);  // 7 - 82 + 255
  EXPECT_EQ(code_of_7(-82, kMin), 0);
  EXPECT_EQ(code_of_7(0, kMin), 0);
  EXPECT_EQ(code_of_7(kMin, kMin), 0);
}

TEST(OpExtremes, largest_offset_and_bias_give_the_largest_code) {
  EXPECT_EQ(code_of_7(kMax, 0), 255);
  EXPECT_EQ(code_of_7(kMax, kMax), 255);
}

TEST(OpExtremes, offset_and_bias_of_opposite_signs_saturate_only_as_a_whole) {
  // 7 + (2^31 - 1) would not fit; cut off there, the rest would be -1, code 254.
  EXPECT_EQ(code_of_7(kMax, kMin), 255);
}

TEST(OpExtremes, channel_zero_point_of_minus_2_to_the_31_wraps) {
  OpBench bench;
  const std::int32_t zero = kMin;
  std::memcpy(bench.row(40), &zero, sizeof zero);  // row 10 of 256 bytes
  bench.row(60)[0] = 7;
  bench.row(61)[0] = 8;
  TensorOp op = make_op({2}, 0b1, 1);
  op.pair_16 = 1;
  op.channel_zero_points = 1;
  op.zp_first_row = op.zp_last_row = 10;
  op.par = traverse(60, {{2, 1}});
  op.out = traverse(500, {});
  bench.run(op, Opcode::kSumOp);
  EXPECT_EQ(bench.narrow(500, 1)[0], 15);  // 7 + 0 + 8 + 0 + 4 * 2^31
}

TEST(OpExtremes, zero_point_on_a_saturated_table_value_wraps) {
  OpBench bench;
  bench.memory.nlu().coefficients.fill(std::numeric_limits<float>::infinity());
  TensorOp op = make_op({1}, 0b1, 1);
  op.par = traverse(60, {});
  op.out = traverse(500, {});
  op.offset = 1;
  op.nlu = 1;
  op.out_zero_point = 2;
  bench.run(op, Opcode::kSumOp);
  EXPECT_EQ(bench.narrow(500, 1)[0], 1);  // 2^31 - 1 + 2
}

}  // namespace
}  // namespace tessera::hw
