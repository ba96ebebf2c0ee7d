// SPDX-License-Identifier: Apache-2.0
// The ring by itself, between senders and consumers of the test: who goes when.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <deque>

namespace tessera::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Delivery = FakeConsumer::Delivery;

/// Consumers 0 of the four tiles, consumer 1 of tile 0 and the scalar core; ring of 2 channels.
struct RingBench : TileBench {
  RingBench() {
    for (std::uint32_t t = 0; t < 4; ++t) ring().attach(t, 0, consumers[t]);
    ring().attach(0, 1, second);
    ring().attach(4, 0, scalar_core);
  }

  /// Sends at a cycle a packet whose bytes are all `mark`.
  sc_core::sc_process_handle send_at(Cycle cycle, std::uint8_t mark, std::uint32_t destinations,
                                     std::uint32_t bytes = 256, std::uint32_t channel = 0) {
    const std::vector<std::uint8_t>& data = payloads.emplace_back(bytes, mark);
    return at(cycle, [=, &data, this] {
      try {
        const hw::RingTransfer transfer = ring().send({destinations, channel, bytes, data}, cycle);
        sent.emplace_back(mark, transfer.begin);
      } catch (const hw::CommandFault& fault) {
        refused.emplace_back(fault.what());
      }
    });
  }
  void open_at(Cycle cycle, FakeConsumer& consumer, std::uint32_t packets = 1) {
    at(cycle, [&, packets] { consumer.open(ring(), packets); });
  }

  std::array<FakeConsumer, 4> consumers;
  FakeConsumer second;
  FakeConsumer scalar_core;
  std::deque<std::vector<std::uint8_t>> payloads;
  std::vector<std::pair<std::uint8_t, Cycle>> sent;  // mark and first cycle on the ring
  std::vector<std::string> refused;
};

TEST(Ring, packet_starts_when_its_consumer_opens) {
  RingBench bench;
  bench.send_at(10, 'a', 0b0001);
  bench.open_at(40, bench.consumers[0]);
  bench.run();
  // 256 bytes at 16 per cycle, latency 5
  EXPECT_THAT(bench.consumers[0].deliveries, ElementsAre(Delivery{40, 61, 256, 'a'}));
}

TEST(Ring, packet_starts_at_once_when_its_consumer_is_open) {
  RingBench bench;
  bench.open_at(3, bench.consumers[0]);
  bench.send_at(10, 'a', 0b0001, 40);
  bench.run();
  EXPECT_THAT(bench.consumers[0].deliveries, ElementsAre(Delivery{10, 18, 40, 'a'}));  // 3 + 5
}

TEST(Ring, multicast_waits_for_all_consumers_and_reaches_them_together) {
  RingBench bench;
  bench.send_at(5, 'm', 0b1011);
  bench.open_at(30, bench.consumers[0]);
  bench.open_at(10, bench.consumers[1]);
  bench.open_at(20, bench.consumers[3]);
  bench.run();
  for (const std::size_t t : {0, 1, 3})
    EXPECT_THAT(bench.consumers[t].deliveries, ElementsAre(Delivery{30, 51, 256, 'm'}));
  EXPECT_THAT(bench.consumers[2].deliveries, IsEmpty());
}

TEST(Ring, packets_follow_each_other_at_the_rate_of_the_ring) {
  RingBench bench;
  bench.open_at(0, bench.consumers[0], 2);
  bench.open_at(0, bench.consumers[1], 1);
  bench.send_at(1, 'a', 0b0001);
  bench.send_at(2, 'b', 0b0010);
  bench.send_at(3, 'c', 0b0001);
  bench.run();
  EXPECT_THAT(bench.sent, ElementsAre(std::pair('a', 1), std::pair('b', 17), std::pair('c', 33)));
  EXPECT_EQ(bench.ring().busy_cycles(), 48U);
  EXPECT_EQ(bench.ring().packets(), 3U);
  EXPECT_EQ(bench.ring().bytes(), 768U);
}

