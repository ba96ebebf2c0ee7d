// SPDX-License-Identifier: Apache-2.0
// The infeed: packets out of scalar memory or a staging buffer, their size, order and pace.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using hw::InspectSpace;
using hw::ScalarCounter;
using hw::TileCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using Done = AcceleratorBench::Done;

// A program begins with the consumers, dispatched at 3 and open at 8. The infeed is dispatched at 5
// and starts until 8. It gathers 16 bytes per cycle and sends each packet as the ring does: 16
// bytes per cycle and 5 for the way; it lives through both.

spec::Infeed infeed(spec::Ttu walk, std::uint32_t packet_words, std::uint32_t destinations = 1) {
  spec::Infeed move;
  move.ring_mark = 1;
  move.source = 2;  // scalar memory, words
  move.staging = walk;
  move.packet_words = packet_words - 1;
  move.destinations = destinations;
  return move;
}

/// Takes `rows` packets at the tiles, then runs `move` and waits for a counter.
Program program_of(const spec::Infeed& move, std::uint32_t rows, ScalarCounter counter,
                   std::uint32_t threshold) {
  spec::RingConsumer take;
  take.tiles = move.destinations;
  take.wide = ttu(0, {{1, rows}});
  spec::ScalarFence fence;
  const auto id = static_cast<std::uint32_t>(counter);
  fence.counters = fence.waits = 1U << id;
  fence.thresholds[id] = threshold;
  Program program;
  program.add(Opcode::kRingConsumer0, take).add(Opcode::kInfeed, move);
  return program.add(Opcode::kScalarFence, fence).halt();
}

std::vector<std::uint32_t> numbers(std::uint32_t first, std::size_t n) {
  std::vector<std::uint32_t> words(n);
  for (std::size_t i = 0; i < n; ++i) words[i] = static_cast<std::uint32_t>(first + i);
  return words;
}

TEST(Infeed, small_packets_fill_a_row_each) {
  AcceleratorBench bench;
  bench.set(InspectSpace::kScalarMemory, 0, 50, numbers(500, 16));
  spec::Infeed move = infeed(ttu(50, {{1, 16}}), 4, 0b0011);
  move.signal_enable = 1;
  ASSERT_TRUE(bench.execute(program_of(move, 4, ScalarCounter::kScalarInfeed, 16)));
  for (const unsigned tile : {0U, 1U})
    for (std::uint32_t r = 0; r < 4; ++r)
      EXPECT_THAT(bench.wide(tile, r, 5),
                  ElementsAre(500 + 4 * r, 501 + 4 * r, 502 + 4 * r, 503 + 4 * r, 0));
  EXPECT_EQ(bench.accelerator.ring().packets(), 4U);
  EXPECT_EQ(bench.accelerator.ring().bytes(), 64U);
  // Each packet: 1 to gather, 1 + 5 on the ring: 8 + 4 x 7, signal 1.
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 37}));
}

TEST(Infeed, units_are_signalled_when_their_packet_has_left) {
  AcceleratorBench bench;
  spec::Infeed move = infeed(ttu(0, {{1, 16}}), 4);
  move.signal_enable = 1;
  ASSERT_TRUE(bench.execute(program_of(move, 4, ScalarCounter::kScalarInfeed, 5)));
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 23}));  // second packet: 8 + 2 x 7, signal 1
}

TEST(Infeed, packet_of_64_words_is_a_row) {
  AcceleratorBench bench;
  bench.set(InspectSpace::kScalarMemory, 0, 0, numbers(0, 128));
  spec::Infeed move = infeed(ttu(127, {{-1, 128}}), 64);  // backwards
  move.signal_enable = 1;
  ASSERT_TRUE(bench.execute(program_of(move, 2, ScalarCounter::kScalarInfeed, 128)));
  EXPECT_THAT(bench.wide(0, 0, 2), ElementsAre(127, 126));
  EXPECT_EQ(bench.wide(0, 1, 64)[63], 0U);
  // Each packet: 16 to gather, 16 + 5 on the ring: 8 + 2 x 37, signal 1.
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 83}));
}

TEST(Infeed, last_packet_may_be_short) {
  AcceleratorBench bench;
  bench.set(InspectSpace::kScalarMemory, 0, 0, numbers(10, 6));
  spec::Infeed move = infeed(ttu(0, {{1, 6}}), 4);
  move.signal_enable = 1;
  ASSERT_TRUE(bench.execute(program_of(move, 2, ScalarCounter::kScalarInfeed, 6)));
  EXPECT_THAT(bench.wide(0, 1, 3), ElementsAre(14, 15, 0));
  EXPECT_EQ(bench.accelerator.ring().bytes(), 24U);
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 23}));  // 8 bytes take a cycle as well
}

