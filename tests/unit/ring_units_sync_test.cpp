// SPDX-License-Identifier: Apache-2.0
// Counters and waits of the ring's units: RING_READ, RING_WRITE, and the order counters that all
// tiles see.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto wide = TileBench::wide_word;

spec::RingProducer send_rows(std::uint32_t rows, std::uint32_t destinations) {
  spec::RingProducer move;
  move.wide = ttu(0, {{1, rows}});
  move.destinations = destinations;
  return move;
}

spec::RingConsumer take_rows(std::uint32_t rows) {
  spec::RingConsumer move;
  move.wide = ttu(0, {{1, rows}});
  return move;
}

// As in ring_units_test.cpp: rows of one producer go from 5 to 26, 26 to 47, 47 to 68, ...; a
// counter shows a row one cycle after its arrival.

TEST(RingUnitsSync, consumer_counts_entries_on_its_own_counter) {
  TileBench bench;
  spec::RingConsumer take;
  take.wide = ttu(0, {{1, 2}, {2, 2}});
  take.signal_enable = 1;
  take.signal_level = 1;
  bench.issue(0, Opcode::kRingProducer, send_rows(4, 0b0010));
  bench.issue(1, Opcode::kRingConsumer0, take);
  bench.run();
  EXPECT_THAT(bench.signals(1, TileCounter::kRingReadA), ElementsAre(48, 90));  // rows 2 and 4
  EXPECT_THAT(bench.signals(1, TileCounter::kRingReadB), IsEmpty());
  EXPECT_THAT(bench.signals(0, TileCounter::kRingReadA), IsEmpty());
}

TEST(RingUnitsSync, consumer_1_counts_on_counter_b) {
  TileBench bench;
  spec::RingProducer send = send_rows(2, 0b0010);
  send.to_consumer_1 = 1;
  spec::RingConsumer take = take_rows(2);
  take.signal_enable = 1;
  take.signal_level = 0;
  bench.issue(0, Opcode::kRingProducer, send);
  bench.issue(1, Opcode::kRingConsumer1, take);
  bench.run();
  EXPECT_THAT(bench.signals(1, TileCounter::kRingReadB), ElementsAre(27, 48));
  EXPECT_THAT(bench.signals(1, TileCounter::kRingReadA), IsEmpty());
}

TEST(RingUnitsSync, auxiliary_rows_are_not_counted) {
  TileBench bench;
  spec::RingConsumer take = take_rows(1);
  take.aux_enable = 1;
  take.aux_packets = 1;
  take.aux_first_row = 20;
  take.aux_last_row = 21;
  take.signal_enable = 1;
  bench.issue(0, Opcode::kRingProducer, send_rows(3, 0b0010));
  bench.issue(1, Opcode::kRingConsumer0, take);
  bench.run();
  EXPECT_THAT(bench.signals(1, TileCounter::kRingReadA), ElementsAre(69));
}

TEST(RingUnitsSync, ring_write_counts_only_if_flagged) {
  TileBench bench;
  spec::RingProducer counted = send_rows(3, 0b0100);
  counted.ring_write_enable = 1;
  counted.ring_write_level = 0;
  bench.issue(0, Opcode::kRingProducer, counted);
  bench.issue(2, Opcode::kRingConsumer0, take_rows(3));
  bench.at(200, [&] {
    bench.issue(0, Opcode::kRingProducer, send_rows(3, 0b0100));
    bench.issue(2, Opcode::kRingConsumer0, take_rows(3));
  });
  bench.run();
  EXPECT_THAT(bench.ends(0, "ring_producer"), ElementsAre(68, 268));
  EXPECT_THAT(bench.signals(0, TileCounter::kRingWrite), ElementsAre(27, 48, 69));
  EXPECT_THAT(bench.signals(2, TileCounter::kRingWrite), IsEmpty());
}

TEST(RingUnitsSync, order_counter_a_steps_at_all_tiles) {
  TileBench bench;
  spec::RingProducer send = send_rows(2, 0b0001);
  send.order_enable = 1;
  send.order_level = 0;
  bench.issue(3, Opcode::kRingProducer, send);
  bench.issue(0, Opcode::kRingConsumer0, take_rows(2));
  bench.run();
  for (unsigned t = 0; t < 4; ++t) {
    EXPECT_THAT(bench.signals(t, TileCounter::kRingProducerA), ElementsAre(27, 48));
    EXPECT_THAT(bench.signals(t, TileCounter::kRingProducerB), IsEmpty());
  }
}

