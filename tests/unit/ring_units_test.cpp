// SPDX-License-Identifier: Apache-2.0
// A tile's ring producer and consumers: rows, rendezvous, auxiliary rows, faults. Counters and
// waits: ring_units_sync_test.cpp.
#include "hw/spec/system_loader.h"
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using spec::Opcode;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto wide = TileBench::wide_word;

spec::RingProducer send_rows(std::uint32_t first, std::uint32_t rows, std::uint32_t destinations) {
  spec::RingProducer move;
  move.wide = ttu(first, {{1, rows}});
  move.destinations = destinations;
  return move;
}

spec::RingConsumer take_rows(std::uint32_t first, std::uint32_t rows) {
  spec::RingConsumer move;
  move.wide = ttu(first, {{1, rows}});
  return move;
}

// Producers and consumers issued at 0 are at the ring at 5 (dispatch 2, start 3). A row of 256
// bytes takes 16 cycles and arrives 5 later; its producer lives through these 21.

TEST(RingUnits, rows_reach_all_destinations_and_the_sender_itself) {
  TileBench bench;
  bench.number_wide(0, 4);
  bench.issue(0, Opcode::kRingProducer, send_rows(1, 2, 0b0101));
  bench.issue(0, Opcode::kRingConsumer0, take_rows(10, 2));
  bench.issue(2, Opcode::kRingConsumer0, take_rows(20, 2));
  bench.run();
  EXPECT_THAT(bench.wide(0, 10, 0, 2), ElementsAre(wide(1, 0), wide(1, 1)));
  EXPECT_THAT(bench.wide(0, 11, 63, 2), ElementsAre(wide(2, 63), 0));
  EXPECT_THAT(bench.wide(2, 20, 0, 2), ElementsAre(wide(1, 0), wide(1, 1)));
  EXPECT_THAT(bench.wide(2, 21, 63, 2), ElementsAre(wide(2, 63), 0));
  // The consumer of tile 0 is its second command, there at 7: rows 7 to 28 and 28 to 49.
  EXPECT_THAT(bench.ends(0, "ring_producer"), ElementsAre(49));
  EXPECT_THAT(bench.ends(2, "ring_consumer_0"), ElementsAre(49));
  EXPECT_EQ(bench.unit(2, "ring_consumer_0").stats().wide_write_bytes, 512U);
  EXPECT_EQ(bench.unit(0, "ring_producer").stats().moved_bytes, 512U);
}

TEST(RingUnits, row_is_not_sent_before_the_last_consumer_is_there) {
  TileBench bench;
  bench.issue(0, Opcode::kRingProducer, send_rows(0, 1, 0b0110));
  bench.issue(1, Opcode::kRingConsumer0, take_rows(0, 1));
  bench.at(100, [&] { bench.issue(2, Opcode::kRingConsumer0, take_rows(0, 1)); });
  bench.run();
  EXPECT_THAT(bench.ends(1, "ring_consumer_0"), ElementsAre(126));  // 105 + 21
  EXPECT_THAT(bench.ends(0, "ring_producer"), ElementsAre(126));
  EXPECT_EQ(bench.unit(0, "ring_producer").stats()[hw::Activity::kMedium], 100U);
}

TEST(RingUnits, producer_of_channel_1_reaches_consumer_1) {
  TileBench bench;
  bench.number_wide(0, 1);
  spec::RingProducer move = send_rows(0, 1, 0b0010);
  move.to_consumer_1 = 1;
  bench.issue(0, Opcode::kRingProducer, move);
  bench.issue(1, Opcode::kRingConsumer0, take_rows(10, 1));
  bench.issue(1, Opcode::kRingConsumer1, take_rows(20, 1));
  bench.run();
  EXPECT_THAT(bench.wide(1, 20, 0, 1), ElementsAre(wide(0, 0)));
  EXPECT_THAT(bench.wide(1, 10, 0, 1), ElementsAre(0));
  EXPECT_THAT(bench.ends(1, "ring_consumer_0"), IsEmpty());
}

