// SPDX-License-Identifier: Apache-2.0
// stall_report(): why a program stands still, in words.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::TileCounter;
using spec::Opcode;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Runs a program that does not end and returns the report.
std::string report_of(const Program& program) {
  AcceleratorBench bench;
  bench.load(program);
  bench.run();
  EXPECT_THAT(bench.host.faults, IsEmpty());
  return bench.accelerator.stall_report();
}

spec::ScalarFence wait_for_token_of_tile_0() {
  spec::ScalarFence fence;
  fence.wait_tokens = 1;
  fence.token_tiles = 1;
  return fence;
}

TEST(StallReport, names_tile_unit_command_counter_value_and_target) {
  spec::TileFence set;
  set.tiles = 0b0100;
  set.counters = 1U << static_cast<unsigned>(TileCounter::kAvdata);
  set.count = 5;
  spec::NarrowToWide move;
  move.tiles = 0b0100;
  move.sequence = 1234;
  move.row_close_level = 1;
  move.narrow = ttu(0, {{1, 4}, {4, 3}});
  move.wide = ttu(0, {{1, 3}});
  move.sync[0] = wait_on(TileCounter::kAvdata, 1, 4, 4, kSource);  // pass 1 needs 8
  Program program;
  program.add(Opcode::kTileFence, set).add(Opcode::kNarrowToWide, move);
  program.add(Opcode::kScalarFence, wait_for_token_of_tile_0()).halt();
  const std::string report = report_of(program);
  EXPECT_THAT(report, HasSubstr("accelerator.tile_1_0.narrow_to_wide: narrow_to_wide #1234: "
                                "waits for counter 0 (AVDATA) = 5 to reach 8"));
  EXPECT_THAT(report, HasSubstr("accelerator.scalar_core: word 9: waits for the token of tile 0"));
  EXPECT_EQ(std::count(report.begin(), report.end(), '\n'), 2);  // nobody else
}

TEST(StallReport, negative_targets_read_as_such) {
  spec::TileFence set;
  set.tiles = 1;
  set.counters = 1U << static_cast<unsigned>(TileCounter::kRingWrite);
  set.count = 0xfff0;
  spec::WideToNarrow move;
  move.tiles = 1;
  move.sync[0] = wait_on(TileCounter::kRingWrite, 0, -1, 1, kDestination);
  Program program;
  program.add(Opcode::kTileFence, set).add(Opcode::kWideToNarrow, move).halt();
  EXPECT_THAT(report_of(program), HasSubstr("counter 16 (RING_WRITE) = -16 to reach -1"));
}

TEST(StallReport, front_end_names_the_unit_that_holds_it_up) {
  spec::WideToNarrow move;
  move.tiles = 1;
  move.sync[0] = wait_on(TileCounter::kPartialSums, 0, 1, 1, kSource);
  Program program;
  program.add(Opcode::kWideToNarrow, move);
  move.sequence = 1;
  program.add(Opcode::kWideToNarrow, move);
  move.sequence = 2;
  program.add(Opcode::kWideToNarrow, move).halt();
  EXPECT_THAT(report_of(program),
              HasSubstr("accelerator.tile_0_0.front_end: wide_to_narrow #1: waits for room in the "
                        "queue of wide_to_narrow (cycle 7, 1 more queued)"));
}

TEST(StallReport, fence_names_the_unit_that_does_not_drain) {
  spec::WideToNarrow move;
  move.tiles = 1;
  move.sync[0] = wait_on(TileCounter::kPartialSums, 0, 1, 1, kSource);
  spec::TileFence fence;
  fence.tiles = 1;
  fence.units = 0x3ff;
  fence.sequence = 77;
  Program program;
  program.add(Opcode::kWideToNarrow, move).add(Opcode::kTileFence, fence).halt();
  EXPECT_THAT(report_of(program), HasSubstr("tile_fence #77: waits for wide_to_narrow to drain"));
}

TEST(StallReport, ring_producer_names_the_consumers_that_are_not_there) {
  spec::RingProducer send;
  send.tiles = 0b0010;
  send.wide = ttu(0, {});
  send.destinations = 0b1001;
  Program program;
  program.add(Opcode::kRingProducer, send).halt();
  EXPECT_THAT(report_of(program),
              HasSubstr("accelerator.tile_0_1.ring_producer: ring_producer #0: waits for the ring: "
                        "consumer 0 of destination(s) 0, 3 not open"));
}

TEST(StallReport, ring_consumer_says_how_many_packets_are_missing) {
  spec::RingConsumer take;
  take.tiles = 0b1000;
  take.wide = ttu(0, {{1, 7}});
  EXPECT_THAT(
      report_of(Program().add(Opcode::kRingConsumer1, take).halt()),
      HasSubstr("accelerator.tile_1_1.ring_consumer_1: ring_consumer_1 #0: waits for 7 more "
                "packets from the ring"));
}

TEST(StallReport, mesh_names_both_halves) {
  spec::Mesh both;
  both.tiles = 0b0001;
  both.outbound = ttu(4, {{1, 9}});
  spec::Mesh in;
  in.tiles = 0b1000;
  in.inbound = ttu(4, {{1, 9}});
  Program program;
  program.add(Opcode::kMeshEast, both).add(Opcode::kMeshEast, in).halt();
  EXPECT_THAT(
      report_of(program),
      AllOf(HasSubstr("accelerator.tile_0_0.mesh_east: mesh_east #0: waits for the neighbour "
                      "to take words, 5 to go in this pass"),
            HasSubstr("accelerator.tile_1_1.mesh_east.inbound: mesh_east #0: waits for words "
                      "from the mesh, 9 to go in this pass"),
            HasSubstr("accelerator.tile_1_1.mesh_east: mesh_east #0: inbound half")));
}

TEST(StallReport, scalar_side_names_counters_streams_and_transfers) {
  spec::Pop pop;
  pop.staging = ttu(0, {{1, 4}});
  spec::ScalarFence fence;
  fence.counters = fence.waits = 0b10;
  fence.thresholds[1] = 4;
  Program program;
  program.host_transfer(3, 0x40, 8).host_transfer(2, 0, 100).add(Opcode::kPop, pop);
  program.add(Opcode::kScalarFence, fence).halt();
  const std::string report = report_of(program);
  EXPECT_THAT(report, HasSubstr("accelerator.parameter_pop: pop: waits for the host's stream, 36 "
                                "bytes there"));
  EXPECT_THAT(report, HasSubstr("waits for counter 1 (PARAMETER_POP) = 0 to reach 4"));
  EXPECT_THAT(report, HasSubstr("accelerator.host_dma: output: 0 of 8 bytes at 0x40 (tag 3)"));
  EXPECT_THAT(report, Not(HasSubstr("activation_pop")));
}

TEST(StallReport, accelerator_without_work_has_nothing_to_report) {
  AcceleratorBench bench;
  ASSERT_TRUE(bench.execute(Program().halt()));
  EXPECT_EQ(bench.accelerator.stall_report(), "");
}

TEST(StallReport, unit_that_found_a_mistake_says_so) {
  AcceleratorBench bench;
  spec::WideToNarrow bad;
  bad.tiles = 1;
  bad.skip_level = 1;
  bench.load(Program().add(Opcode::kWideToNarrow, bad).halt());
  bench.run();
  EXPECT_THAT(bench.accelerator.stall_report(), HasSubstr("stopped by a fault"));
}

}  // namespace
}  // namespace tessera::test
