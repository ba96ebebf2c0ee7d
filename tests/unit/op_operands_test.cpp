// SPDX-License-Identifier: Apache-2.0
// What one step of the op unit multiplies or reduces: bytes, lanes, 16-bit operands, opcodes 2 and
// 3 (facts/beagle_isa.md sections 5 and 5.1). Results are calculated by hand.
#include "tests/support/op_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace tessera::hw {
namespace {

using spec::Opcode;
using test::make_op;
using test::OpBench;
using test::traverse;
using ::testing::ElementsAre;
using Bytes = std::vector<std::uint8_t>;

class OpOperandsTest : public testing::Test {
 protected:
  /// Lane `lane` of every cell of the row at `unit`, outputs in order.
  void put_lane(std::int64_t unit, std::size_t lane, const Bytes& values) {
    for (std::size_t o = 0; o < values.size(); ++o) bench_.row(unit)[4 * o + lane] = values[o];
  }
  /// One 16-bit half of every cell.
  void put_half(std::int64_t unit, std::size_t half, const std::vector<std::uint16_t>& values) {
    for (std::size_t o = 0; o < values.size(); ++o)
      std::memcpy(bench_.row(unit) + 4 * o + 2 * half, &values[o], 2);
  }
  /// Row of a 4x4 identity: cell o has 1 in lane o.
  void put_identity(std::int64_t unit) {
    for (std::size_t o = 0; o < 4; ++o) bench_.row(unit)[4 * o + o] = 1;
  }

  OpBench bench_;
};

TEST_F(OpOperandsTest, depthwise_diagonal_convolves_each_channel) {
  // 3 taps, 2 positions, 2 groups of 4 channels; off the diagonal lies the weight zero point 10.
  const Bytes x = {1, 2, 3, 4, 5, 6, 7, 8, 2, 2, 2, 2, 2, 2, 2, 2,  // positions of 8 channels
                   0, 1, 0, 1, 0, 1, 0, 1, 9, 9, 9, 9, 9, 9, 9, 9};
  bench_.narrow(200, x);
  const std::uint8_t tap_weight[3] = {11, 12, 13};  // 1, 2, 3 above the zero point
  for (std::int64_t group = 0; group < 2; ++group)
    for (std::int64_t tap = 0; tap < 3; ++tap) {
      const std::int64_t unit = 40 + 12 * group + 4 * tap;
      for (std::size_t lane = 0; lane < 4; ++lane) put_lane(unit, lane, Bytes(4, 10));
      for (std::size_t o = 0; o < 4; ++o) bench_.row(unit)[4 * o + o] = tap_weight[tap];
    }
  spec::TensorOp op = make_op({3, 2, 2}, 0b001, 4);
  op.dp_level = 2;
  op.weight_zero_point = 10;
  op.in = traverse(200, {{3, 8}, {2, 8}, {2, 4}});
  op.par = traverse(40, {{3, 4}, {2, 0}, {2, 12}});
  op.out = traverse(900, {{1, 4}, {2, 8}, {2, 4}});
  bench_.run(op);
  // y[p][c] = x[p][c] + 2 x[p+1][c] + 3 x[p+2][c]
  EXPECT_THAT(bench_.narrow(900, 8), ElementsAre(5, 9, 7, 11, 9, 13, 11, 15));
  EXPECT_THAT(bench_.narrow(908, 8), ElementsAre(29, 31, 29, 31, 29, 31, 29, 31));
}

TEST_F(OpOperandsTest, byte_input_with_the_identity_copies_and_pads_three_channels) {
  bench_.narrow(64, {10, 20, 30, 40, 50, 60});
  put_identity(8);  // the row at units 8..11, lane = par address mod 4
  spec::TensorOp op = make_op({3, 2}, 0b01, 4);
  op.byte_input = 1;
  op.par_lane = 3;
  op.in = traverse(64, {{3, 1}, {2, 3}});
  op.par = traverse(8, {{3, 1}, {2, 0}});
  op.out = traverse(128, {{2, 4}});
  bench_.run(op);
  EXPECT_THAT(bench_.narrow(128, 8), ElementsAre(10, 20, 30, 0, 40, 50, 60, 0));
}

TEST_F(OpOperandsTest, packing_copies_without_a_reduced_loop) {
  // One loop of 8 steps that is not reduced: sums live for the 4 steps of a psum entry.
  bench_.narrow(64, {9, 8, 7, 6, 5, 4, 3, 2});
  put_identity(8);
  spec::TensorOp op = make_op({8}, 0, 4);
  op.byte_input = 1;
  op.par_lane = 3;
  op.in = traverse(64, {{8, 1}});
  op.par = traverse(8, {{4, 1}, {2, 0}});
  op.psum = traverse(0, {{4, 0}, {2, 0}});
  op.psum.entry_level = 1;
  op.out = traverse(128, {{2, 4}});
  bench_.run(op);
  EXPECT_THAT(bench_.narrow(128, 8), ElementsAre(9, 8, 7, 6, 5, 4, 3, 2));
  bench_.narrow(128, Bytes(8));
  bench_.engine.start(op, Opcode::kTensorOp);
  for (Cycle step = 0; step < 8; ++step) bench_.engine.run(1, step);  // entries span segments
  EXPECT_THAT(bench_.narrow(128, 8), ElementsAre(9, 8, 7, 6, 5, 4, 3, 2));
}

TEST_F(OpOperandsTest, byte_input_without_lanes_takes_lane_0_of_each_row) {
  bench_.narrow(0, {3, 5});
  put_lane(100, 0, {1, 2});
  put_lane(101, 0, {10, 20});
  put_lane(100, 1, {99, 99});
  spec::TensorOp op = make_op({2}, 0b1, 2);
  op.byte_input = 1;
  op.in_zero_point = 1;
  op.in = traverse(0, {{2, 1}});
  op.par = traverse(100, {{2, 1}});
  op.out = traverse(500, {});
  bench_.run(op);
  // (3-1) * 1 + (5-1) * 10 = 42; (3-1) * 2 + (5-1) * 20 = 84
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(42, 84, 0, 0));
}