TEST(Infeed, order_field_counts_producer_a_at_all_tiles_and_the_scalar_core) {
  AcceleratorBench bench;
  spec::Infeed move = infeed(ttu(0, {{1, 4}, {4, 3}}), 4);
  move.order_enable = 1;
  move.order_level = 1;  // per pass of four words
  ASSERT_TRUE(bench.execute(program_of(move, 3, ScalarCounter::kProducerA, 2)));
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 23}));
  bench.run(100);
  for (unsigned tile = 0; tile < 4; ++tile) {
    EXPECT_EQ(bench.counter(tile, TileCounter::kRingProducerA), 3U);
    EXPECT_EQ(bench.counter(tile, TileCounter::kRingProducerB), 0U);
  }
  EXPECT_EQ(bench.counter(ScalarCounter::kProducerA), 3U);
  EXPECT_EQ(bench.counter(ScalarCounter::kProducerB), 0U);
}

TEST(Infeed, order_level_0_counts_units) {
  AcceleratorBench bench;
  spec::Infeed move = infeed(ttu(0, {{1, 8}}), 4);
  move.order_enable = 1;
  ASSERT_TRUE(bench.execute(program_of(move, 2, ScalarCounter::kProducerA, 8)));
  EXPECT_EQ(bench.counter(0, TileCounter::kRingProducerA), 8U);
}

TEST(Infeed, without_order_field_nothing_is_counted) {
  AcceleratorBench bench;
  spec::Infeed move = infeed(ttu(0, {{1, 8}}), 4);
  move.signal_enable = 1;
  ASSERT_TRUE(bench.execute(program_of(move, 2, ScalarCounter::kScalarInfeed, 8)));
  EXPECT_EQ(bench.counter(0, TileCounter::kRingProducerA), 0U);
  EXPECT_EQ(bench.counter(ScalarCounter::kProducerA), 0U);
}

TEST(Infeed, waits_for_units_to_be_there) {
  AcceleratorBench bench;
  spec::Infeed move = infeed(ttu(0, {{1, 4}}), 4);
  move.signal_enable = 1;
  move.sync[0] = wait_on(ScalarCounter::kRingOutfeed, 1, 3, 4);
  spec::ScalarFence release;
  release.counters = 1U << static_cast<unsigned>(ScalarCounter::kRingOutfeed);
  release.value = 3;
  spec::RingConsumer take;
  take.tiles = 1;
  take.wide = ttu(0, {});
  Program program;
  program.add(Opcode::kRingConsumer0, take).add(Opcode::kInfeed, move);
  for (int i = 0; i < 95; ++i) program.set(1, 0);
  program.add(Opcode::kScalarFence, release);  // 5 + 95 + 2
  spec::ScalarFence done;
  done.counters = done.waits = 1U << static_cast<unsigned>(ScalarCounter::kScalarInfeed);
  done.thresholds[4] = 4;
  ASSERT_TRUE(bench.execute(program.add(Opcode::kScalarFence, done).halt()));
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 110}));  // 102 + 1 + 6 + 1
}

struct BadInfeed {
  const char* what;
  std::uint32_t source;
  std::uint32_t ring_mark;
  std::uint32_t packet_words;
  std::uint32_t base;
  std::uint32_t destinations;
  const char* message;

  friend std::ostream& operator<<(std::ostream& out, const BadInfeed& each) {
    return out << each.what;
  }
};

class InfeedFault : public testing::TestWithParam<BadInfeed> {};

TEST_P(InfeedFault, is_reported) {
  const BadInfeed& bad = GetParam();
  AcceleratorBench bench;
  spec::Infeed move = infeed(ttu(bad.base, {{1, 4}}), bad.packet_words, bad.destinations);
  move.source = bad.source;
  move.ring_mark = bad.ring_mark;
  bench.load(Program().add(Opcode::kInfeed, move).halt());
  bench.run();
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  EXPECT_THAT(bench.host.faults[0], HasSubstr("accelerator.infeed: infeed: "));
  EXPECT_THAT(bench.host.faults[0], HasSubstr(bad.message));
}

INSTANTIATE_TEST_SUITE_P(
    , InfeedFault,
    testing::Values(BadInfeed{"source", 3, 1, 4, 0, 1, "source = 3"},
                    BadInfeed{"ring_mark", 2, 0, 4, 0, 1, "ring_mark"},
                    BadInfeed{"packet_smaller_than_a_unit", 0, 1, 4, 0, 1, "packets of 16 bytes"},
                    BadInfeed{"packet_of_parts_of_units", 1, 1, 3, 0, 1, "packets of 12 bytes"},
                    BadInfeed{"outside_scalar_memory", 2, 1, 4, 1022, 1,
                              "scalar memory: unit 1024"},
                    BadInfeed{"unknown_destination", 2, 1, 4, 0, 0x8000, "ring destination 15"}),
    [](const auto& test) { return std::string(test.param.what); });

}  // namespace
}  // namespace tessera::test
