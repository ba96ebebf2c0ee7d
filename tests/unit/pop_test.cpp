// SPDX-License-Identifier: Apache-2.0
// The pops: units of a host stream into a staging buffer. What lies there is shown by an infeed to
// tile 0.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using hw::ScalarCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;
using Done = AcceleratorBench::Done;

// The transfer takes 9 bundles and 5 for the issue: begun at 14, next command at 15; 64 bytes are
// there at 24, 34, ... A pop is dispatched at 17 and starts until 19; it passes 8 bytes per cycle.

spec::Pop pop(std::uint32_t base, std::uint32_t units, bool activations = true) {
  spec::Pop pop;
  pop.activations = activations ? 1 : 0;
  pop.staging = ttu(base, {{1, units}});
  pop.signal_enable = 1;
  return pop;
}

spec::ScalarFence wait_counter(ScalarCounter counter, std::uint32_t threshold) {
  spec::ScalarFence fence;
  const auto id = static_cast<std::uint32_t>(counter);
  fence.counters = fence.waits = 1U << id;
  fence.thresholds[id] = threshold;
  return fence;
}

/// `units` of a staging buffer (1: activations, 0: parameters), as one packet each `packet_words`,
/// to rows of tile 0 from `row` on; and a fence that waits for the infeed.
void show(Program& program, std::uint32_t source, spec::Ttu walk, std::uint32_t packet_words,
          std::uint32_t row, std::uint32_t rows = 1) {
  spec::RingConsumer take;
  take.tiles = 1;
  take.wide = ttu(row, {{1, rows}});
  spec::Infeed infeed;
  infeed.ring_mark = 1;
  infeed.source = source;
  infeed.staging = walk;
  infeed.packet_words = packet_words - 1;
  infeed.destinations = 1;
  spec::ScalarFence drained;
  drained.idle_units = 0b1111;
  program.add(Opcode::kScalarFence, drained);
  program.add(Opcode::kRingConsumer0, take).add(Opcode::kInfeed, infeed);
  program.add(Opcode::kScalarFence, drained);
}

struct Threshold {
  std::uint32_t units;
  hw::Cycle done;

  friend std::ostream& operator<<(std::ostream& out, const Threshold& each) {
    return out << each.units;
  }
};

class PopSignal : public testing::TestWithParam<Threshold> {};

TEST_P(PopSignal, counts_every_unit_that_has_passed) {
  AcceleratorBench bench;
  Program program;
  program.host_transfer(1, 0, 128).add(Opcode::kPop, pop(0, 16));
  program.add(Opcode::kScalarFence, wait_counter(ScalarCounter::kAvdataPop, GetParam().units))
      .halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.done, ElementsAre(Done{true, GetParam().done}));
}

// Units 1 to 8 pass from 24 on, 9 to 16 from 34 on, one a cycle; signal 1.
INSTANTIATE_TEST_SUITE_P(, PopSignal,
                         testing::Values(Threshold{1, 26}, Threshold{8, 33}, Threshold{9, 36},
                                         Threshold{16, 43}),
                         [](const auto& test) {
                           return "unit_" + std::to_string(test.param.units);
                         });

TEST(Pop, signal_level_1_counts_passes) {
  AcceleratorBench bench;
  spec::Pop passes = pop(0, 1);
  passes.staging = ttu(0, {{1, 4}, {4, 2}});
  passes.signal_level = 1;
  Program program;
  program.host_transfer(1, 0, 64).add(Opcode::kPop, passes);
  program.add(Opcode::kScalarFence, wait_counter(ScalarCounter::kAvdataPop, 2)).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 33}));
  EXPECT_EQ(bench.counter(ScalarCounter::kAvdataPop), 2U);
}

TEST(Pop, parameters_come_in_units_of_64_bytes_from_a_stream_of_their_own) {
  AcceleratorBench bench;
  bench.host.number(0x100, 32, 1000);
  Program program;
  program.host_transfer(2, 0x100, 128).add(Opcode::kPop, pop(3, 2, false));
  program.add(Opcode::kScalarFence, wait_counter(ScalarCounter::kParameterPop, 2));
  show(program, 0, ttu(3, {{1, 2}}), 32, 5);
  ASSERT_TRUE(bench.execute(program.host_transfer(4).halt()));
  EXPECT_THAT(bench.wide(0, 5, 2), ElementsAre(1000, 1001));
  EXPECT_EQ(bench.wide(0, 5, 32)[31], 1031U);
  EXPECT_EQ(bench.counter(ScalarCounter::kAvdataPop), 0U);
}

