// SPDX-License-Identifier: Apache-2.0
// Bounded mesh links, relays through a tile, and the waits of the two halves.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;

constexpr auto narrow = TileBench::narrow_word;

constexpr std::uint32_t word(std::uint32_t number) { return 4 * number; }

spec::Mesh send_words(std::uint32_t n) {
  spec::Mesh move;
  move.outbound = ttu(word(0), {{1, n}});
  move.out_signal_enable = 1;
  return move;
}

spec::Mesh receive_words(std::uint32_t n) {
  spec::Mesh move;
  move.inbound = ttu(word(64), {{1, n}});
  move.in_signal_enable = 1;
  return move;
}

TEST(MeshLink, link_of_4_words_keeps_up_with_a_word_per_cycle) {
  TileBench bench;
  bench.issue(0, Opcode::kMeshEast, send_words(100));
  bench.issue(1, Opcode::kMeshEast, receive_words(100));
  bench.run();
  // dispatch 2, start 3; a word leaves 3 cycles after it was sent, before the fifth one comes
  EXPECT_THAT(bench.ends(0, "mesh_east"), ElementsAre(105));
  EXPECT_THAT(bench.ends(1, "mesh_east"), ElementsAre(108));
}

TEST(MeshLink, full_link_stops_the_sender_until_words_are_taken) {
  TileBench bench;
  bench.number_narrow(0, 10);
  bench.issue(0, Opcode::kMeshEast, send_words(10));
  bench.at(100, [&] { bench.issue(1, Opcode::kMeshEast, receive_words(10)); });
  bench.run();
  EXPECT_THAT(bench.narrow(1, 64, 2), ElementsAre(narrow(0), narrow(1)));
  EXPECT_THAT(bench.narrow(1, 73, 2), ElementsAre(narrow(9), 0));
  // Four words enter from 5 to 9. The receiver takes them from 105 to 109, and each makes room for
  // another: words 4 to 7 enter by 107, 108, 109, 110. They arrive 2 later and leave 1 after that,
  // so that words 8 and 9 enter by 111 and 112.
  EXPECT_THAT(bench.signals(0, TileCounter::kMeshEastOut),
              ElementsAre(7, 8, 9, 10, 108, 109, 110, 111, 112, 113));
  EXPECT_THAT(bench.ends(0, "mesh_east"), ElementsAre(112));
  EXPECT_THAT(bench.ends(1, "mesh_east"), ElementsAre(115));
  EXPECT_EQ(bench.unit(0, "mesh_east").stats()[hw::Activity::kMedium], 97U);  // 9 to 106
}

TEST(MeshLink, words_left_on_a_link_are_taken_by_the_next_command) {
  TileBench bench;
  bench.number_narrow(0, 4);
  bench.issue(0, Opcode::kMeshEast, send_words(4));
  bench.issue(1, Opcode::kMeshEast, receive_words(1));
  bench.run(100);
  spec::Mesh rest;
  rest.inbound = ttu(word(80), {{1, 3}});
  bench.issue(1, Opcode::kMeshEast, rest);
  bench.run(100);
  EXPECT_THAT(bench.narrow(1, 64, 2), ElementsAre(narrow(0), 0));
  EXPECT_THAT(bench.narrow(1, 80, 3), ElementsAre(narrow(1), narrow(2), narrow(3)));
  EXPECT_THAT(bench.ends(1, "mesh_east"), ElementsAre(9, 108));  // 100 + 5 + 3
}

