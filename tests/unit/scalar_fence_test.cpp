// SPDX-License-Identifier: Apache-2.0
// The scalar fence: tokens of tiles, counters waited for or set, idle units.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using hw::ScalarCounter;
using spec::Opcode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Done = AcceleratorBench::Done;

// start takes 1 cycle, dispatch 2, a scalar fence 2; a front end takes 2 for a command, 3 for a
// fence.

spec::ScalarFence wait_tokens(std::uint32_t tiles) {
  spec::ScalarFence fence;
  fence.wait_tokens = 1;
  fence.token_tiles = tiles;
  return fence;
}

spec::ScalarFence wait_counter(ScalarCounter counter, std::uint32_t threshold) {
  spec::ScalarFence fence;
  const auto id = static_cast<std::uint32_t>(counter);
  fence.counters = fence.waits = 1U << id;
  fence.thresholds[id] = threshold;
  return fence;
}

spec::TileFence token_of(std::uint32_t tiles, std::uint32_t units = 0) {
  spec::TileFence fence;
  fence.tiles = tiles;
  fence.units = units;
  fence.token = 1;
  return fence;
}

/// A copy of `words` cycles behind a start of 2.
spec::WideToNarrow copy(std::uint32_t tiles, std::uint32_t words) {
  spec::WideToNarrow move;
  move.tiles = tiles;
  move.wide = ttu(0, {{0, 100}});
  move.narrow = ttu(0, {{0, words}});
  return move;
}

TEST(ScalarFence, waits_for_the_tokens_of_all_tiles_it_names) {
  AcceleratorBench bench;
  Program program;
  program.add(Opcode::kWideToNarrow, copy(0b0100, 100));
  program.add(Opcode::kTileFence, token_of(0b1111, 0x3ff))
      .add(Opcode::kScalarFence, wait_tokens(0b1111));
  ASSERT_TRUE(bench.execute(program.halt()));
  // Tile 2 gets the copy at 3 and hands it on at 5; it runs until 5 + 2 + 100. The fence there is
  // ready long before, and its token comes with the copy's end.
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 107}));
}

TEST(ScalarFence, does_not_wait_for_tiles_it_does_not_name) {
  AcceleratorBench bench;
  Program program;
  program.add(Opcode::kWideToNarrow, copy(0b0100, 100));
  program.add(Opcode::kTileFence, token_of(0b1111, 0x3ff))
      .add(Opcode::kScalarFence, wait_tokens(0b1011));
  ASSERT_TRUE(bench.execute(program.halt()));
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 8}));  // fence dispatched at 5, taken until 8
}

TEST(ScalarFence, token_that_came_before_is_kept_and_used_once) {
  AcceleratorBench bench;
  Program program;
  program.add(Opcode::kTileFence, token_of(0b0001));
  for (int i = 0; i < 20; ++i) program.set(1, 0);
  program.add(Opcode::kScalarFence, wait_tokens(0b0001));  // at 23: 1 + 2 + 20
  program.host_transfer(4);
  program.add(Opcode::kScalarFence, wait_tokens(0b0001)).halt();
  bench.load(program);
  bench.run();
  EXPECT_THAT(bench.host.cycles(FakeHost::Kind::kInterrupt), ElementsAre(38));  // 25 + 8 + 5
  EXPECT_THAT(bench.done, IsEmpty());
  EXPECT_THAT(bench.accelerator.stall_report(), HasSubstr("waits for the token of tile 0"));
}

TEST(ScalarFence, sets_counters_it_does_not_wait_for) {
  AcceleratorBench bench;
  spec::ScalarFence fence;
  fence.counters = 0b1'0000'0101;
  fence.value = 8191;
  ASSERT_TRUE(bench.execute(Program().add(Opcode::kScalarFence, fence).halt()));
  for (unsigned id = 0; id < hw::kScalarCounters; ++id)
    EXPECT_EQ(bench.accelerator.scalar_counter(id), (0b1'0000'0101U >> id & 1U) != 0 ? 8191U : 0U);
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 3}));
}

