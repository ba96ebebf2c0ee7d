// SPDX-License-Identifier: Apache-2.0
// The op unit's output stage in the fixed-point modes: codes by hand, against exact integers
// (single) and gemmlowp (double); what belongs to the mode and what does not.
#include "hw/tile/context.h"
#include "tests/support/op_bench.h"

#include <fixedpoint/fixedpoint.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace tessera::hw {
namespace {

using func::RequantMode;
using spec::TensorOp;
using test::make_op;
using test::OpBench;
using test::traverse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint32_t kSeed = 20261124;
constexpr RequantMode kModes[] = {RequantMode::kF32, RequantMode::kSingle, RequantMode::kDouble};

/// A channel of a scaling entry, with the accumulator as its bias (the sums of these tests are 0).
struct Channel {
  std::int32_t acc;
  std::int32_t q;
  std::int32_t exponent;
};

void set_bounds(TensorOp& op, std::int32_t low, std::int32_t high) {
  op.clamp_min = std::bit_cast<float>(low);
  op.clamp_max = std::bit_cast<float>(high);
}

/// One group of as many outputs, all memory 0: accumulators are the biases.
TensorOp fixed_op(std::uint32_t outputs, std::uint32_t zero_point, std::int32_t low,
                  std::int32_t high) {
  TensorOp op = make_op({1, 1}, 0b1, outputs);
  op.dp_level = 1;
  op.bias = op.channel_multipliers = 1;
  op.out_zero_point = zero_point;
  set_bounds(op, low, high);
  op.out = traverse(500, {{32, 4}});
  return op;
}

/// The three parts of entry `entry` of Coral's store: steps 0, 64 and 128 of 8 bytes.
void put_channels(OpBench& bench, const std::vector<Channel>& channels, std::size_t entry = 0) {
  std::vector<std::int32_t> q;
  std::vector<std::int32_t> bias;
  std::vector<std::int32_t> exponent;
  for (const Channel& channel : channels) {
    q.push_back(channel.q);
    bias.push_back(channel.acc);
    exponent.push_back(channel.exponent);
  }
  bench.scaling(256 * entry, q);
  bench.scaling(512 + 256 * entry, bias);
  bench.scaling(1024 + 256 * entry, exponent);
}

std::vector<std::uint8_t> codes(RequantMode mode, const std::vector<Channel>& channels,
                                std::uint32_t zero_point, std::int32_t low, std::int32_t high) {
  OpBench bench{mode};
  put_channels(bench, channels);
  bench.run(fixed_op(static_cast<std::uint32_t>(channels.size()), zero_point, low, high));
  return bench.narrow(500, channels.size());
}

constexpr std::int32_t kHalf = 1 << 30;  // q of a power of two: 1/2 * 2^exponent

TEST(OpRequantModes, codes_by_hand) {
  const std::vector<Channel> channels = {
      {5, kHalf, 0},     // 2.5
      {-5, kHalf, 0},    // -2.5: the high multiply of `double` sends ties up, as `single` does
      {5, kHalf, -1},    // 1.25; double: 2.5 -> 3, 3 / 2 -> 2
      {-2, kHalf, -1},   // -0.5 -> 0; double: -1, -1 / 2 -> -1, away from zero
      {7, kHalf, 2},     // 14
      {3, 3 << 29, 0},   // 2.25
      {1000, 0, 0},      // a multiplier of 0
      {-6, kHalf, -31},  // -6 * 2^-32: 0 once and twice rounded (-3 / 2^31)
  };
  EXPECT_THAT(codes(RequantMode::kSingle, channels, 100, 0, 255),
              ElementsAre(103, 98, 101, 100, 114, 102, 100, 100));
  EXPECT_THAT(codes(RequantMode::kDouble, channels, 100, 0, 255),
              ElementsAre(103, 98, 102, 99, 114, 102, 100, 100));
}

TEST(OpRequantModes, bounds_are_codes_that_include_the_zero_point) {
  const std::vector<Channel> channels = {
      {-50, kHalf, 1}, {-9, kHalf, 1}, {0, kHalf, 1}, {20, kHalf, 1}, {1 << 30, kHalf, 1}};
  for (const RequantMode mode : {RequantMode::kSingle, RequantMode::kDouble})
    EXPECT_THAT(codes(mode, channels, 100, 90, 119), ElementsAre(90, 91, 100, 119, 119));
}

TEST(OpRequantModes, sixteen_bit_outputs_have_bounds_of_their_own) {
  for (const RequantMode mode : {RequantMode::kSingle, RequantMode::kDouble}) {
    OpBench bench{mode};
    put_channels(bench, {{1000, kHalf, 1}, {-5000, kHalf, 1}, {30'000, kHalf, 1}});
    TensorOp op = fixed_op(3, 32'768, 30'000, 40'000);
    op.out_16 = 1;
    bench.run(op);
    // 33768 = 0x83e8, 30000 = 0x7530, 40000 = 0x9c40, and an empty place
    EXPECT_THAT(bench.narrow(500, 8), ElementsAre(0xe8, 0x83, 0x30, 0x75, 0x40, 0x9c, 0, 0));
  }
}

TEST(OpRequantModes, offset_is_added_to_sum_and_bias) {
  OpBench bench{RequantMode::kSingle};
  put_channels(bench, {{10, kHalf, 1}, {20, kHalf, 1}});
  TensorOp op = fixed_op(2, 0, 0, 255);
  op.offset = 7;
  bench.run(op);
  EXPECT_THAT(bench.narrow(500, 2), ElementsAre(17, 27));
  op.bias = 0;
  bench.run(op);
  EXPECT_THAT(bench.narrow(500, 2), ElementsAre(7, 7));
}

TEST(OpRequantModes, all_parts_of_the_scaling_entries_alternate_with_the_groups) {
  OpBench bench{RequantMode::kDouble};
  put_channels(bench, {{10, kHalf, 1}, {10, kHalf, 2}}, 0);
  put_channels(bench, {{40, 3 << 29, 0}, {10, kHalf, 3}}, 1);
  TensorOp op = fixed_op(2, 0, 0, 255);
  op.loops.count_minus_1[1] = 2;  // three groups
  bench.run(op);
  EXPECT_THAT(bench.narrow(500, 4), ElementsAre(10, 20, 0, 0));
  EXPECT_THAT(bench.narrow(504, 4), ElementsAre(30, 40, 0, 0));
  EXPECT_THAT(bench.narrow(508, 4), ElementsAre(10, 20, 0, 0));
}

TEST(OpRequantModes, non_linear_unit_takes_float_multipliers_in_every_mode) {
  for (const RequantMode mode : kModes) {
    OpBench bench{mode};
    func::NluTable& table = bench.memory.nlu();
    table.breakpoints.fill(1000.0F);
    table.coefficients[0] = 0.5F;  // 0.5 + 2 x
    table.coefficients[1] = 2.0F;
    bench.scaling<float>(0, {0.5F, 0.25F, 1.0F});
    bench.scaling<std::int32_t>(512, {3, 6, 100});
    TensorOp op = fixed_op(3, 1, 0, 0);
    op.nlu = 1;
    op.clamp_min = 0.0F;
    op.clamp_max = 6.0F;
    bench.run(op);
    // 1.5 -> 3.5 -> 4 (even); 1.5 again; 6 -> 12.5 -> 12
    EXPECT_THAT(bench.narrow(500, 3), ElementsAre(5, 5, 13));
    op.channel_multipliers = 0;
    op.multiplier = 1.0F;
    bench.run(op);
    EXPECT_THAT(bench.narrow(500, 3), ElementsAre(7, 13, 13));  // 3, 6, 6: 6.5 -> 6, 12.5 -> 12
  }
}

/// floor(acc * q * 2^(e - 31) + 1/2)
std::int32_t exact_single(std::int32_t acc, std::int32_t q, int exponent) {
  __extension__ typedef __int128 Wide;
  const Wide numerator = Wide{2} * acc * q + (Wide{1} << (31 - exponent));
  const Wide divisor = Wide{1} << (32 - exponent);
  const Wide quotient = numerator / divisor;
  return static_cast<std::int32_t>(numerator % divisor < 0 ? quotient - 1 : quotient);
}

/// TFLite's MultiplyByQuantizedMultiplier made of gemmlowp's functions.
std::int32_t gemmlowp_double(std::int32_t acc, std::int32_t q, int exponent) {
  const std::int32_t raised = acc * (1 << std::max(exponent, 0));
  return gemmlowp::RoundingDivideByPOT(gemmlowp::SaturatingRoundingDoublingHighMul(raised, q),
                                       std::max(-exponent, 0));
}

using Multiply = std::function<std::int32_t(std::int32_t, std::int32_t, int)>;

/// Accumulators of all magnitudes, multipliers that bring them into the range of the codes.
void expect_equal(RequantMode mode, bool out_16, const Multiply& golden) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  OpBench bench{mode};
  std::set<std::int32_t> seen;
  for (int command = 0; command < 500; ++command) {
    std::vector<Channel> channels(64);
    for (Channel& channel : channels) {
      const int bits = 1 + static_cast<int>(random() % 31);
      channel.acc = static_cast<std::int32_t>(static_cast<std::uint32_t>(random())) >> (32 - bits);
      channel.q = static_cast<std::int32_t>((1U << 30) | (random() >> 2));
      const int wanted = (out_16 ? 15 : 7) - bits + static_cast<int>(random() % 4);
      channel.exponent = std::clamp(wanted, -31, 16);
    }
    put_channels(bench, channels);
    const std::int32_t largest = out_16 ? 65'535 : 255;
    const auto zero_point = static_cast<std::int32_t>(random() % (largest + 1U));
    const auto low = static_cast<std::int32_t>(random() % (largest / 4));
    const std::int32_t high = largest - static_cast<std::int32_t>(random() % (largest / 4));
    TensorOp op = fixed_op(64, static_cast<std::uint32_t>(zero_point), low, high);
    op.out_16 = out_16 ? 1 : 0;
    bench.run(op);
    const std::size_t bytes = out_16 ? 2 : 1;
    const std::vector<std::uint8_t> got = bench.narrow(500, 64 * bytes);
    for (std::size_t o = 0; o < 64; ++o) {
      const auto& [acc, q, exponent] = channels[o];
      const std::int32_t code = std::clamp(zero_point + golden(acc, q, exponent), low, high);
      const std::int32_t written = out_16 ? got[2 * o] | got[2 * o + 1] << 8 : got[o];
      ASSERT_EQ(written, code) << acc << " * " << q << " * 2^(" << exponent << " - 31) + "
                               << zero_point << " in " << low << " to " << high;
      seen.insert(code);
    }
  }
  EXPECT_GT(seen.size(), out_16 ? 10'000U : 250U);  // of 32,000: not just the bounds
}

TEST(OpRequantModes, single_equals_exact_integers) {
  expect_equal(RequantMode::kSingle, false, exact_single);
}
TEST(OpRequantModes, single_with_sixteen_bits_equals_exact_integers) {
  expect_equal(RequantMode::kSingle, true, exact_single);
}
TEST(OpRequantModes, double_equals_gemmlowp) {
  expect_equal(RequantMode::kDouble, false, gemmlowp_double);
}
TEST(OpRequantModes, double_with_sixteen_bits_equals_gemmlowp) {
  expect_equal(RequantMode::kDouble, true, gemmlowp_double);
}

/// What an engine says to a command, "" if it takes it.
std::string refusal(OpUnitEngine& engine, const TensorOp& op) {
  try {
    engine.start(op, spec::Opcode::kTensorOp);
    (void)engine.run(1, 0);
  } catch (const CommandFault& fault) {
    return fault.what();
  }
  return "";
}

TEST(OpRequantModes, what_only_float_can_do_is_refused_by_both_engines) {
  for (const RequantMode mode : {RequantMode::kSingle, RequantMode::kDouble}) {
    const std::string name = mode == RequantMode::kSingle ? "mode single" : "mode double";
    OpBench bench{mode};
    put_channels(bench, {{0, kHalf, 0}});
    OpTiming timing(bench.config, 1, bench.signals, bench.stats, mode);
    for (OpUnitEngine* engine :
         {static_cast<OpUnitEngine*>(&bench.engine), static_cast<OpUnitEngine*>(&timing)}) {
      TensorOp op = fixed_op(1, 0, 5, 5);
      EXPECT_EQ(refusal(*engine, op), "");
      op.channel_multipliers = 0;
      EXPECT_THAT(refusal(*engine, op),
                  HasSubstr("channel_multipliers = 0 in requantization " + name));
      op = fixed_op(1, 0, 6, 5);
      EXPECT_THAT(refusal(*engine, op),
                  HasSubstr(name + ": clamp_min = 6 lies above clamp_max = 5"));
    }
  }
}

TEST(OpRequantModes, entry_that_is_no_multiplier_is_a_fault_naming_its_values) {
  const std::pair<Channel, const char*> cases[] = {
      {{0, -1, 0}, "q = -1, exponent = 0"},
      {{0, kHalf, -32}, "exponent = -32"},
      {{0, kHalf, 31}, "exponent = 31"},
      {{0, kHalf, std::numeric_limits<std::int32_t>::min()}, "exponent = -2147483648"},
  };
  for (const auto& [channel, message] : cases) {
    OpBench bench{RequantMode::kSingle};
    put_channels(bench, {{0, kHalf, 0}, channel});
    EXPECT_THAT(refusal(bench.engine, fixed_op(2, 0, 0, 255)), HasSubstr(message));
    EXPECT_THAT(refusal(bench.engine, fixed_op(2, 0, 0, 255)), HasSubstr("output 1"));
    EXPECT_EQ(refusal(bench.engine, fixed_op(1, 0, 0, 255)), "");  // nobody reads it
  }
}

TEST(OpRequantModes, exponents_have_room_in_the_fixed_modes_only) {
  EXPECT_THROW((void)OpBench{RequantMode::kF32}.memory.scaling(1024, 4), CommandFault);
  for (const RequantMode mode : {RequantMode::kSingle, RequantMode::kDouble}) {
    OpBench bench{mode};
    EXPECT_NE(bench.memory.scaling(1024 + 508, 4), nullptr);
    EXPECT_THROW((void)bench.memory.scaling(1024 + 512, 4), CommandFault);
  }
}

TEST(OpRequantModes, time_and_counts_do_not_depend_on_the_mode) {
  std::vector<Cycle> ends;
  std::vector<std::uint64_t> written;
  for (const RequantMode mode : kModes) {
    OpBench bench{mode};
    if (mode != RequantMode::kF32) put_channels(bench, std::vector<Channel>(64, {100, kHalf, 0}));
    TensorOp op = fixed_op(64, 0, 0, 255);
    op.loops.count_minus_1[1] = 4;
    op.avdata_enable = 1;
    const Cycle end = bench.run(op);
    ends.push_back(bench.engine.finish(end));
    ends.push_back(bench.signals.avdata_cycles.back());
    written.push_back(bench.stats.narrow_write_bytes);
  }
  EXPECT_EQ(ends, (std::vector<Cycle>{ends[0], ends[1], ends[0], ends[1], ends[0], ends[1]}));
  EXPECT_THAT(written, ElementsAre(320, 320, 320));
}

}  // namespace
}  // namespace tessera::hw
