// SPDX-License-Identifier: Apache-2.0
// Reset in the middle of whatever an accelerator does: the next program must not notice.
#include "tests/support/pipeline_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using spec::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Cycle = hw::Cycle;
using Done = AcceleratorBench::Done;

/// Runs the pipeline from here on and returns its cycles, 0 if it does not end.
Cycle cycles_of_pipeline(AcceleratorBench& bench) {
  prepare_pipeline(bench);
  bench.done.clear();
  const Cycle begin = bench.accelerator.cycle();
  bench.load(pipeline_program());
  bench.run(2000);
  EXPECT_EQ(bench.host.words(0x800, 8), pipeline_output());
  EXPECT_THAT(bench.host.faults, IsEmpty());
  return bench.done.size() == 1 && bench.done[0].executed ? bench.done[0].cycle - begin : 0;
}

/// Starts a program, resets so many cycles later, and runs the pipeline at once.
Cycle cycles_after_reset(AcceleratorBench& bench, const Program& program, Cycle cycles) {
  bench.load(program);
  bench.at(cycles, [&] { bench.accelerator.reset(); });
  bench.run(cycles);
  bench.run(0);  // what happens in the cycle of the reset
  return cycles_of_pipeline(bench);
}

class ResetInPipeline : public testing::TestWithParam<Cycle> {};

TEST_P(ResetInPipeline, leaves_a_machine_that_runs_the_next_program_like_a_new_one) {
  AcceleratorBench bench;
  const Cycle alone = cycles_of_pipeline(bench);
  ASSERT_NE(alone, 0U);
  EXPECT_EQ(cycles_after_reset(bench, pipeline_program(), GetParam()), alone);
}

// From the first transfer over dispatch, ring, computation and output to the end.
INSTANTIATE_TEST_SUITE_P(, ResetInPipeline,
                         testing::Values(1, 10, 17, 24, 40, 60, 70, 77, 84, 91, 98, 105, 112, 119,
                                         126, 133, 140, 150, 160, 170, 180, 190),
                         [](const auto& test) { return "cycle_" + std::to_string(test.param); });

TEST(AcceleratorReset, in_a_long_operation_does_not_keep_the_output_port_busy) {
  AcceleratorBench bench;
  const Cycle alone = cycles_of_pipeline(bench);
  spec::TensorOp op = dot_op(1, 1);
  op.tiles = 0b0001;
  op.loops = loops({100, 300});
  op.in = op.par = op.psum = ttu(0, {{0, 100}, {0, 300}});
  op.psum.entry_level = 1;
  op.out = ttu(0, {{0, 300}});
  EXPECT_EQ(cycles_after_reset(bench, Program().add(Opcode::kTensorOp, op).halt(), 50), alone);
}

TEST(AcceleratorReset, in_a_long_operation_takes_back_cycles_that_have_not_come) {
  AcceleratorBench bench;
  spec::TensorOp op = dot_op(1000, 1);
  op.tiles = 0b0001;
  op.par = ttu(0, {{0, 1000}});  // the same weights over and over
  bench.load(Program().add(Opcode::kTensorOp, op).halt());
  bench.at(50, [&] { bench.accelerator.reset(); });
  bench.run(100);
  ASSERT_THAT(bench.host.faults, IsEmpty());
  const hw::UnitStats stats = bench.worker("tile_0_0.op").stats_at(100);
  // Idle until 5 (start 1, dispatch 2, front end 2), at work until the reset, idle again.
  EXPECT_EQ(stats[hw::Activity::kBusy], 45U);
  EXPECT_EQ(stats[hw::Activity::kIdle], 55U);
}