TEST(RingUnitsSync, order_counter_b_counts_passes_of_producers_to_consumer_1) {
  TileBench bench;
  spec::RingProducer send;
  send.wide = ttu(0, {{1, 2}, {2, 2}});
  send.destinations = 0b0001;
  send.to_consumer_1 = 1;
  send.order_enable = 1;
  send.order_level = 1;
  bench.issue(3, Opcode::kRingProducer, send);
  bench.issue(0, Opcode::kRingConsumer1, take_rows(4));
  bench.run();
  for (unsigned t = 0; t < 4; ++t) {
    EXPECT_THAT(bench.signals(t, TileCounter::kRingProducerB), ElementsAre(48, 90));
    EXPECT_THAT(bench.signals(t, TileCounter::kRingProducerA), IsEmpty());
  }
}

TEST(RingUnitsSync, order_waits_put_producers_of_several_tiles_in_turn) {
  TileBench bench;
  for (const unsigned t : {1U, 2U, 3U}) bench.set_wide(t, 0, 0, {100 + t});
  const unsigned turn_of[] = {0, 2, 1, 0};  // tile 3 first, then 2, then 1
  for (const unsigned t : {1U, 2U, 3U}) {
    spec::RingProducer send = send_rows(1, 0b0001);
    send.order_enable = 1;
    send.sync[0] =
        wait_on(TileCounter::kRingProducerA, 1, static_cast<std::int32_t>(turn_of[t]), 1);
    bench.issue(t, Opcode::kRingProducer, send);
  }
  bench.issue(0, Opcode::kRingConsumer0, take_rows(3));
  bench.run();
  for (std::uint32_t r = 0; r < 3; ++r) EXPECT_THAT(bench.wide(0, r, 0, 1), ElementsAre(103 - r));
  // Tile 3: 5 to 26; seen at 27; tile 2: 27 to 48; tile 1: 49 to 70.
  EXPECT_THAT(bench.ends(1, "ring_producer"), ElementsAre(70));
  EXPECT_EQ(bench.unit(1, "ring_producer").stats()[hw::Activity::kSync], 44U);
}

TEST(RingUnitsSync, consumer_opens_for_a_slot_only_with_its_credit) {
  TileBench bench;
  bench.number_wide(0, 3);
  spec::RingConsumer take;
  take.wide = two_slots(ttu(0, {{0, 1}, {0, 3}}), 1, 1);  // rows 0, 1, 0
  take.sync[0] = wait_on(TileCounter::kParameters, 1, -1, 1);
  bench.issue(0, Opcode::kRingProducer, send_rows(3, 0b0010));
  bench.issue(1, Opcode::kRingConsumer0, take);
  bench.at(99, [&] { EXPECT_THAT(bench.wide(1, 0, 0, 1), ElementsAre(wide(0, 0))); });
  bench.at(100, [&] { bench.set_counter(1, TileCounter::kParameters, 1); });
  bench.run();
  EXPECT_THAT(bench.wide(1, 0, 0, 1), ElementsAre(wide(2, 0)));
  EXPECT_THAT(bench.ends(1, "ring_consumer_0"), ElementsAre(121));  // 100 + 21
}

TEST(RingUnitsSync, credit_comes_before_the_auxiliary_rows_of_its_group) {
  TileBench bench;
  spec::RingConsumer take;
  take.wide = ttu(0, {{1, 1}, {1, 2}});
  take.aux_enable = 1;
  take.aux_packets = 0;  // one per group
  take.aux_first_row = 20;
  take.aux_last_row = 20;
  take.aux_rows_per_group = 1;
  take.sync[0] = wait_on(TileCounter::kParameters, 1, 0, 1);
  bench.issue(0, Opcode::kRingProducer, send_rows(4, 0b0010));
  bench.issue(1, Opcode::kRingConsumer0, take);
  bench.at(100, [&] { bench.set_counter(1, TileCounter::kParameters, 1); });
  bench.run();
  EXPECT_EQ(bench.ring().packets(), 4U);
  EXPECT_THAT(bench.ends(1, "ring_consumer_0"), ElementsAre(142));  // 100 + 2 x 21
}

TEST(RingUnitsSync, producer_waits_for_the_row_it_sends) {
  TileBench bench;
  spec::RingProducer send = send_rows(2, 0b0010);
  send.sync[0] = wait_on(TileCounter::kNarrowToWide, 0, 1, 1);
  bench.issue(0, Opcode::kRingProducer, send);
  bench.issue(1, Opcode::kRingConsumer0, take_rows(2));
  bench.tile(0).counters()[TileCounter::kNarrowToWide].add({30, 50, 1, 2}, 0);  // at 30 and 80
  bench.run();
  EXPECT_THAT(bench.ends(0, "ring_producer"), ElementsAre(101));  // 30 to 51, 80 to 101
}

}  // namespace
}  // namespace tessera::test
