// SPDX-License-Identifier: Apache-2.0
// The mesh units: where words go in each direction, when, and what stops at the grid's edge.
// Links, relays and waits: mesh_link_test.cpp.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using hw::TileCounter;
using spec::Opcode;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto narrow = TileBench::narrow_word;

/// Mesh bases are bytes, strides words.
constexpr std::uint32_t word(std::uint32_t number) { return 4 * number; }

// A mesh command issued at 0 moves its first word from 5 on (dispatch 2, start 3), one a cycle. A
// word that entered the link by 6 arrives at 8 (latency 2) and is written by 9.

struct Move {
  const char* what;
  Opcode opcode;
  const char* unit;
  unsigned from;
  unsigned to;
  TileCounter out;
  TileCounter in;

  friend std::ostream& operator<<(std::ostream& out, const Move& each) { return out << each.what; }
};

class MeshDirection : public testing::TestWithParam<Move> {};

TEST_P(MeshDirection, moves_words_to_the_neighbour_and_counts_them_at_both_ends) {
  const Move& move = GetParam();
  TileBench bench;
  bench.number_narrow(move.from, 20);
  spec::Mesh send;
  send.outbound = ttu(word(10), {{-2, 3}});  // words 10, 8, 6
  send.out_signal_enable = 1;
  spec::Mesh receive;
  receive.inbound = ttu(word(100), {{5, 3}});  // to words 100, 105, 110
  receive.in_signal_enable = 1;
  bench.issue(move.from, move.opcode, send);
  bench.issue(move.to, move.opcode, receive);
  bench.run();
  EXPECT_THAT(bench.narrow(move.to, 100, 2), ElementsAre(narrow(10), 0));
  EXPECT_THAT(bench.narrow(move.to, 105, 1), ElementsAre(narrow(8)));
  EXPECT_THAT(bench.narrow(move.to, 110, 1), ElementsAre(narrow(6)));
  EXPECT_THAT(bench.ends(move.from, move.unit), ElementsAre(8));
  EXPECT_THAT(bench.ends(move.to, move.unit), ElementsAre(11));
  EXPECT_THAT(bench.signals(move.from, move.out), ElementsAre(7, 8, 9));
  EXPECT_THAT(bench.signals(move.to, move.in), ElementsAre(10, 11, 12));
  EXPECT_THAT(bench.signals(move.from, move.in), IsEmpty());
  EXPECT_THAT(bench.signals(move.to, move.out), IsEmpty());
}

// 2 x 2 tiles in rows: 0 1 / 2 3.
INSTANTIATE_TEST_SUITE_P(
    , MeshDirection,
    testing::Values(Move{"south", Opcode::kMeshSouth, "mesh_south", 0, 2,
                         TileCounter::kMeshSouthOut, TileCounter::kMeshNorthIn},
                    Move{"west", Opcode::kMeshWest, "mesh_west", 3, 2, TileCounter::kMeshWestOut,
                         TileCounter::kMeshEastIn},
                    Move{"north", Opcode::kMeshNorth, "mesh_north", 3, 1,
                         TileCounter::kMeshNorthOut, TileCounter::kMeshSouthIn},
                    Move{"east", Opcode::kMeshEast, "mesh_east", 0, 1, TileCounter::kMeshEastOut,
                         TileCounter::kMeshWestIn}),
    [](const auto& test) { return std::string(test.param.what); });

TEST(MeshUnit, opposite_moves_do_not_meet) {
  TileBench bench;
  bench.set_narrow(0, 0, {111});
  bench.set_narrow(1, 0, {222});
  spec::Mesh send;
  send.outbound = ttu(word(0), {{1, 2}});
  spec::Mesh receive;
  receive.inbound = ttu(word(8), {{1, 2}});
  bench.issue(0, Opcode::kMeshEast, send);
  bench.issue(0, Opcode::kMeshWest, receive);
  bench.issue(1, Opcode::kMeshWest, send);
  bench.issue(1, Opcode::kMeshEast, receive);
  bench.run();
  EXPECT_THAT(bench.narrow(0, 8, 1), ElementsAre(222));
  EXPECT_THAT(bench.narrow(1, 8, 1), ElementsAre(111));
}

