// SPDX-License-Identifier: Apache-2.0
// The op unit's bytes: layers as plain loops over their definition, against commands that compute
// them (loop shapes of facts/beagle_isa.md section 5.2).
#include "tests/support/op_bench.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace tessera::hw {
namespace {

using test::Loop;
using test::make_op;
using test::OpBench;
using test::quantized;
using test::traverse;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t kSeed = 20261202;

class OpFunctionalTest : public testing::Test {
 protected:
  OpFunctionalTest() : trace_(__FILE__, __LINE__, testing::Message() << "seed " << kSeed) {}

  Bytes random_bytes(std::size_t size) {
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    return bytes;
  }

  OpBench bench_;
  std::mt19937 random_{kSeed};
  testing::ScopedTrace trace_;
};

/// A 1x1 convolution: positions x channels against channels x outputs.
struct Conv {
  static constexpr std::uint32_t kPositions = 3;
  static constexpr std::uint32_t kWords = 4;  // of four channels
  static constexpr std::uint32_t kOutputs = 12;
  static constexpr std::int32_t kInZero = 121;
  static constexpr std::int32_t kWeightZero = 77;
  static constexpr float kMultiplier = 0.0013F;
  static constexpr std::int32_t kOutZero = 128;
  Bytes x;  // [position][channel]
  Bytes w;  // [output][channel]

  [[nodiscard]] std::int64_t acc(std::uint32_t position, std::uint32_t output) const {
    std::int64_t sum = 0;
    for (std::uint32_t c = 0; c < 4 * kWords; ++c)
      sum += (x[position * 4 * kWords + c] - kInZero) * (w[output * 4 * kWords + c] - kWeightZero);
    return sum;
  }
  [[nodiscard]] Bytes expected() const {
    Bytes y;
    for (std::uint32_t p = 0; p < kPositions; ++p)
      for (std::uint32_t o = 0; o < kOutputs; ++o)
        y.push_back(quantized(acc(p, o), kMultiplier, kOutZero));
    return y;
  }
  static void set_numbers(spec::TensorOp& op) {
    op.in_zero_point = kInZero;
    op.weight_zero_point = kWeightZero;
    op.multiplier = kMultiplier;
    op.out_zero_point = kOutZero;
  }
};

class OpConvTest : public OpFunctionalTest {
 protected:
  OpConvTest()
      : conv_{random_bytes(Conv::kPositions * 4 * Conv::kWords),
              random_bytes(Conv::kOutputs * 4 * Conv::kWords)} {
    bench_.narrow(1000, conv_.x);
  }

  /// Weight rows of `outputs` outputs each: [group][word], one 64-byte unit per row.
  void place_weights(std::uint32_t outputs) {
    for (std::uint32_t o = 0; o < Conv::kOutputs; ++o)
      for (std::uint32_t c = 0; c < 4 * Conv::kWords; ++c)
        bench_.row(100 + o / outputs * Conv::kWords + c / 4)[4 * (o % outputs) + c % 4] =
            conv_.w[o * 4 * Conv::kWords + c];
  }

