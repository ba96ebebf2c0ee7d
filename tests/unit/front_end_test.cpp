// SPDX-License-Identifier: Apache-2.0
// The front end of a tile: issue in order, one command per unit, fences.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// Unit numbers in a fence: opcode 0x0f + bit, the op unit first (facts/beagle_isa.md section 2).
constexpr std::uint32_t kWideToNarrowBit = 1U << 5;

/// `words` cycles of work behind a start of 2.
spec::WideToNarrow copy(std::uint32_t words) {
  spec::WideToNarrow move;
  move.wide = ttu(0, {{1, 16}});
  move.narrow = ttu(0, {{1, words}});
  return move;
}

/// One word out of tile 0 to the east.
spec::Mesh send_word() {
  spec::Mesh move;
  move.outbound = ttu(4, {});
  return move;
}

TEST(FrontEnd, commands_for_different_units_are_issued_every_dispatch_time) {
  TileBench bench;
  bench.issue(0, Opcode::kWideToNarrow, copy(64));
  bench.issue(0, Opcode::kMeshEast, send_word());
  bench.issue(0, Opcode::kMeshSouth, send_word());
  bench.run();
  EXPECT_THAT(bench.begins(0, "wide_to_narrow"), ElementsAre(2));
  EXPECT_THAT(bench.begins(0, "mesh_east"), ElementsAre(4));
  EXPECT_THAT(bench.begins(0, "mesh_south"), ElementsAre(6));
}

TEST(FrontEnd, unit_holds_one_command_and_the_next_holds_up_all_behind_it) {
  TileBench bench;
  bench.issue(0, Opcode::kWideToNarrow, copy(64));
  bench.issue(0, Opcode::kWideToNarrow, copy(10));
  bench.issue(0, Opcode::kMeshEast, send_word());
  bench.run();
  // 2 + 2 + 64 = 68; then 2 + 10; the mesh command is dispatched behind the second copy.
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(68, 80));
  EXPECT_THAT(bench.begins(0, "wide_to_narrow"), ElementsAre(2, 68));
  EXPECT_THAT(bench.begins(0, "mesh_east"), ElementsAre(70));
  EXPECT_EQ(bench.unit(0, "front_end").stats()[hw::Activity::kMedium], 64U);  // 4 to 68
  EXPECT_EQ(bench.unit(0, "front_end").stats()[hw::Activity::kBusy], 6U);
}

TEST(FrontEnd, tiles_do_not_hold_each_other_up) {
  TileBench bench;
  for (int i = 0; i < 2; ++i) bench.issue(0, Opcode::kWideToNarrow, copy(64));
  bench.issue(0, Opcode::kMeshEast, send_word());
  bench.issue(2, Opcode::kMeshEast, send_word());
  bench.run();
  EXPECT_THAT(bench.begins(0, "mesh_east"), ElementsAre(70));
  EXPECT_THAT(bench.begins(2, "mesh_east"), ElementsAre(2));
}

TEST(FrontEnd, queue_is_as_deep_as_configured) {
  spec::SystemConfig system = bench_system();
  system.accelerators.front().front_end_queue_depth = 3;
  TileBench bench(hw::Engine::kTlm, system);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(bench.tile(0).front_end().has_space());
    bench.issue(0, Opcode::kWideToNarrow, copy(4));
  }
  EXPECT_FALSE(bench.tile(0).front_end().has_space());
  bench.run();
  EXPECT_TRUE(bench.tile(0).front_end().has_space());
}

