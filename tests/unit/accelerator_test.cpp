// SPDX-License-Identifier: Apache-2.0
// A whole accelerator: engines agree, instances do not disturb each other, cycles are accounted
// for.
#include "hw/spec/system_loader.h"
#include "tests/support/pipeline_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace tessera::test {
namespace {

using hw::Activity;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = FakeHost::Kind;

std::uint64_t total(const hw::UnitStats& stats) {
  return std::accumulate(stats.cycles.begin(), stats.cycles.end(), std::uint64_t{0});
}

TEST(Accelerator, bytes_pass_through_every_unit) {
  AcceleratorBench bench;
  prepare_pipeline(bench);
  ASSERT_TRUE(bench.execute(pipeline_program()))
      << testing::PrintToString(bench.host.faults) << bench.accelerator.stall_report();
  EXPECT_EQ(bench.host.words(0x800, 8), pipeline_output());
  EXPECT_THAT(bench.host.cycles(Kind::kInterrupt), SizeIs(1));
  EXPECT_THAT(bench.accelerator.stall_report(), IsEmpty());
}

TEST(Accelerator, program_that_cleans_up_runs_again_in_the_same_time) {
  AcceleratorBench bench;
  prepare_pipeline(bench);
  ASSERT_TRUE(bench.execute(pipeline_program()));
  prepare_pipeline(bench);
  ASSERT_TRUE(bench.execute(pipeline_program()));
  EXPECT_EQ(bench.host.words(0x800, 8), pipeline_output());
  EXPECT_EQ(bench.done[1].cycle, 5000 + bench.done[0].cycle);
}

TEST(Accelerator, timing_engine_takes_the_cycles_of_the_tlm_engine) {
  AcceleratorBench tlm(hw::Engine::kTlm, bench_system(), "tlm");
  AcceleratorBench timing(hw::Engine::kTiming, bench_system(), "timing");
  prepare_pipeline(tlm);
  tlm.load(pipeline_program());
  timing.load(pipeline_program());
  tlm.run();
  ASSERT_THAT(tlm.done, SizeIs(1));
  EXPECT_EQ(timing.done, tlm.done);
  EXPECT_EQ(timing.host.events, tlm.host.events);
  EXPECT_THAT(timing.host.words(0x800, 8), Each(0U));
  const auto of_tlm = tlm.accelerator.workers();
  const auto of_timing = timing.accelerator.workers();
  ASSERT_EQ(of_timing.size(), of_tlm.size());
  for (std::size_t i = 0; i < of_tlm.size(); ++i) {
    const hw::UnitStats& a = of_tlm[i]->stats();
    const hw::UnitStats& b = of_timing[i]->stats();
    EXPECT_EQ(a.cycles, b.cycles) << of_tlm[i]->name();
    EXPECT_EQ(a.macs, b.macs) << of_tlm[i]->name();
    EXPECT_EQ(a.narrow_read_bytes, b.narrow_read_bytes) << of_tlm[i]->name();
    EXPECT_EQ(a.narrow_write_bytes, b.narrow_write_bytes) << of_tlm[i]->name();
    EXPECT_EQ(a.wide_read_bytes, b.wide_read_bytes) << of_tlm[i]->name();
    EXPECT_EQ(a.wide_write_bytes, b.wide_write_bytes) << of_tlm[i]->name();
    EXPECT_EQ(a.moved_bytes, b.moved_bytes) << of_tlm[i]->name();
  }
}

TEST(Accelerator, host_that_answers_between_two_cycles_changes_no_byte) {
  AcceleratorBench bench;
  const auto cycles_with = [&](double transfer_cycles) {
    prepare_pipeline(bench);
    bench.host.transfer_cycles = transfer_cycles;
    const hw::Cycle begin = bench.accelerator.cycle();
    EXPECT_TRUE(bench.execute(pipeline_program()));
    EXPECT_EQ(bench.host.words(0x800, 8), pipeline_output());
    return bench.done.back().cycle - begin;
  };
  const hw::Cycle fast = cycles_with(10);
  const hw::Cycle slow = cycles_with(11);
  const hw::Cycle between = cycles_with(10.3);
  EXPECT_GT(between, fast);  // four bursts of input: 41.2 cycles instead of 40
  EXPECT_LT(between, slow);
}

TEST(Accelerator, two_instances_give_the_results_of_each_alone) {
  spec::SystemConfig other = spec::load_system("coral");  // 16 tiles, other timing, another clock
  AcceleratorBench tiny(hw::Engine::kTlm, bench_system(), "tiny");
  AcceleratorBench coral(hw::Engine::kTlm, other, "coral");
  const auto load = [](AcceleratorBench& bench, std::uint32_t scalar_core) {
    prepare_pipeline(bench);
    bench.load(pipeline_program(scalar_core));
  };
  // Alone first: tiny in its cycles 0 to 4999 (coral's 0 to 24999), then coral.
  load(tiny, 4);
  tiny.run(5000);
  load(coral, 16);
  tiny.run(5000);
  load(tiny, 4);
  load(coral, 16);
  tiny.run(5000);
  ASSERT_THAT(tiny.done, SizeIs(2));
  ASSERT_THAT(coral.done, SizeIs(2));
  EXPECT_EQ(tiny.done[1].cycle, tiny.done[0].cycle + 10000);
  EXPECT_EQ(coral.done[1].cycle, coral.done[0].cycle + 25000);
  EXPECT_NE(coral.done[0].cycle - 25000, tiny.done[0].cycle);
  for (AcceleratorBench* bench : {&tiny, &coral}) {
    EXPECT_EQ(bench->host.words(0x800, 8), pipeline_output());
    EXPECT_THAT(bench->host.cycles(Kind::kInterrupt), SizeIs(2));
  }
}

TEST(Accelerator, cycle_breakdown_of_every_worker_sums_to_the_total) {
  AcceleratorBench bench;
  prepare_pipeline(bench);
  bench.run(100);  // begin somewhere
  const auto workers = bench.accelerator.workers();
  std::vector<hw::UnitStats> before;
  for (const hw::Worker* worker : workers) before.push_back(worker->stats_at(100));
  ASSERT_TRUE(bench.execute(pipeline_program()));
  ASSERT_EQ(bench.accelerator.cycle(), 5100U);
  for (std::size_t i = 0; i < workers.size(); ++i) {
    EXPECT_EQ(total(before[i]), 100U) << workers[i]->name();
    EXPECT_EQ(total(workers[i]->stats_at(5100) - before[i]), 5000U) << workers[i]->name();
  }
}

TEST(Accelerator, no_cycle_is_missing_in_the_middle_of_a_program) {
  AcceleratorBench bench;
  prepare_pipeline(bench);
  bench.load(pipeline_program());
  for (int i = 0; i < 30; ++i) {
    bench.run(7);
    for (const hw::Worker* worker : bench.accelerator.workers())  // some are ahead of the time
      EXPECT_GE(total(worker->stats_at(bench.accelerator.cycle())), bench.accelerator.cycle())
          << worker->name();
  }
}

TEST(Accelerator, waiting_for_a_counter_is_accounted_as_such_while_it_lasts) {
  AcceleratorBench bench;
  spec::WideToNarrow move;
  move.tiles = 1;
  move.sync[0] = wait_on(hw::TileCounter::kRingReadA, 0, 1, 0);
  bench.load(Program().add(spec::Opcode::kWideToNarrow, move).halt());
  bench.run(1000);
  const hw::UnitStats stats = bench.worker("tile_0_0.wide_to_narrow").stats_at(1000);
  // Idle until 5 (start 1, dispatch 2, front end 2), busy until 7.
  EXPECT_THAT(stats.cycles, ElementsAre(2, 993, 0, 5));
}

TEST(Accelerator, inspection_reads_and_writes_memories_within_their_bounds) {
  AcceleratorBench bench;
  std::vector<std::uint8_t> bytes = {1, 2, 3, 4};
  using Space = hw::InspectSpace;
  EXPECT_EQ(bench.accelerator.poke(Space::kNarrowMemory, 3, 16382, bytes), 2U);  // 16 KiB
  EXPECT_EQ(bench.accelerator.poke(Space::kWideMemory, 3, 65536, bytes), 0U);
  EXPECT_EQ(bench.accelerator.poke(Space::kNarrowMemory, 4, 0, bytes), 0U);  // no such tile
  std::vector<std::uint8_t> back(4);
  EXPECT_EQ(bench.accelerator.peek(Space::kNarrowMemory, 3, 16382, back), 2U);
  EXPECT_THAT(back, ElementsAre(1, 2, 0, 0));
  EXPECT_EQ(bench.accelerator.peek(Space::kScalarMemory, 99, 4095, back), 1U);
  EXPECT_EQ(bench.accelerator.tile_counter(4, 0), 0U);
  EXPECT_EQ(bench.accelerator.tile_counter(0, 19), 0U);
  EXPECT_EQ(bench.accelerator.scalar_counter(9), 0U);
}

}  // namespace
}  // namespace tessera::test