TEST(MeshUnit, fill_writes_the_pattern_without_a_neighbour) {
  TileBench bench;
  spec::Mesh move;
  move.inbound = ttu(word(4), {{1, 2}, {10, 2}});
  move.fill = 1;
  move.fill_pattern = 0x8080'8080;
  move.in_signal_enable = 1;
  move.in_signal_level = 1;
  bench.issue(0, Opcode::kMeshSouth, move);  // tile 0 has no neighbour in the north
  bench.run();
  EXPECT_THAT(bench.narrow(0, 4, 2), Each(0x8080'8080));
  EXPECT_THAT(bench.narrow(0, 6, 1), ElementsAre(0));
  EXPECT_THAT(bench.narrow(0, 14, 3), ElementsAre(0x8080'8080, 0x8080'8080, 0));
  EXPECT_THAT(bench.ends(0, "mesh_south"), ElementsAre(9));                      // 5 + 4 words
  EXPECT_THAT(bench.signals(0, TileCounter::kMeshNorthIn), ElementsAre(8, 10));  // per pass of two
}

TEST(MeshUnit, signal_levels_count_passes) {
  TileBench bench;
  spec::Mesh send;
  send.outbound = ttu(word(0), {{1, 2}, {2, 2}});
  send.out_signal_enable = 1;
  send.out_signal_level = 1;
  spec::Mesh receive;
  receive.inbound = ttu(word(0), {{1, 4}});
  receive.in_signal_enable = 1;
  receive.in_signal_level = 1;
  bench.issue(0, Opcode::kMeshEast, send);
  bench.issue(1, Opcode::kMeshEast, receive);
  bench.run();
  EXPECT_THAT(bench.signals(0, TileCounter::kMeshEastOut), ElementsAre(8, 10));
  EXPECT_THAT(bench.signals(1, TileCounter::kMeshWestIn), ElementsAre(13));
}

TEST(MeshUnit, command_with_both_halves_off_ends_after_its_start) {
  TileBench bench;
  bench.issue(0, Opcode::kMeshEast, spec::Mesh{});
  bench.run();
  EXPECT_THAT(bench.ends(0, "mesh_east"), ElementsAre(5));
  EXPECT_THAT(bench.begins(0, "mesh_east.inbound"), IsEmpty());
}

TEST(MeshUnit, action_counts_are_words_of_each_half) {
  TileBench bench;
  spec::Mesh send;
  send.outbound = ttu(word(0), {{1, 10}});
  spec::Mesh receive;
  receive.inbound = ttu(word(0), {{1, 10}});
  bench.issue(0, Opcode::kMeshEast, send);
  bench.issue(1, Opcode::kMeshEast, receive);
  bench.run();
  EXPECT_EQ(bench.unit(0, "mesh_east").stats().narrow_read_bytes, 40U);
  EXPECT_EQ(bench.unit(0, "mesh_east").stats().moved_bytes, 40U);
  EXPECT_EQ(bench.unit(1, "mesh_east.inbound").stats().narrow_write_bytes, 40U);
  EXPECT_EQ(bench.unit(1, "mesh_east").stats().moved_bytes, 0U);
}

struct BadMove {
  const char* what;
  Opcode opcode;
  spec::Ttu outbound;
  spec::Ttu inbound;
  const char* message;

  friend std::ostream& operator<<(std::ostream& out, const BadMove& each) {
    return out << each.what;
  }
};

class MeshFault : public testing::TestWithParam<BadMove> {};

TEST_P(MeshFault, is_reported) {
  TileBench bench;
  spec::Mesh move;
  move.outbound = GetParam().outbound;
  move.inbound = GetParam().inbound;
  bench.issue(0, GetParam().opcode, move);
  bench.run();
  ASSERT_EQ(bench.faults.size(), 1U);
  EXPECT_THAT(bench.faults[0], HasSubstr(GetParam().message));
  EXPECT_THAT(bench.faults[0], HasSubstr("#0"));
}

INSTANTIATE_TEST_SUITE_P(
    , MeshFault,
    testing::Values(
        BadMove{
            "out_over_the_edge", Opcode::kMeshNorth, ttu(4, {}), {}, "no neighbour to the north"},
        BadMove{"in_from_the_edge",
                Opcode::kMeshSouth,
                {},
                ttu(4, {}),
                "no neighbour to take words from moving south"},
        BadMove{"outside_memory", Opcode::kMeshEast, ttu(16384, {}), {}, "narrow memory"}),
    [](const auto& test) { return std::string(test.param.what); });

}  // namespace
}  // namespace tessera::test