TEST_F(OpOperandsTest, lane_select_averages_the_four_positions_of_a_row) {
  bench_.narrow(10, {0x2c, 0x01});  // the 16-bit constant 300
  for (std::size_t lane = 0; lane < 4; ++lane)
    put_lane(60, lane, {static_cast<std::uint8_t>(10 * (lane + 1)), 200, 0});
  spec::TensorOp op = make_op({4}, 0b1, 3);
  op.scalar_16 = 1;
  op.par_lane = 3;
  op.multiplier = 1.0F / 1200;
  op.in = traverse(10, {{4, 0}});
  op.par = traverse(60, {{4, 1}});
  op.out = traverse(500, {});
  bench_.run(op);
  // 300 * (10 + 20 + 30 + 40) / 1200 = 25
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(25, 200, 0, 0));
}

TEST_F(OpOperandsTest, pair_mode_weighs_two_operands_for_an_addition) {
  bench_.narrow(10, {200, 100, 10, 20});
  put_half(60, 0, {300, 0, 1});
  put_half(60, 1, {500, 32767, 1});
  spec::TensorOp op = make_op({1, 2}, 0b1, 3);
  op.pair_16 = 1;
  op.offset = -13000;  // -(300 * 10 + 500 * 20): zero points 10 and 20
  op.multiplier = 1.0F / 1000;
  op.in = traverse(10, {{1, 0}, {2, 2}});
  op.par = traverse(60, {});
  op.par.dims[1].count_minus_1 = 1;
  op.out = traverse(500, {{2, 4}});
  op.clamp_max = 255.0F;
  bench_.run(op);
  // First: 200 * 300 + 100 * 500 - 13000 = 97000; 32767 * 100 - 13000 clamped; -12700 / 1000.
  // Second: 10 * 300 + 20 * 500 - 13000 = 0; 32767 * 20 - 13000 = 642340 clamped; -12970 / 1000.
  EXPECT_THAT(bench_.narrow(500, 8), ElementsAre(97, 255, 256 - 13, 0, 0, 255, 256 - 13, 0));
}

