// SPDX-License-Identifier: Apache-2.0
// Numbers that no compiler would choose but a program may contain: arithmetic wraps, nothing is
// undefined. A sanitizer build judges; the values are calculated modulo 2^32.
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

TEST(OpExtremes, sums_wrap_in_32_bits) {
  OpBench bench;
  bench.scaling<std::int32_t>(512, {kMin});
  bench.row(60)[0] = 7;
  TensorOp op = make_op({1}, 0b1, 1);
  op.par = traverse(60, {});
  op.out = traverse(500, {});
  op.offset = kMin;
  op.bias = 1;
  bench.run(op, Opcode::kSumOp);
  EXPECT_EQ(bench.narrow(500, 1)[0], 7);  // 7 - 2^31 - 2^31 = 7 modulo 2^32
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
