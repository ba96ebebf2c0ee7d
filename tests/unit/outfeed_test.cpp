// SPDX-License-Identifier: Apache-2.0
// The outfeed: packets from the ring to the host or to scalar memory.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using hw::InspectSpace;
using hw::ScalarCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using Done = AcceleratorBench::Done;
using Kind = FakeHost::Kind;

// The producer is dispatched at 3, the outfeed at 5; both are at the ring at 8 (front end 2 and
// start 3, start 3). A row of 256 bytes arrives at 29 (16 cycles, latency 5). The outfeed passes
// 8 bytes per cycle.

constexpr std::uint32_t kScalarCore = 0b1'0000;

spec::RingProducer rows_of_tile_0(std::uint32_t rows) {
  spec::RingProducer send;
  send.tiles = 1;
  send.wide = ttu(0, {{1, rows}});
  send.destinations = kScalarCore;
  return send;
}

spec::Outfeed to_host(std::uint32_t units) {
  spec::Outfeed move;
  move.to_host = 1;
  move.staging = ttu(0, {{1, units}});
  return move;
}

spec::ScalarFence wait_counter(ScalarCounter counter, std::uint32_t threshold) {
  spec::ScalarFence fence;
  const auto id = static_cast<std::uint32_t>(counter);
  fence.counters = fence.waits = 1U << id;
  fence.thresholds[id] = threshold;
  return fence;
}

void number_rows(AcceleratorBench& bench, std::uint32_t rows) {
  for (std::uint32_t w = 0; w < 64 * rows; ++w)
    bench.set(InspectSpace::kWideMemory, 0, w, {1000 + w});
}

TEST(Outfeed, rows_go_to_the_host_in_bursts) {
  AcceleratorBench bench;
  number_rows(bench, 1);
  Program program;
  program.add(Opcode::kRingProducer, rows_of_tile_0(1)).add(Opcode::kOutfeed, to_host(32));
  ASSERT_TRUE(bench.execute(program.host_transfer(3, 0x400, 256).halt()));
  EXPECT_EQ(bench.host.words(0x400, 64)[63], 1063U);
  EXPECT_THAT(bench.host.words(0x3fc, 3), ElementsAre(0, 1000, 1001));
  // Bytes pass from 29 to 61, 64 of them in 8 cycles; a burst of 64 takes the host 10.
  EXPECT_THAT(bench.host.cycles(Kind::kWrite), SizeIs(4));
  EXPECT_EQ(bench.host.events[0].bytes, 64U);
}

TEST(Outfeed, rest_of_the_last_packet_is_dropped) {
  AcceleratorBench bench;
  number_rows(bench, 4);
  Program program;
  program.add(Opcode::kRingProducer, rows_of_tile_0(4));
  program.add(Opcode::kOutfeed, to_host(33)).add(Opcode::kOutfeed, to_host(34));
  ASSERT_TRUE(bench.execute(program.host_transfer(3, 0, 536).halt()));
  // 33 units: row 0 and 2 words of row 1; then 34 units: row 2 and 4 words of row 3.
  const std::vector<std::uint32_t> words = bench.host.words(0, 135);
  EXPECT_EQ(words[65], 1065U);
  EXPECT_EQ(words[66], 1128U);
  EXPECT_EQ(words[133], 1195U);
  EXPECT_EQ(words[134], 0U);
}

TEST(Outfeed, words_go_to_scalar_memory_in_the_order_of_the_walk) {
  AcceleratorBench bench;
  number_rows(bench, 1);
  spec::Outfeed move;
  move.staging = ttu(100, {{2, 3}, {1, 2}});  // words 100 102 104 101 103 105
  move.signal_enable = 1;
  Program program;
  program.add(Opcode::kRingProducer, rows_of_tile_0(1)).add(Opcode::kOutfeed, move);
  program.add(Opcode::kScalarFence, wait_counter(ScalarCounter::kRingOutfeed, 6)).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.scalar_memory(99, 8), ElementsAre(0, 1000, 1003, 1001, 1004, 1002, 1005, 0));
  // Two words per cycle and pass: 29 to 31 and 31 to 33; the last word is seen at 34.
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 34}));
}

TEST(Outfeed, signal_level_1_counts_passes) {
  AcceleratorBench bench;
  spec::Outfeed move;
  move.staging = ttu(0, {{1, 4}, {4, 4}});
  move.signal_enable = 1;
  move.signal_level = 1;
  Program program;
  program.add(Opcode::kRingProducer, rows_of_tile_0(1)).add(Opcode::kOutfeed, move);
  program.add(Opcode::kScalarFence, wait_counter(ScalarCounter::kRingOutfeed, 3)).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 36}));  // 29 + 3 x 2, signal 1
}