TEST(RingUnits, short_packet_leaves_the_rest_of_its_row_alone) {
  TileBench bench;
  bench.number_wide(1, 1);
  bench.issue(1, Opcode::kRingConsumer0, take_rows(0, 1));
  const std::vector<std::uint8_t> data(64, 0xee);
  bench.at(10, [&] { (void)bench.ring().send({0b0010, 0, 64, data}, 10); });
  bench.run();
  EXPECT_THAT(bench.wide(1, 0, 0, 16), Each(0xeeee'eeee));
  EXPECT_THAT(bench.wide(1, 0, 16, 2), ElementsAre(wide(0, 16), wide(0, 17)));
  EXPECT_THAT(bench.ends(1, "ring_consumer_0"), ElementsAre(19));  // 10, 4 cycles, latency 5
}

TEST(RingUnits, consumer_entries_alternate_between_two_slots) {
  TileBench bench;
  bench.number_wide(0, 3);
  spec::RingConsumer take;
  take.wide = two_slots(ttu(8, {{1, 1}, {0, 3}}), 1, 4);  // rows 8, 12, 8
  bench.issue(0, Opcode::kRingProducer, send_rows(0, 3, 0b0010));
  bench.issue(1, Opcode::kRingConsumer0, take);
  bench.run();
  EXPECT_THAT(bench.wide(1, 8, 0, 1), ElementsAre(wide(2, 0)));
  EXPECT_THAT(bench.wide(1, 12, 0, 1), ElementsAre(wide(1, 0)));
}

TEST(RingUnits, auxiliary_rows_come_first_in_each_group_and_wrap) {
  TileBench bench;
  bench.number_wide(0, 12);
  spec::RingConsumer take;
  take.wide = ttu(40, {{1, 2}, {2, 3}});  // 3 groups of 2 weight rows
  take.aux_enable = 1;
  take.aux_level = 0;    // a group is an iteration of level 1
  take.aux_packets = 1;  // 2 packets per group
  take.aux_first_row = 20;
  take.aux_last_row = 22;
  take.aux_rows_per_group = 2;
  bench.issue(0, Opcode::kRingProducer, send_rows(0, 12, 0b0010));
  bench.issue(1, Opcode::kRingConsumer0, take);
  bench.run();
  // Rows sent: aux 0 1, weights 2 3, aux 4 5, weights 6 7, aux 8 9, weights 10 11. The auxiliary
  // rows go to 20 21, 22 20, 21 22.
  EXPECT_THAT(bench.wide(1, 20, 0, 1), ElementsAre(wide(5, 0)));
  EXPECT_THAT(bench.wide(1, 21, 0, 1), ElementsAre(wide(8, 0)));
  EXPECT_THAT(bench.wide(1, 22, 0, 1), ElementsAre(wide(9, 0)));
  for (std::uint32_t r = 0; r < 6; ++r)
    EXPECT_THAT(bench.wide(1, 40 + r, 0, 1), ElementsAre(wide(2 + 4 * (r / 2) + r % 2, 0)));
  EXPECT_THAT(bench.ends(1, "ring_consumer_0"), ElementsAre(257));  // 5 + 12 x 21
}

TEST(RingUnits, consumer_of_two_producers_is_done_when_the_last_row_has_arrived) {
  TileBench bench;
  bench.issue(0, Opcode::kRingConsumer0, take_rows(0, 4));
  bench.issue(1, Opcode::kRingProducer, send_rows(0, 2, 0b0001));
  bench.at(1, [&] { bench.issue(2, Opcode::kRingProducer, send_rows(0, 2, 0b0001)); });
  bench.run();
  // Rows start at 5, 21, 37 and 53, one every 16 cycles and by turns, as the producer of tile 1 is
  // ready first; the last has arrived at 53 + 21.
  EXPECT_THAT(bench.ends(2, "ring_producer"), ElementsAre(74));
  EXPECT_THAT(bench.ends(0, "ring_consumer_0"), ElementsAre(74));
}

TEST(RingUnits, row_of_a_machine_with_16_lanes_has_64_bytes) {
  TileBench bench(hw::Engine::kTlm, spec::load_system("tiny"));  // row = lanes x dot = packet
  bench.issue(0, Opcode::kRingProducer, send_rows(0, 1, 0b0010));
  bench.issue(1, Opcode::kRingConsumer0, take_rows(0, 1));
  bench.run();
  EXPECT_EQ(bench.ring().bytes(), 64U);
  EXPECT_THAT(bench.ends(1, "ring_consumer_0"), ElementsAre(14));  // 5, 64 bytes in 4, latency 5
}

struct BadCommand {
  const char* what;
  spec::RingProducer move;
  const char* message;

  friend std::ostream& operator<<(std::ostream& out, const BadCommand& each) {
    return out << each.what;
  }
};

class RingUnitsFault : public testing::TestWithParam<BadCommand> {};

TEST_P(RingUnitsFault, is_reported_by_the_producer) {
#ifdef __SANITIZE_ADDRESS__
  // SystemC does not name the main stack to the sanitizer; an exception on it gives false alarms.
  if (std::string(GetParam().what) == "delivery_outside_memory")
    GTEST_SKIP() << "false alarm of the address sanitizer; run it without";
#endif
  TileBench bench;
  bench.issue(3, Opcode::kRingProducer, GetParam().move);
  bench.issue(0, Opcode::kRingConsumer0, take_rows(255, 2));  // row 256 does not exist
  bench.run();
  ASSERT_EQ(bench.faults.size(), 1U);
  EXPECT_THAT(bench.faults[0], HasSubstr("tile_3.ring_producer: ring_producer #0: "));
  EXPECT_THAT(bench.faults[0], HasSubstr(GetParam().message));
}

spec::RingProducer with_address_mode(std::uint32_t mode) {
  spec::RingProducer move = send_rows(0, 1, 1);
  move.address_mode = mode;
  return move;
}

INSTANTIATE_TEST_SUITE_P(
    , RingUnitsFault,
    testing::Values(BadCommand{"unknown_destination", send_rows(0, 1, 0b1000'0000),
                               "ring destination 7 does not exist"},
                    BadCommand{"scalar_core_of_a_bench_without_one", send_rows(0, 1, 0b1'0000),
                               "ring destination 4 does not exist"},
                    BadCommand{"no_destination", send_rows(0, 1, 0), "without destinations"},
                    BadCommand{"row_outside_memory", send_rows(256, 1, 1), "wide memory"},
                    BadCommand{"delivery_outside_memory", send_rows(0, 2, 1),
                               "delivery by the ring: wide memory"},
                    BadCommand{"address_mode", with_address_mode(1), "address_mode = 1"}),
    [](const auto& test) { return std::string(test.param.what); });

}  // namespace
}  // namespace tessera::test