TEST(MeshLink, relay_passes_words_through_a_buffer_of_two) {
  spec::SystemConfig system = bench_system();
  system.accelerators.front().grid = {1, 3};
  TileBench bench(hw::Engine::kTlm, system);
  bench.number_narrow(0, 4);
  spec::Mesh relay;
  relay.inbound = two_slots(ttu(word(200), {{0, 4}}), 0, 1);  // words 200, 201, 200, 201
  relay.outbound = relay.inbound;
  relay.in_signal_enable = relay.out_signal_enable = 1;
  relay.sync[0] = wait_on(TileCounter::kMeshWestIn, 0, 1, 1, kSource);
  relay.sync[1] = wait_on(TileCounter::kMeshEastOut, 0, -1, 1, kDestination);
  bench.issue(0, Opcode::kMeshEast, send_words(4));
  bench.issue(1, Opcode::kMeshEast, relay);
  bench.issue(2, Opcode::kMeshEast, receive_words(4));
  bench.run();
  EXPECT_THAT(bench.narrow(2, 64, 4), ElementsAre(narrow(0), narrow(1), narrow(2), narrow(3)));
  // In: words 0 and 1 by 9 and 10, seen at 10 and 11. Out: by 11 and 12, seen at 12 and 13, which
  // lets words 2 and 3 in by 13 and 14; they are seen at 14 and 15 and out by 15 and 16.
  EXPECT_THAT(bench.signals(1, TileCounter::kMeshWestIn), ElementsAre(10, 11, 14, 15));
  EXPECT_THAT(bench.signals(1, TileCounter::kMeshEastOut), ElementsAre(12, 13, 16, 17));
  EXPECT_THAT(bench.ends(1, "mesh_east"), ElementsAre(16));
  EXPECT_THAT(bench.ends(2, "mesh_east"), ElementsAre(19));  // 16 + 2 + 1
}

TEST(MeshLink, unit_is_busy_until_its_slower_half_is_done) {
  spec::SystemConfig system = bench_system();
  system.accelerators.front().grid = {1, 3};
  TileBench bench(hw::Engine::kTlm, system);
  spec::Mesh both = receive_words(2);
  both.outbound = ttu(word(0), {{1, 4}});
  bench.issue(1, Opcode::kMeshEast, both);
  bench.issue(1, Opcode::kMeshEast, send_words(1));
  bench.at(100, [&] { bench.issue(0, Opcode::kMeshEast, send_words(2)); });
  bench.run();
  // Out: 5 to 9. In: words of tile 0 enter by 106 and 107, arrive 2 later, are written by 110. Only
  // then does the second command start: 3 cycles and a word.
  EXPECT_THAT(bench.ends(1, "mesh_east.inbound"), ElementsAre(110));
  EXPECT_THAT(bench.ends(1, "mesh_east"), ElementsAre(110));
  EXPECT_FALSE(bench.unit(1, "mesh_east").idle());  // the link to tile 2 is full
}

TEST(MeshLink, outbound_half_waits_for_results) {
  TileBench bench;
  spec::Mesh send = send_words(6);
  send.outbound = ttu(word(0), {{1, 3}, {3, 2}});
  send.sync[0] = wait_on(TileCounter::kAvdata, 1, 1, 1, kSource);
  bench.issue(0, Opcode::kMeshEast, send);
  bench.issue(1, Opcode::kMeshEast, receive_words(6));
  bench.at(20, [&] { bench.set_counter(0, TileCounter::kAvdata, 1); });
  bench.at(40, [&] { bench.set_counter(0, TileCounter::kAvdata, 2); });
  bench.run();
  EXPECT_THAT(bench.ends(0, "mesh_east"), ElementsAre(43));
  EXPECT_THAT(bench.signals(1, TileCounter::kMeshWestIn), ElementsAre(25, 26, 27, 45, 46, 47));
}

TEST(MeshLink, inbound_half_waits_for_room_at_its_own_side) {
  TileBench bench;
  spec::Mesh receive = receive_words(2);
  receive.sync[0] = wait_on(TileCounter::kAvdata, 1, 1, 1, kDestination);
  bench.issue(0, Opcode::kMeshEast, send_words(2));
  bench.issue(1, Opcode::kMeshEast, receive);
  bench.at(30, [&] { bench.set_counter(1, TileCounter::kAvdata, 1); });
  bench.run();
  EXPECT_THAT(bench.ends(1, "mesh_east"), ElementsAre(32));
  EXPECT_EQ(bench.unit(1, "mesh_east.inbound").stats()[hw::Activity::kSync], 25U);
}

}  // namespace
}  // namespace tessera::test
