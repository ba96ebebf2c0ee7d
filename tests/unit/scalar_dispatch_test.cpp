// SPDX-License-Identifier: Apache-2.0
// Dispatch by the scalar core: tile masks, fields taken from registers, full queues.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::InspectSpace;
using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using Done = AcceleratorBench::Done;

/// Fills word 1 of narrow memory with ones.
spec::Mesh fill(std::uint32_t tiles) {
  spec::Mesh move;
  move.tiles = tiles;
  move.inbound = ttu(4, {});
  move.fill = 1;
  move.fill_pattern = 0xffff'ffff;
  return move;
}

std::vector<unsigned> filled(const AcceleratorBench& bench) {
  std::vector<unsigned> tiles;
  for (unsigned t = 0; t < 4; ++t)
    if (bench.narrow(t, 1, 1)[0] != 0) tiles.push_back(t);
  return tiles;
}

spec::WideToNarrow endless(std::uint32_t tiles) {
  spec::WideToNarrow move;
  move.tiles = tiles;
  move.sync[0] = wait_on(TileCounter::kPartialSums, 0, 1, 0);
  return move;
}

TEST(ScalarDispatch, command_goes_to_the_tiles_of_its_mask) {
  AcceleratorBench bench;
  ASSERT_TRUE(bench.execute(Program().add(Opcode::kMeshEast, fill(0b1010)).halt()));
  EXPECT_THAT(filled(bench), ElementsAre(1, 3));
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 3}));  // start 1, dispatch 2
}

TEST(ScalarDispatch, mask_may_come_from_a_register) {
  AcceleratorBench bench;
  spec::Mesh move = fill(0b0001);
  move.tiles_from_register = 1;
  move.tiles_register = 6;
  ASSERT_TRUE(bench.execute(Program().set(6, 0b0110).add(Opcode::kMeshEast, move).halt()));
  EXPECT_THAT(filled(bench), ElementsAre(1, 2));
}

TEST(ScalarDispatch, register_is_read_when_the_command_is_dispatched) {
  AcceleratorBench bench;
  spec::Mesh move = fill(0);
  move.tiles_from_register = 1;
  move.tiles_register = 6;
  spec::Loop twice;
  twice.count = 2;
  twice.length = 7;  // a mesh command has six words
  Program program;
  program.set(6, 0b0001).add(Opcode::kLoop, twice);
  program.add(Opcode::kMeshEast, move).add(alu(Alu::kShl, 6, 6, 2)).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(filled(bench), ElementsAre(0, 2));
}

TEST(ScalarDispatch, narrow_base_may_come_from_a_register) {
  AcceleratorBench bench;
  bench.set(InspectSpace::kNarrowMemory, 0, 300, {0xabcd});
  spec::NarrowToWide move;
  move.tiles = 1;
  move.row_close_level = 1;
  move.address_from_register = 1;
  move.address_register = 7;
  move.narrow = ttu(5, {});
  move.wide = ttu(4 * 3, {});
  ASSERT_TRUE(bench.execute(Program().set(7, 300).add(Opcode::kNarrowToWide, move).halt()));
  EXPECT_THAT(bench.wide(0, 3, 1), ElementsAre(0xabcd));
}

TEST(ScalarDispatch, full_front_end_holds_up_the_core) {
  spec::SystemConfig system = bench_system();
  system.accelerators.front().front_end_queue_depth = 2;
  AcceleratorBench bench(hw::Engine::kTlm, system);
  Program program;
  for (int i = 0; i < 4; ++i) program.add(Opcode::kWideToNarrow, endless(0b0001));
  program.add(Opcode::kMeshEast, fill(0b0010)).halt();
  bench.load(program);
  bench.run();
  // One is in the unit and two in the front end; the fourth keeps what comes behind it.
  EXPECT_TRUE(filled(bench).empty());
  EXPECT_THAT(bench.accelerator.stall_report(),
              HasSubstr("scalar_core: word 22: waits for room in the queue of "
                        "accelerator.tile_0_0.front_end"));
}

TEST(ScalarDispatch, stream_unit_holds_one_command) {
  AcceleratorBench bench;
  spec::Pop pop;  // no data comes
  pop.activations = 1;
  Program program;
  program.add(Opcode::kPop, pop).add(Opcode::kPop, pop).set(1, 1).halt();
  bench.load(program);
  bench.run();
  EXPECT_EQ(bench.reg(1), 0U);
  EXPECT_THAT(bench.accelerator.stall_report(),
              HasSubstr("waits for room in the queue of accelerator.activation_pop"));
}

TEST(ScalarDispatch, tile_from_a_register_that_does_not_exist_is_a_fault) {
  AcceleratorBench bench;
  spec::Mesh move = fill(0);
  move.tiles_from_register = 1;
  move.tiles_register = 6;
  EXPECT_FALSE(bench.execute(Program().set(6, 0x10).add(Opcode::kMeshEast, move).halt()));
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  EXPECT_THAT(bench.host.faults[0], HasSubstr("word 2: mesh_east: tile mask 0x10"));
}

TEST(ScalarDispatch, tiles_register_without_its_flag_is_a_fault) {
  AcceleratorBench bench;
  spec::Mesh move = fill(1);
  move.tiles_register = 6;
  EXPECT_FALSE(bench.execute(Program().add(Opcode::kMeshEast, move).halt()));
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  EXPECT_THAT(bench.host.faults[0], HasSubstr("tiles_register without tiles_from_register"));
}

}  // namespace
}  // namespace tessera::test