TEST_F(OpOperandsTest, sixteen_by_sixteen_bits_takes_the_half_of_the_lane) {
  bench_.narrow(10, {0xe8, 0x03, 0x01, 0x00});  // 1000, 1
  put_half(60, 0, {2000, 1});
  put_half(60, 1, {3000, 65535});
  spec::TensorOp op = make_op({2}, 0b1, 2);
  op.scalar_16 = op.pair_16 = 1;
  op.out_16 = 1;
  op.multiplier = 1.0F / 100;
  op.in = traverse(10, {{2, 2}});
  op.par = traverse(60, {{2, 2}});  // lanes 0 and 2: lower and upper half
  op.out = traverse(500, {});
  bench_.run(op);
  // (1000 * 2000 + 1 * 3000) / 100 = 20030 = 0x4e3e; (1000 * 1 + 65535) / 100 = 665.35 = 0x299
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(0x3e, 0x4e, 0x99, 0x02));
}

TEST_F(OpOperandsTest, max_op_keeps_the_largest_byte_of_the_lanes) {
  const std::uint8_t values[2][4] = {{7, 200, 199, 3}, {0, 0, 1, 0}};
  for (std::size_t lane = 0; lane < 4; ++lane) {
    put_lane(60, lane, {values[0][lane], 0});
    put_lane(64, lane, {values[1][lane], 255});
  }
  spec::TensorOp op = make_op({4, 2}, 0b01, 2);  // two results: the maximum starts afresh
  op.par = traverse(60, {{4, 1}, {2, 4}});
  op.out = traverse(500, {{2, 4}});
  op.weight_zero_point = 99;  // not subtracted
  bench_.run(op, Opcode::kMaxOp);
  EXPECT_THAT(bench_.narrow(500, 8), ElementsAre(200, 0, 0, 0, 1, 255, 0, 0));
}

TEST_F(OpOperandsTest, sum_op_adds_the_lanes_above_their_zero_point) {
  for (std::size_t lane = 0; lane < 4; ++lane)
    put_lane(60, lane, {static_cast<std::uint8_t>(10 + lane), 20});
  spec::TensorOp op = make_op({4}, 0b1, 2);
  op.par = traverse(60, {{4, 1}});
  op.out = traverse(500, {});
  op.weight_zero_point = 9;
  bench_.run(op, Opcode::kSumOp);
  // (10 + 11 + 12 + 13) - 4 * 9 = 10; 4 * (20 - 9) = 44
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(10, 44, 0, 0));
}

TEST_F(OpOperandsTest, sum_and_max_of_16_bits_take_both_halves_of_a_step) {
  put_half(60, 0, {1000, 5});
  put_half(60, 1, {2000, 60000});
  put_half(61, 0, {30, 7});
  put_half(61, 1, {4, 8});
  spec::TensorOp op = make_op({2}, 0b1, 2);
  op.pair_16 = op.out_16 = 1;
  op.par = traverse(60, {{2, 1}});
  op.out = traverse(500, {});
  bench_.run(op, Opcode::kSumOp);
  // 3034 = 0x0bda; 60020 = 0xea74
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(0xda, 0x0b, 0x74, 0xea));
  bench_.run(op, Opcode::kMaxOp);
  EXPECT_THAT(bench_.narrow(500, 4), ElementsAre(0xd0, 0x07, 0x60, 0xea));  // 2000, 60000
}

}  // namespace
}  // namespace tessera::hw