TEST(Ring, senders_to_one_consumer_go_in_order_of_arrival) {
  RingBench bench;
  bench.send_at(10, 'a', 0b0001);
  bench.send_at(11, 'b', 0b0001);
  bench.open_at(50, bench.consumers[0], 2);
  bench.run();
  EXPECT_THAT(bench.sent, ElementsAre(std::pair('a', 50), std::pair('b', 66)));
}

TEST(Ring, blocked_packet_is_passed_over) {
  RingBench bench;
  bench.send_at(10, 'a', 0b0001);
  bench.send_at(11, 'b', 0b0010);
  bench.open_at(0, bench.consumers[1]);
  bench.open_at(60, bench.consumers[0]);
  bench.run();
  EXPECT_THAT(bench.sent, ElementsAre(std::pair('b', 11), std::pair('a', 60)));
}

TEST(Ring, no_more_packets_are_passed_over_than_there_are_channels) {
  RingBench bench;
  bench.send_at(10, 'a', 0b0001);
  bench.send_at(11, 'b', 0b0001);
  bench.send_at(12, 'c', 0b0010);  // could go, but two blocked packets fill both channels
  bench.open_at(0, bench.consumers[1]);
  bench.open_at(100, bench.consumers[0]);
  bench.open_at(200, bench.consumers[0]);
  bench.run();
  EXPECT_THAT(bench.sent,
              ElementsAre(std::pair('a', 100), std::pair('c', 116), std::pair('b', 200)));
}

TEST(Ring, consumers_of_a_tile_open_independently) {
  RingBench bench;
  bench.send_at(10, 'a', 0b0001, 256, 0);
  bench.send_at(11, 'b', 0b0001, 256, 1);
  bench.open_at(0, bench.second);
  bench.open_at(50, bench.consumers[0]);
  bench.run();
  EXPECT_THAT(bench.second.deliveries, ElementsAre(Delivery{11, 32, 256, 'b'}));
  EXPECT_THAT(bench.consumers[0].deliveries, ElementsAre(Delivery{50, 71, 256, 'a'}));
}

TEST(Ring, scalar_core_is_the_destination_behind_the_tiles) {
  RingBench bench;
  bench.open_at(0, bench.scalar_core);
  bench.send_at(10, 'a', 0b1'0000);
  bench.run();
  EXPECT_THAT(bench.scalar_core.deliveries, ElementsAre(Delivery{10, 31, 256, 'a'}));
}

TEST(Ring, unknown_destination_is_refused) {
  RingBench bench;
  bench.send_at(10, 'a', 0b10'0001);
  bench.open_at(0, bench.consumers[0], 2);
  bench.send_at(20, 'b', 0b0001);
  bench.run();
  ASSERT_EQ(bench.refused.size(), 1U);
  EXPECT_EQ(bench.refused[0], "ring destination 5 does not exist, there are 4 tiles");
  EXPECT_THAT(bench.sent, ElementsAre(std::pair('b', 20)));  // the ring goes on
}

TEST(Ring, packet_without_destination_is_refused) {
  RingBench bench;
  bench.send_at(10, 'a', 0);
  bench.run();
  ASSERT_EQ(bench.refused.size(), 1U);
  EXPECT_THAT(bench.refused[0], HasSubstr("without destinations"));
}

TEST(Ring, report_of_a_blocked_packet_names_the_consumers_that_are_closed) {
  RingBench bench;
  bench.open_at(0, bench.consumers[1]);
  bench.run(10);
  EXPECT_EQ(bench.ring().blocked_on({0b0111, 0, 256, {}}),
            "waits for the ring: consumer 0 of destination(s) 0, 2 not open");
}

TEST(Ring, reset_drops_packets_that_wait) {
  RingBench bench;
  sc_core::sc_process_handle sender = bench.send_at(10, 'a', 0b0001);
  bench.at(20, [&] {
    bench.ring().reset();
    sender.kill();  // who sends is reset together with the ring
  });
  bench.open_at(30, bench.consumers[0]);
  bench.send_at(40, 'b', 0b0001);
  bench.run();
  EXPECT_THAT(bench.sent, ElementsAre(std::pair('b', 40)));
}

}  // namespace
}  // namespace tessera::test