TEST(ScalarFence, waits_until_a_counter_reaches_its_threshold) {
  AcceleratorBench bench;
  spec::RingProducer send;
  send.tiles = 0b0001;
  send.wide = ttu(0, {{1, 3}});
  send.destinations = 0b0010;
  send.order_enable = 1;
  spec::RingConsumer take;
  take.tiles = 0b0010;
  take.wide = ttu(0, {{1, 3}});
  Program program;
  program.add(Opcode::kRingConsumer0, take).add(Opcode::kRingProducer, send);
  program.add(Opcode::kScalarFence, wait_counter(ScalarCounter::kProducerA, 2)).halt();
  ASSERT_TRUE(bench.execute(program));
  // Producer: dispatched at 5, front end 2, start 3: rows of 21 cycles from 10 on. Row 2 has
  // arrived at 52 and is seen at 53.
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 53}));
}

TEST(ScalarFence, waits_for_one_counter_and_sets_another) {
  AcceleratorBench bench;
  spec::ScalarFence first;
  first.counters = 1;
  first.value = 5;
  spec::ScalarFence second = wait_counter(ScalarCounter::kAvdataPop, 5);
  second.counters |= 0b10;
  second.value = 9;
  Program program;
  program.add(Opcode::kScalarFence, first).add(Opcode::kScalarFence, second).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.counter(ScalarCounter::kAvdataPop), 5U);
  EXPECT_EQ(bench.counter(ScalarCounter::kParameterPop), 9U);
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 5}));  // 1 + 2 + 2
}

struct IdleBit {
  const char* unit;
  Opcode opcode;
  std::uint32_t activations;  // of a pop
  unsigned bit;

  friend std::ostream& operator<<(std::ostream& out, const IdleBit& each) {
    return out << each.unit;
  }
};

class ScalarFenceIdle : public testing::TestWithParam<IdleBit> {
 protected:
  /// A command that cannot end, and a fence that waits for `units`.
  static bool ends(std::uint32_t units) {
    AcceleratorBench bench;
    Program program;
    if (GetParam().opcode == Opcode::kPop) {
      spec::Pop pop;  // no data comes
      pop.activations = GetParam().activations;
      program.add(Opcode::kPop, pop);
    } else if (GetParam().opcode == Opcode::kInfeed) {
      spec::Infeed infeed;  // nobody takes its packet
      infeed.ring_mark = 1;
      infeed.source = 2;
      infeed.destinations = 1;
      program.add(Opcode::kInfeed, infeed);
    } else {
      program.add(Opcode::kOutfeed, spec::Outfeed{});  // nobody sends
    }
    spec::ScalarFence fence;
    fence.idle_units = units;
    bench.load(program.add(Opcode::kScalarFence, fence).halt());
    bench.run();
    EXPECT_THAT(bench.host.faults, IsEmpty());
    return !bench.done.empty();
  }
};

TEST_P(ScalarFenceIdle, waits_for_the_unit_of_its_bit) { EXPECT_FALSE(ends(1U << GetParam().bit)); }

TEST_P(ScalarFenceIdle, does_not_wait_with_all_other_bits) {
  EXPECT_TRUE(ends(0x1f & ~(1U << GetParam().bit)));
}

INSTANTIATE_TEST_SUITE_P(, ScalarFenceIdle,
                         testing::Values(IdleBit{"activation_pop", Opcode::kPop, 1, 0},
                                         IdleBit{"parameter_pop", Opcode::kPop, 0, 1},
                                         IdleBit{"infeed", Opcode::kInfeed, 0, 2},
                                         IdleBit{"outfeed", Opcode::kOutfeed, 0, 3}),
                         [](const auto& test) { return std::string(test.param.unit); });

}  // namespace
}  // namespace tessera::test