TEST(Outfeed, waits_for_the_host_when_its_stream_is_full) {
  AcceleratorBench bench;  // no output transfer: 8192 bytes of stream fill up
  bench.load(Program()
                 .add(Opcode::kRingProducer, rows_of_tile_0(64))
                 .add(Opcode::kOutfeed, to_host(64 * 32))
                 .halt());
  bench.run(20000);
  EXPECT_THAT(bench.accelerator.stall_report(),
              HasSubstr("accelerator.outfeed: outfeed: waits for the host to take output"));
  EXPECT_EQ(bench.accelerator.ring().packets(), 33U);  // 32 in the stream, one in the outfeed
}

TEST(Outfeed, host_does_not_get_bytes_before_they_have_passed) {
  AcceleratorBench bench;
  bench.host.transfer_cycles = 1;
  Program program;
  program.add(Opcode::kRingProducer, rows_of_tile_0(1)).add(Opcode::kOutfeed, to_host(32));
  ASSERT_TRUE(bench.execute(program.host_transfer(3, 0, 256).halt()));
  const std::vector<hw::Cycle> writes = bench.host.cycles(Kind::kWrite);
  ASSERT_THAT(writes, SizeIs(4));
  for (std::size_t burst = 0; burst < 4; ++burst)  // 64 bytes per 8 cycles from 29 on, and 1
    EXPECT_GE(writes[burst], 29 + 8 * (burst + 1) + 1);
}

TEST(Outfeed, scalar_memory_passes_weights_on_to_all_tiles) {
  // The way of depthwise weights: rows into two slots of 64 words of scalar memory, and out of them
  // in packets of 4 words.
  AcceleratorBench bench;
  number_rows(bench, 3);
  spec::Outfeed in;
  in.staging = two_slots(ttu(0, {{1, 64}, {0, 3}}), 1, 64);
  in.signal_enable = 1;
  in.sync[0] = wait_on(ScalarCounter::kScalarInfeed, 1, -64, 64);
  spec::Infeed out;
  out.ring_mark = 1;
  out.source = 2;
  out.staging = in.staging;
  out.packet_words = 3;
  out.destinations = 0b1110;
  out.signal_enable = 1;
  out.sync[0] = wait_on(ScalarCounter::kRingOutfeed, 0, 1, 1);
  spec::RingConsumer take;
  take.tiles = 0b1110;
  take.wide = ttu(10, {{1, 48}});
  Program program;
  program.add(Opcode::kRingConsumer0, take).add(Opcode::kRingProducer, rows_of_tile_0(3));
  program.add(Opcode::kOutfeed, in).add(Opcode::kInfeed, out);
  program.add(Opcode::kScalarFence, wait_counter(ScalarCounter::kScalarInfeed, 192)).halt();
  ASSERT_TRUE(bench.execute(program));
  for (const unsigned tile : {1U, 2U, 3U})
    for (std::uint32_t r = 0; r < 48; ++r)
      EXPECT_THAT(bench.wide(tile, 10 + r, 4),
                  ElementsAre(1000 + 4 * r, 1001 + 4 * r, 1002 + 4 * r, 1003 + 4 * r));
}

TEST(Outfeed, packet_without_a_whole_unit_is_a_fault) {
  AcceleratorBench bench;
  spec::Infeed one_word;
  one_word.ring_mark = 1;
  one_word.source = 2;
  one_word.destinations = kScalarCore;
  Program program;
  program.add(Opcode::kOutfeed, to_host(1)).add(Opcode::kInfeed, one_word).halt();
  EXPECT_FALSE(bench.execute(program));
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  EXPECT_THAT(bench.host.faults[0], HasSubstr("outfeed: a packet of 4 bytes holds no unit of 8"));
}

TEST(Outfeed, address_outside_scalar_memory_is_a_fault) {
  AcceleratorBench bench;
  spec::Outfeed move;
  move.staging = ttu(1023, {{1, 2}});
  Program program;
  program.add(Opcode::kRingProducer, rows_of_tile_0(1)).add(Opcode::kOutfeed, move).halt();
  EXPECT_FALSE(bench.execute(program));
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  EXPECT_THAT(bench.host.faults[0], HasSubstr("scalar memory: unit 1024"));
}

}  // namespace
}  // namespace tessera::test