TEST(AcceleratorReset, in_a_packet_frees_the_ring) {
  AcceleratorBench bench;
  spec::Infeed infeed;
  infeed.ring_mark = 1;
  infeed.source = 2;
  infeed.staging = ttu(0, {{1, 4}});
  infeed.packet_words = 3;
  infeed.destinations = 1;
  spec::RingConsumer take;
  take.tiles = 1;
  take.wide = ttu(0, {});
  spec::ScalarFence idle;
  idle.idle_units = 0b0100;
  Program small;  // 16 bytes over the ring
  small.add(Opcode::kRingConsumer0, take).add(Opcode::kInfeed, infeed);
  small.add(Opcode::kScalarFence, idle).halt();
  spec::RingProducer send;
  send.tiles = 0b0110;  // two rows, the first one on the ring from 10 to 26 (5, 2 + 3)
  send.wide = ttu(0, {});
  send.destinations = 1;
  Program row;
  row.add(Opcode::kRingConsumer0, take).add(Opcode::kRingProducer, send).halt();

  bench.load(small);
  bench.run(1000);
  bench.load(row);
  bench.at(11, [&] { bench.accelerator.reset(); });
  bench.run(11);
  bench.run(0);
  bench.load(small);
  bench.run(1000);
  ASSERT_THAT(bench.done, SizeIs(3));
  EXPECT_EQ(bench.done[2].cycle - 1011, bench.done[0].cycle);
}

TEST(AcceleratorReset, empties_queues_and_counters_and_keeps_memories) {
  AcceleratorBench bench;
  spec::WideToNarrow endless;
  endless.tiles = 0b1111;
  endless.sync[0] = wait_on(hw::TileCounter::kPartialSums, 0, 1, 0);
  spec::TileFence count;
  count.tiles = 0b1111;
  count.counters = 0b1000;
  count.count = 9;
  Program program;
  program.set(1, 7).add(Opcode::kTileFence, count);
  for (int i = 0; i < 5; ++i) program.add(Opcode::kWideToNarrow, endless);
  bench.set(hw::InspectSpace::kNarrowMemory, 2, 0, {77});
  bench.load(program.host_transfer(1, 0, 256).host_transfer(3, 0, 64).halt(1));
  bench.run(500);
  EXPECT_EQ(bench.counter(2, hw::TileCounter::kMeshNorthIn), 9U);
  bench.at(0, [&] { bench.accelerator.reset(); });
  bench.run(100);
  EXPECT_THAT(bench.accelerator.stall_report(), IsEmpty());
  EXPECT_EQ(bench.counter(2, hw::TileCounter::kMeshNorthIn), 0U);
  EXPECT_EQ(bench.reg(1), 0U);
  EXPECT_EQ(bench.accelerator.run_state(), hw::RunControl::kIdle);
  EXPECT_EQ(bench.accelerator.instruction_space(), 16384U);
  EXPECT_THAT(bench.narrow(2, 0, 1), ElementsAre(77));
}

TEST(AcceleratorReset, ends_the_wait_for_a_bitstream_without_success) {
  AcceleratorBench bench;
  spec::Branch forever;
  forever.relative = 1;
  bench.load(Program().add(Opcode::kBranch, forever).halt());
  bench.at(100, [&] { bench.accelerator.reset(); });
  bench.run();
  EXPECT_THAT(bench.done, ElementsAre(Done{false, 100}));
}

TEST(AcceleratorReset, makes_a_machine_work_again_after_a_fault) {
  AcceleratorBench bench;
  const Cycle alone = cycles_of_pipeline(bench);
  spec::WideToNarrow bad;
  bad.tiles = 0b1111;
  bad.skip_level = 1;
  bench.load(Program().add(Opcode::kWideToNarrow, bad).halt());
  bench.run(100);
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  bench.host.faults.clear();
  bench.at(0, [&] { bench.accelerator.reset(); });
  bench.run(100);
  EXPECT_FALSE(bench.accelerator.faulted());
  EXPECT_EQ(cycles_of_pipeline(bench), alone);
}

TEST(AcceleratorReset, of_one_instance_does_not_touch_the_other) {
  AcceleratorBench one(hw::Engine::kTlm, bench_system(), "one");
  AcceleratorBench two(hw::Engine::kTlm, bench_system(), "two");
  for (AcceleratorBench* bench : {&one, &two}) {
    prepare_pipeline(*bench);
    bench->load(pipeline_program());
  }
  one.at(80, [&] { one.accelerator.reset(); });
  one.run();
  EXPECT_EQ(two.host.words(0x800, 8), pipeline_output());
  ASSERT_THAT(two.done, SizeIs(1));
  EXPECT_TRUE(two.done[0].executed);
}

}  // namespace
}  // namespace tessera::test
