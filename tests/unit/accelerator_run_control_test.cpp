// SPDX-License-Identifier: Apache-2.0
// Run control (idle, run, halt, single step), and programs without an end.
#include "tests/support/pipeline_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::RunControl;
using spec::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;
using Done = AcceleratorBench::Done;

/// 100 rounds of add, compare and branch back (1 + 1 + 3 cycles) behind start: ends at 501.
Program hundred_rounds() {
  spec::Branch back;
  back.relative = 1;
  back.offset = -2;
  back.conditional = 1;
  back.condition_register = 2;
  back.condition_polarity = 1;
  Program program;
  program.add(alu(Alu::kAdd, 1, 1, 1)).add(alu(Alu::kLt, 2, 1, 100));
  return program.add(Opcode::kBranch, back).halt();
}

TEST(RunControl, nothing_runs_before_it_says_so) {
  AcceleratorBench bench;
  EXPECT_EQ(bench.accelerator.run_state(), RunControl::kIdle);
  bench.accelerator.push_instructions(Program().set(1, 7).halt().bitstream());
  bench.run(100);
  EXPECT_EQ(bench.reg(1), 0U);
  bench.accelerator.set_run_control(RunControl::kRun);
  bench.run(100);
  EXPECT_EQ(bench.reg(1), 7U);
}

TEST(RunControl, halt_stops_between_two_commands_and_run_goes_on) {
  AcceleratorBench bench;
  bench.load(hundred_rounds());
  bench.at(50, [&] { bench.accelerator.set_run_control(RunControl::kHalt); });
  bench.run(400);
  EXPECT_EQ(bench.reg(1), 10U);  // the tenth round, under way, ends at 51
  EXPECT_EQ(bench.accelerator.run_state(), RunControl::kHalt);
  EXPECT_THAT(bench.done, IsEmpty());
  EXPECT_THAT(bench.accelerator.stall_report(), testing::HasSubstr("halted by RunControl"));
  bench.accelerator.set_run_control(RunControl::kRun);
  bench.run();
  EXPECT_EQ(bench.reg(1), 100U);
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 850}));  // 400 + 90 rounds of 5
}

TEST(RunControl, single_step_executes_one_command_and_halts) {
  AcceleratorBench bench;
  Program program;
  program.set(1, 11).set(2, 22).halt();
  bench.accelerator.push_instructions(program.bitstream());
  const auto step = [&] {
    bench.accelerator.set_run_control(RunControl::kSingleStep);
    bench.run(10);
    EXPECT_EQ(bench.accelerator.run_state(), RunControl::kHalt);
    return bench.accelerator.current_pc();
  };
  EXPECT_EQ(step(), 1U);  // start
  EXPECT_EQ(bench.reg(1), 0U);
  EXPECT_EQ(step(), 2U);
  EXPECT_EQ(bench.reg(1), 11U);
  EXPECT_EQ(bench.reg(2), 0U);
  EXPECT_EQ(step(), 3U);
  EXPECT_EQ(bench.reg(2), 22U);
  EXPECT_EQ(step(), 0U);  // halt: the bitstream is done with
  EXPECT_EQ(bench.accelerator.instruction_space(), 16384U);
}

TEST(RunControl, single_steps_may_be_followed_by_run) {
  AcceleratorBench bench;
  bench.accelerator.push_instructions(hundred_rounds().bitstream());
  for (int i = 0; i < 3; ++i) {
    bench.accelerator.set_run_control(RunControl::kSingleStep);
    bench.run(10);
  }
  EXPECT_EQ(bench.reg(1), 1U);
  bench.accelerator.set_run_control(RunControl::kRun);
  bench.run();
  EXPECT_EQ(bench.reg(1), 100U);
}

TEST(RunControl, halt_does_not_stop_units_at_work) {
  AcceleratorBench bench;
  spec::WideToNarrow move;
  move.tiles = 1;
  move.wide = ttu(0, {{0, 10}});
  move.narrow = ttu(0, {{1, 640}});
  bench.set(hw::InspectSpace::kWideMemory, 0, 63, {99});
  bench.load(Program().add(Opcode::kWideToNarrow, move).halt());
  bench.at(20, [&] { bench.accelerator.set_run_control(RunControl::kHalt); });
  bench.run();
  EXPECT_THAT(bench.narrow(0, 639, 1), ElementsAre(99));
  EXPECT_TRUE(bench.worker("tile_0_0.wide_to_narrow").idle());
}

TEST(RunControl, endless_loop_lets_time_pass_and_may_be_halted) {
  AcceleratorBench bench;
  spec::Branch forever;
  forever.relative = 1;
  bench.load(Program().add(Opcode::kBranch, forever).halt());
  bench.run(1000);
  EXPECT_EQ(bench.accelerator.cycle(), 1000U);
  bench.accelerator.set_run_control(RunControl::kHalt);
  bench.run(1000);
  const std::uint64_t commands = bench.worker("scalar_core").stats().commands;
  bench.run(1000);
  EXPECT_EQ(bench.worker("scalar_core").stats().commands, commands);
}

TEST(RunControl, accelerator_in_an_endless_loop_may_be_reset_and_used) {
  AcceleratorBench bench;
  spec::Branch forever;
  forever.relative = 1;
  bench.load(Program().add(Opcode::kBranch, forever).halt());
  bench.run(100);
  bench.at(0, [&] { bench.accelerator.reset(); });
  bench.run(100);
  bench.done.clear();
  prepare_pipeline(bench);
  EXPECT_TRUE(bench.execute(pipeline_program()));
  EXPECT_EQ(bench.host.words(0x800, 8), pipeline_output());
}

}  // namespace
}  // namespace tessera::test