TEST(FrontEnd, fence_drains_selected_units_then_sets_counters_then_sends_its_token) {
  TileBench bench;
  for (const auto id : {TileCounter::kAvdata, TileCounter::kWideToNarrow, TileCounter::kRingWrite})
    bench.set_counter(0, id, 7);
  spec::TileFence fence;
  fence.units = kWideToNarrowBit;
  fence.counters = 1U << static_cast<unsigned>(TileCounter::kAvdata) |
                   1U << static_cast<unsigned>(TileCounter::kRingWrite);
  fence.count = 1224;
  fence.token = 1;
  bench.issue(0, Opcode::kWideToNarrow, copy(64));
  bench.issue(0, Opcode::kTileFence, fence);
  bench.at(67, [&] { EXPECT_EQ(bench.counter(0, TileCounter::kAvdata), 7U); });
  bench.run();
  EXPECT_THAT(bench.tokens, ElementsAre(Pair(0, 68)));       // 2 + 2 + 64
  EXPECT_EQ(bench.counter(0, TileCounter::kAvdata), 1224U);  // set, not added
  EXPECT_EQ(bench.counter(0, TileCounter::kRingWrite), 1224U);
  EXPECT_EQ(bench.counter(0, TileCounter::kWideToNarrow), 7U);
  EXPECT_EQ(bench.counter(1, TileCounter::kAvdata), 0U);
}

TEST(FrontEnd, fence_without_units_takes_its_own_time_only) {
  TileBench bench;
  spec::TileFence fence;
  fence.token = 1;
  bench.issue(0, Opcode::kWideToNarrow, copy(64));
  bench.issue(0, Opcode::kTileFence, fence);
  bench.run();
  EXPECT_THAT(bench.tokens, ElementsAre(Pair(0, 5)));  // dispatch 2, fence 3
}

TEST(FrontEnd, fence_without_token_sends_none) {
  TileBench bench;
  bench.issue(0, Opcode::kTileFence, spec::TileFence{});
  bench.run();
  EXPECT_THAT(bench.ends(0, "front_end"), ElementsAre(3));
  EXPECT_THAT(bench.tokens, IsEmpty());
}

TEST(FrontEnd, fence_with_count_0_forgets_signals_that_are_still_on_their_way) {
  TileBench bench;
  spec::WideToNarrow move = copy(4);
  move.signal_enable = 1;
  spec::TileFence fence;
  fence.units = kWideToNarrowBit;
  fence.counters = 1U << static_cast<unsigned>(TileCounter::kWideToNarrow);
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.issue(0, Opcode::kTileFence, fence);
  bench.run();
  // Words by 5, 6, 7 and 8, each seen one cycle later; the fence sets 0 when the unit ends, at 8.
  EXPECT_THAT(bench.signals(0, TileCounter::kWideToNarrow), ElementsAre(6, 7));
  EXPECT_EQ(bench.counter(0, TileCounter::kWideToNarrow), 0U);
}

TEST(FrontEnd, counter_set_by_a_fence_releases_a_waiting_unit) {
  TileBench bench;
  spec::WideToNarrow move = copy(4);
  move.sync[0] = wait_on(TileCounter::kPartialSums, 7, 5, 0);
  spec::TileFence fence;
  fence.counters = 1U << static_cast<unsigned>(TileCounter::kPartialSums);
  fence.count = 5;
  bench.issue(0, Opcode::kWideToNarrow, move);
  bench.at(50, [&] { bench.issue(0, Opcode::kTileFence, fence); });
  bench.run();
  EXPECT_THAT(bench.ends(0, "wide_to_narrow"), ElementsAre(57));  // 50, fence 3, 4 words
}

TEST(FrontEnd, command_behind_a_fence_waits_with_it) {
  TileBench bench;
  spec::TileFence fence;
  fence.units = kWideToNarrowBit;
  bench.issue(0, Opcode::kWideToNarrow, copy(64));
  bench.issue(0, Opcode::kTileFence, fence);
  bench.issue(0, Opcode::kMeshEast, send_word());
  bench.run();
  EXPECT_THAT(bench.begins(0, "mesh_east"), ElementsAre(70));               // 68 + 2
  EXPECT_EQ(bench.unit(0, "front_end").stats()[hw::Activity::kSync], 63U);  // 5 to 68
}

}  // namespace
}  // namespace tessera::test
