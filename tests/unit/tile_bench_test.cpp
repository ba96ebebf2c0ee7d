// SPDX-License-Identifier: Apache-2.0
// The figures that the comments of the tests count with. Whoever changes tiny.yaml learns here why
// they fail.
#include "tests/support/tile_bench.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

TEST(TileBench, tile_timing_is_what_the_tests_count_with) {
  const spec::SystemConfig system = bench_system();
  const spec::TimingConfig& timing = system.accelerators.front().timing;
  EXPECT_EQ(timing.op.start_cycles, 3U);
  EXPECT_EQ(system.accelerators.front().drain_cycles(), 20U);
  EXPECT_EQ(timing.op.output_words_per_cycle, 1U);
  EXPECT_EQ(timing.op.nlu_load_cycles, 13U);
  EXPECT_EQ(timing.wide_to_narrow.start_cycles, 2U);
  EXPECT_EQ(timing.wide_to_narrow.words_per_cycle, 1U);
  EXPECT_EQ(timing.narrow_to_wide.start_cycles, 2U);
  EXPECT_EQ(timing.narrow_to_wide.words_per_cycle, 1U);
  EXPECT_EQ(timing.ring.start_cycles, 3U);
  EXPECT_EQ(timing.ring.bytes_per_cycle, 16U);
  EXPECT_EQ(timing.ring.latency_cycles, 5U);
  EXPECT_EQ(timing.mesh.start_cycles, 3U);
  EXPECT_EQ(timing.mesh.words_per_cycle, 1U);
  EXPECT_EQ(timing.mesh.latency_cycles, 2U);
  EXPECT_EQ(timing.front_end.dispatch_cycles, 2U);
  EXPECT_EQ(timing.front_end.fence_cycles, 3U);
  EXPECT_EQ(timing.sync.signal_cycles, 1U);
}

TEST(TileBench, scalar_side_timing_is_what_the_tests_count_with) {
  const spec::TimingConfig timing = bench_system().accelerators.front().timing;
  EXPECT_EQ(timing.scalar.bundle_cycles, 1U);
  EXPECT_EQ(timing.scalar.branch_cycles, 3U);
  EXPECT_EQ(timing.scalar.fence_cycles, 2U);
  EXPECT_EQ(timing.scalar.dma_issue_cycles, 5U);
  EXPECT_EQ(timing.scalar.dispatch_cycles, 2U);
  EXPECT_EQ(timing.infeed.start_cycles, 3U);
  EXPECT_EQ(timing.infeed.bytes_per_cycle, 16U);
  EXPECT_EQ(timing.outfeed.start_cycles, 3U);
  EXPECT_EQ(timing.outfeed.bytes_per_cycle, 8U);
  EXPECT_EQ(timing.pop.start_cycles, 2U);
  EXPECT_EQ(timing.pop.bytes_per_cycle, 8U);
}

TEST(TileBench, machine_is_what_the_tests_count_with) {
  const spec::SystemConfig system = bench_system();
  const spec::AcceleratorConfig& accelerator = system.accelerators.front();
  EXPECT_EQ(system.clock_mhz, 100);
  EXPECT_EQ(system.host.link.burst_bytes, 64U);
  EXPECT_EQ(system.host.instruction_buffer_bytes, 16384U);
  EXPECT_EQ(accelerator.grid.rows, 2U);
  EXPECT_EQ(accelerator.grid.columns, 2U);
  EXPECT_EQ(accelerator.row_bytes(), 256U);
  EXPECT_EQ(accelerator.ring.channels, 2U);
  EXPECT_EQ(accelerator.ring.packet_bytes, 256U);
  EXPECT_EQ(accelerator.mesh.link_words, 4U);
  EXPECT_EQ(accelerator.narrow_memory_bytes, 16384U);
  EXPECT_EQ(accelerator.wide_memory_bytes, 65536U);
  EXPECT_EQ(accelerator.scalar_memory_words, 1024U);
  EXPECT_EQ(accelerator.activation_staging_bytes, 4096U);
}

}  // namespace
}  // namespace tessera::test
