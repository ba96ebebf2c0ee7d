// SPDX-License-Identifier: Apache-2.0
// Fixed-point modes in a tile and in an accelerator: the mover brings all parts of a scaling entry,
// and the mode is a property of the machine.
#include "hw/spec/system_loader.h"
#include "tests/support/direct_host.h"
#include "tests/support/hand_program.h"
#include "tests/support/tile_bench.h"
#include "workloads/import/edgetpu_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>

namespace tessera::test {
namespace {

using func::RequantMode;
using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Two groups of 4 outputs. Wide rows 0 to 2 and 3 to 5 hold the multipliers, biases and exponents
/// of a group each.
spec::WideToNarrow load_entries() {
  spec::WideToNarrow move;
  move.to_scaling = 1;
  move.row_close_level = 1;  // a row per part: steps 0, 64, 128
  move.wide = ttu(0, {{1, 6}});
  move.narrow = two_slots(ttu(0, {{1, 2}, {64, 3}, {0, 2}}), 2, 32);
  move.signal_enable = 1;
  move.signal_level = 2;
  return move;
}

spec::TensorOp scaled_op() {
  spec::TensorOp op = dot_op(1, 2);
  op.in = ttu(4000, {});  // zeros: the sums are the biases
  op.out.base = 400;
  op.bias = op.channel_multipliers = 1;
  op.out_zero_point = 10;
  op.clamp_min = std::bit_cast<float>(std::int32_t{0});
  op.clamp_max = std::bit_cast<float>(std::int32_t{255});
  op.sync[0] = wait_on(TileCounter::kWideToScaling, 1, 1, 1);
  return op;
}

void put_entries(TileBench& bench) {
  constexpr std::uint32_t kHalf = 1U << 30;
  const auto minus = [](std::uint32_t value) { return ~value + 1; };
  bench.set_wide(0, 0, 0, {kHalf, kHalf, kHalf, kHalf + kHalf / 2});
  bench.set_wide(0, 1, 0, {5, 5, minus(2), 100});
  bench.set_wide(0, 2, 0, {0, minus(1), minus(1), 1});
  bench.set_wide(0, 3, 0, {kHalf, kHalf, kHalf, 0});
  bench.set_wide(0, 4, 0, {7, 1000, minus(1000), 1});
  bench.set_wide(0, 5, 0, {2, 1, 1, 0});
}

/// 10 + {2.5, 1.25, -0.5, 150}, 10 + {14, 1000, -1000, 0}
TEST(TileRequantMode, mover_fills_the_entries_that_the_op_unit_takes) {
  TileBench bench(hw::Engine::kTlm, bench_system(), RequantMode::kDouble);
  put_entries(bench);
  bench.issue(0, Opcode::kWideToNarrow, load_entries());
  bench.issue(0, Opcode::kTensorOp, scaled_op());
  bench.run();
  EXPECT_THAT(bench.faults, IsEmpty());
  EXPECT_THAT(bench.narrow(0, 100, 3), ElementsAre(0xa009'0c0d, 0x0a00'ff18, 0));
}

TEST(TileRequantMode, single_differs_where_it_rounds_once) {
  TileBench bench(hw::Engine::kTlm, bench_system(), RequantMode::kSingle);
  put_entries(bench);
  bench.issue(0, Opcode::kWideToNarrow, load_entries());
  bench.issue(0, Opcode::kTensorOp, scaled_op());
  bench.run();
  EXPECT_THAT(bench.faults, IsEmpty());
  EXPECT_THAT(bench.narrow(0, 100, 3), ElementsAre(0xa00a'0b0d, 0x0a00'ff18, 0));
}

TEST(TileRequantMode, f32_has_no_room_for_exponents) {
  TileBench bench;
  bench.issue(0, Opcode::kWideToNarrow, load_entries());
  bench.run();
  ASSERT_EQ(bench.faults.size(), 1U);
  EXPECT_THAT(bench.faults[0], HasSubstr("scaling store memory: 16 bytes at 1024 lie outside"));
}

TEST(TileRequantMode, timing_engine_takes_the_same_cycles_in_every_mode) {
  // What an op of f32 takes: dispatch 2, mover start 2 and 12 steps, signal 1, 2 steps, drain.
  TileBench bench(hw::Engine::kTiming, bench_system(), RequantMode::kSingle);
  bench.issue(0, Opcode::kWideToNarrow, load_entries());
  bench.issue(0, Opcode::kTensorOp, scaled_op());
  bench.run();
  EXPECT_THAT(bench.faults, IsEmpty());
  // The groups' entries are there at 10 and 16, seen at 11 and 17: steps to 12 and 18, then a word
  // and 20 cycles of drain.
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(16));
  EXPECT_THAT(bench.ends(0, "op"), ElementsAre(39));
}

TEST(AcceleratorRequantMode, program_made_for_f32_is_refused_by_the_other_modes) {
  hw::AcceleratorOptions options;
  options.requant = RequantMode::kSingle;
  DirectHost host("direct", spec::load_system("coral"), options);
  const auto program = workloads::import_edgetpu_package("made.tflite", hand_program_file());
  const DirectResult result = host.run(program, sc_core::sc_time(100, sc_core::SC_US));
  EXPECT_EQ(result.end, DirectResult::End::kFault);
  EXPECT_THAT(result.text, HasSubstr("channel_multipliers = 0 in requantization mode single"));
}

}  // namespace
}  // namespace tessera::test