TEST(Pop, parameter_unit_takes_8_cycles) {
  AcceleratorBench bench;
  Program program;
  program.host_transfer(2, 0, 128).add(Opcode::kPop, pop(0, 2, false));
  program.add(Opcode::kScalarFence, wait_counter(ScalarCounter::kParameterPop, 2)).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 43}));  // 24 to 32, 34 to 42; signal 1
}

TEST(Pop, staging_walk_wraps_around_the_end_of_the_buffer) {
  AcceleratorBench bench;  // 4096 bytes: units 0 to 511
  bench.host.number(0, 16, 100);
  Program program;
  program.host_transfer(1, 0, 64).add(Opcode::kPop, pop(508, 8));
  show(program, 1, ttu(508, {{1, 8}}), 16, 0);  // across the end, as it was written
  show(program, 1, ttu(0, {{1, 4}}), 8, 1);     // the part behind the end
  ASSERT_TRUE(bench.execute(program.halt()));
  EXPECT_THAT(bench.wide(0, 0, 3), ElementsAre(100, 101, 102));
  EXPECT_EQ(bench.wide(0, 0, 16)[15], 115U);
  EXPECT_THAT(bench.wide(0, 1, 4), ElementsAre(108, 109, 110, 111));
}

TEST(Pop, next_command_goes_on_where_the_last_one_left_the_stream) {
  AcceleratorBench bench;
  bench.host.number(0, 16, 100);
  Program program;
  program.host_transfer(1, 0, 64).add(Opcode::kPop, pop(0, 3)).add(Opcode::kPop, pop(100, 5));
  show(program, 1, ttu(100, {{1, 5}}), 10, 0);
  ASSERT_TRUE(bench.execute(program.halt()));
  EXPECT_THAT(bench.wide(0, 0, 2), ElementsAre(106, 107));
}

TEST(Pop, two_slots_and_credits_stream_more_than_the_slots_hold) {
  AcceleratorBench bench;
  bench.host.number(0, 64, 100);
  spec::Pop in = pop(0, 1);
  in.staging = two_slots(ttu(0, {{1, 8}, {0, 4}}), 1, 8);
  in.sync[0] = wait_on(ScalarCounter::kAvdataInfeed, 1, -8, 8);  // entry k: 8 (k - 1) units are out
  spec::Infeed out;
  out.ring_mark = 1;
  out.source = 1;
  out.staging = in.staging;
  out.packet_words = 15;
  out.destinations = 1;
  out.signal_enable = 1;
  out.sync[0] = wait_on(ScalarCounter::kAvdataPop, 1, 8, 8);
  spec::RingConsumer take;
  take.tiles = 1;
  take.wide = ttu(0, {{1, 4}});
  Program program;
  program.add(Opcode::kRingConsumer0, take).host_transfer(1, 0, 256);
  program.add(Opcode::kPop, in).add(Opcode::kInfeed, out);
  program.add(Opcode::kScalarFence, wait_counter(ScalarCounter::kAvdataInfeed, 32)).halt();
  ASSERT_TRUE(bench.execute(program));
  for (std::uint32_t r = 0; r < 4; ++r) {
    EXPECT_EQ(bench.wide(0, r, 16)[0], 100 + 16 * r);
    EXPECT_EQ(bench.wide(0, r, 16)[15], 115 + 16 * r);
  }
}

TEST(Pop, without_credit_leaves_the_third_entry_on_the_stream) {
  AcceleratorBench bench;
  spec::Pop in = pop(0, 1);
  in.staging = two_slots(ttu(0, {{1, 8}, {0, 4}}), 1, 8);
  in.sync[0] = wait_on(ScalarCounter::kAvdataInfeed, 1, -8, 8);
  bench.load(Program().host_transfer(1, 0, 256).add(Opcode::kPop, in).halt());
  bench.run();
  EXPECT_EQ(bench.counter(ScalarCounter::kAvdataPop), 16U);
  EXPECT_THAT(bench.accelerator.stall_report(),
              testing::HasSubstr("counter 2 (AVDATA_INFEED) = 0 to reach 8"));
}

TEST(Pop, host_is_held_back_when_it_sends_faster_than_the_pop_passes) {
  AcceleratorBench bench;
  bench.host.transfer_cycles = 1;
  Program program;
  program.host_transfer(1, 0, 65536).add(Opcode::kPop, pop(0, 8192)).halt();
  bench.load(program);
  bench.run(10000);
  // 8 bytes per cycle from 19 on. At most 2 x 8192 bytes are read and not passed: the stream's, and
  // those that the pop has taken out of it and is passing.
  const std::vector<hw::Cycle> reads = bench.host.cycles(FakeHost::Kind::kRead);
  ASSERT_EQ(reads.size(), 1024U);
  EXPECT_GE(reads.back(), 19U + (65536 - 2 * 8192) / 8);
}

}  // namespace
}  // namespace tessera::test
