// SPDX-License-Identifier: Apache-2.0
// Commands that would take a very long time: simulated time must go on beside them, so that a host
// can look, halt and reset. The largest counts of a TTU make a walk of 2^64 steps; the ones here
// are just long enough to tell, and end by themselves if nobody lets time pass.
#include "tests/support/accelerator_bench.h"
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using spec::Opcode;

/// How far a worker may be ahead of simulated time: two segments of the op unit.
constexpr std::uint64_t kAhead = 2U << 16;
constexpr std::uint32_t kMany = 1U << 15;

std::uint64_t busy(const hw::Worker& worker) { return worker.stats()[hw::Activity::kBusy]; }

TEST(LongCommand, of_wide_to_narrow_does_not_stop_time) {
  TileBench bench;
  spec::WideToNarrow move;
  move.wide = ttu(0, {{0, kMany}});
  move.narrow = ttu(0, {{0, 64}, {0, kMany}});
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.run(1000);
  EXPECT_LE(busy(bench.unit(0, "wide_to_narrow")), kAhead);
}

TEST(LongCommand, of_narrow_to_wide_does_not_stop_time) {
  TileBench bench;
  spec::NarrowToWide move;
  move.row_close_level = 1;
  move.narrow = ttu(0, {{0, 64}, {0, kMany}});
  move.wide = ttu(0, {{0, kMany}});
  bench.issue(0, Opcode::kNarrowToWide, move);
  bench.run(1000);
  EXPECT_LE(busy(bench.unit(0, "narrow_to_wide")), kAhead);
}

TEST(LongCommand, of_a_filling_mesh_unit_does_not_stop_time) {
  TileBench bench;
  spec::Mesh move;
  move.inbound = ttu(4, {{0, 64}, {0, kMany}});
  move.fill = 1;
  bench.issue(0, Opcode::kMeshEast, move);
  bench.run(1000);
  EXPECT_LE(busy(bench.unit(0, "mesh_east.inbound")), kAhead);
}

TEST(LongCommand, of_two_mesh_units_does_not_stop_time) {
  TileBench bench;
  spec::Mesh send;
  send.outbound = ttu(4, {{0, 64}, {0, kMany}});
  spec::Mesh receive;
  receive.inbound = send.outbound;
  bench.issue(0, Opcode::kMeshEast, send);
  bench.issue(1, Opcode::kMeshEast, receive);
  bench.run(1000);
  EXPECT_LE(busy(bench.unit(0, "mesh_east")), kAhead);
}

TEST(LongCommand, of_the_op_unit_does_not_stop_time) {
  TileBench bench;
  spec::TensorOp op = dot_op(1, 1);
  op.loops = loops({16384, 16384, 16384, 16384});
  op.in = op.par = op.psum = ttu(0, {{0, 16384}, {0, 16384}, {0, 16384}, {0, 16384}});
  bench.issue(0, Opcode::kTensorOp, op);
  bench.run(1000);
  EXPECT_LE(busy(bench.unit(0, "op")), kAhead);
}

TEST(LongCommand, of_the_ring_does_not_stop_time) {
  TileBench bench;
  spec::RingProducer send;
  send.wide = ttu(0, {{0, 65536}, {0, 65536}});
  send.destinations = 0b0010;
  spec::RingConsumer take;
  take.wide = send.wide;
  bench.issue(0, Opcode::kRingProducer, send);
  bench.issue(1, Opcode::kRingConsumer0, take);
  bench.run(1000);
  EXPECT_EQ(bench.ring().packets(), 48U);  // from 5 on, one every 21 cycles
}

TEST(LongCommand, hardware_loop_does_not_stop_time) {
  AcceleratorBench bench;
  spec::Loop loop;
  loop.count = 65535;
  loop.length = 64;
  Program program;
  program.add(Opcode::kLoop, loop);
  for (int i = 0; i < 64; ++i) program.add(alu(Alu::kAdd, 1, 1, 1));
  bench.load(program.halt());
  bench.run(1000);
  EXPECT_LE(busy(bench.worker("scalar_core")), kAhead);
}

}  // namespace
}  // namespace tessera::test