  Conv conv_;
};

TEST_F(OpConvTest, whole_reduction_in_one_pass_equals_the_definition) {
  place_weights(12);
  spec::TensorOp op = make_op({4, 3}, 0b01, 12);
  op.in = traverse(1000, {{4, 4}, {3, 16}});
  op.par = traverse(100, {{4, 1}});
  op.par.dims[1].count_minus_1 = 2;  // the same rows for every position
  op.out = traverse(5000, {{3, 4}, {3, 12}});
  Conv::set_numbers(op);
  bench_.run(op);
  EXPECT_EQ(bench_.narrow(5000, 36), conv_.expected());
}

TEST_F(OpConvTest, output_groups_with_a_smaller_last_one_equal_the_definition) {
  place_weights(8);  // groups of 8 and 4 outputs
  spec::TensorOp op = make_op({4, 3, 2}, 0b001, 8);
  op.outputs_last = 4 - 1;
  op.dp_level = 2;
  op.in = traverse(1000, {{4, 4}, {3, 16}, {2, 0}});
  op.par = traverse(100, {{4, 1}, {3, 0}, {2, 4}});
  // Two words per position, one in the last group: skip is 2 - 1 words.
  op.out = traverse(5000, {{2, 4}, {3, 12}, {2, 8}});
  op.out.last_level = 2;
  op.out.last_count_minus_1 = 0;
  op.out.last_skip = 4;
  Conv::set_numbers(op);
  bench_.run(op);
  EXPECT_EQ(bench_.narrow(5000, 36), conv_.expected());
}

TEST_F(OpConvTest, partial_sums_in_wide_memory_equal_the_definition) {
  place_weights(12);
  // Two chunks of two words: word, position, chunk.
  spec::TensorOp op = make_op({2, 3, 2}, 0b101, 12);
  op.no_partial_sums = 0;
  op.in = traverse(1000, {{2, 4}, {3, 16}, {2, 8}});
  op.par = traverse(100, {{2, 1}, {3, 0}, {2, 2}});
  op.psum = traverse(2000, {{2, 0}, {3, 1}, {2, 0}});
  op.psum.entry_level = 1;
  op.out = traverse(5000, {{3, 4}, {3, 12}});
  Conv::set_numbers(op);
  bench_.run(op);
  EXPECT_EQ(bench_.narrow(5000, 36), conv_.expected());
  // The last sums are parked as well.
  std::int32_t parked[12];
  std::memcpy(parked, bench_.row(2001), sizeof parked);
  for (std::uint32_t o = 0; o < 12; ++o) EXPECT_EQ(parked[o], conv_.acc(1, o)) << o;
}

TEST_F(OpConvTest, reduction_over_two_loops_without_partial_sums_equals_the_definition) {
  place_weights(12);
  spec::TensorOp op = make_op({2, 2, 3}, 0b011, 12);  // words, chunks, positions
  op.in = traverse(1000, {{2, 4}, {2, 8}, {3, 16}});
  op.par = traverse(100, {{2, 1}, {2, 2}, {3, 0}});
  op.out = traverse(5000, {{3, 4}, {3, 12}});
  Conv::set_numbers(op);
  bench_.run(op);
  EXPECT_EQ(bench_.narrow(5000, 36), conv_.expected());
}

TEST_F(OpConvTest, any_segments_give_the_same_bytes) {
  place_weights(12);
  spec::TensorOp op = make_op({2, 3, 2}, 0b101, 12);
  op.no_partial_sums = 0;
  op.in = traverse(1000, {{2, 4}, {3, 16}, {2, 8}});
  op.par = traverse(100, {{2, 1}, {3, 0}, {2, 2}});
  op.psum = traverse(2000, {{2, 0}, {3, 1}, {2, 0}});
  op.psum.entry_level = 1;
  op.out = traverse(5000, {{3, 4}, {3, 12}});
  Conv::set_numbers(op);
  for (int round = 0; round < 50; ++round) {
    bench_.narrow(5000, Bytes(36, 0xee));
    bench_.engine.start(op, spec::Opcode::kTensorOp);
    for (std::uint32_t left = 12; left > 0;) {
      const std::uint32_t steps = 1 + static_cast<std::uint32_t>(random_() % left);
      bench_.engine.run(steps, 0);
      left -= steps;
    }
    ASSERT_EQ(bench_.narrow(5000, 36), conv_.expected());
  }
}

TEST_F(OpConvTest, channel_zero_points_come_from_two_rows_in_turn) {
  place_weights(4);  // 3 groups of 4 outputs
  // Rows 40 and 42 of 256 bytes: group 2 takes the first again.
  const std::int32_t zeros[2][4] = {{0, 100, 128, 255}, {7, -300, 1000, 1}};
  for (int i = 0; i < 2; ++i) std::memcpy(bench_.row(4 * (40 + 2 * i)), zeros[i], 16);
  spec::TensorOp op = make_op({4, 3, 3}, 0b001, 4);
  op.dp_level = 2;
  op.in = traverse(1000, {{4, 4}, {3, 16}, {3, 0}});
  op.par = traverse(100, {{4, 1}, {3, 0}, {3, 4}});
  op.out = traverse(5000, {{1, 4}, {3, 12}, {3, 4}});
  Conv::set_numbers(op);
  op.channel_zero_points = 1;
  op.zp_first_row = 40;
  op.zp_rows_per_group = 2;
  op.zp_last_row = 42;
  bench_.run(op);
  Bytes expected;
  for (std::uint32_t p = 0; p < 3; ++p)
    for (std::uint32_t o = 0; o < 12; ++o) {
      std::int64_t sum = 0;
      for (std::uint32_t c = 0; c < 16; ++c)
        sum +=
            (conv_.x[p * 16 + c] - Conv::kInZero) * (conv_.w[o * 16 + c] - zeros[o / 4 % 2][o % 4]);
      expected.push_back(quantized(sum, Conv::kMultiplier, Conv::kOutZero));
    }
  EXPECT_EQ(bench_.narrow(5000, 36), expected);
}

}  // namespace
}  // namespace tessera::hw
