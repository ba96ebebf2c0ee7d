// SPDX-License-Identifier: Apache-2.0
// The scalar core's bundles: gating, reads before writes, loads, stores, host descriptors.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using hw::InspectSpace;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Event = FakeHost::Event;
using Kind = FakeHost::Kind;

/// Load slot: 1 absolute, 2 through a register, 3 with post-increment.
spec::Bundle load(std::uint32_t mode, std::uint32_t destination, std::uint32_t address) {
  spec::Bundle bundle;
  bundle.load = mode;
  bundle.load_destination = destination;
  bundle.load_address = address;
  return bundle;
}

/// Store slot: 2 absolute, 4 through a register.
spec::Bundle store(std::uint32_t mode, std::uint32_t address, std::uint32_t source) {
  spec::Bundle bundle;
  bundle.vector_op = mode;
  bundle.vector_address = address;
  bundle.vector_source = source;
  return bundle;
}

TEST(ScalarCoreMemory, gated_bundle_runs_if_its_predicate_has_its_polarity) {
  AcceleratorBench bench;
  Program program;
  program.add(alu(Alu::kEq, 3, 31, 0));  // p3 becomes true, p4 stays false
  std::uint32_t destination = 10;
  for (const std::uint32_t predicate : {3U, 4U}) {
    for (const std::uint32_t polarity : {1U, 0U}) {
      spec::Bundle bundle = alu(Alu::kMov, destination++, 0, 1);
      bundle.gate = 1;
      bundle.predicate = predicate;
      bundle.polarity = polarity;
      program.add(bundle);
    }
  }
  ASSERT_TRUE(bench.execute(program.halt()));
  EXPECT_EQ(bench.reg(10), 1U);
  EXPECT_EQ(bench.reg(11), 0U);
  EXPECT_EQ(bench.reg(12), 0U);
  EXPECT_EQ(bench.reg(13), 1U);
  EXPECT_EQ(bench.done.front().cycle, 6U);  // start and five bundles: a gated one takes its time
}

TEST(ScalarCoreMemory, reads_of_a_bundle_see_the_state_before_it) {
  AcceleratorBench bench;
  bench.set(InspectSpace::kScalarMemory, 0, 5, {500, 600});
  spec::Bundle bundle = alu(Alu::kAdd, 1, 1, 1);  // r1: 5 -> 6
  bundle.load = 2;                                // r2 = [r1]
  bundle.load_destination = 2;
  bundle.load_address = 1;
  bundle.vector_op = 4;  // [r3] = r1
  bundle.vector_address = 3;
  bundle.vector_source = 1;
  bundle.special_op = 3;  // r4 = 2 ^ r2, of the old r2 = 0
  bundle.special_source = 2;
  bundle.special_destination = 4;
  ASSERT_TRUE(bench.execute(Program().set(1, 5).set(3, 5).add(bundle).halt()));
  EXPECT_EQ(bench.reg(1), 6U);
  EXPECT_EQ(bench.reg(2), 500U);  // the word before the store, at the address before the sum
  EXPECT_EQ(bench.reg(4), 0x3f80'0000U);
  EXPECT_THAT(bench.scalar_memory(5, 2), ElementsAre(5, 600));
}

TEST(ScalarCoreMemory, loads_are_absolute_by_register_or_with_post_increment) {
  AcceleratorBench bench;
  bench.set(InspectSpace::kScalarMemory, 0, 100, {11, 22, 33});
  Program program;
  program.set(1, 101).set(2, 101).add(load(1, 10, 100)).add(load(2, 11, 1));
  program.add(load(3, 12, 2)).add(load(3, 13, 2)).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.reg(10), 11U);
  EXPECT_EQ(bench.reg(11), 22U);
  EXPECT_EQ(bench.reg(1), 101U);
  EXPECT_EQ(bench.reg(12), 22U);
  EXPECT_EQ(bench.reg(13), 33U);
  EXPECT_EQ(bench.reg(2), 103U);
}

TEST(ScalarCoreMemory, stores_are_absolute_or_by_register) {
  AcceleratorBench bench;
  Program program;
  program.set(1, 1023).set(2, 0xcafe).add(store(2, 7, 2)).add(store(4, 1, 2)).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.scalar_memory(6, 3), ElementsAre(0, 0xcafe, 0));
  EXPECT_THAT(bench.scalar_memory(1023, 1), ElementsAre(0xcafe));
}

TEST(ScalarCoreMemory, descriptor_words_issue_a_host_transfer) {
  AcceleratorBench bench;
  ASSERT_TRUE(bench.execute(Program().host_transfer(1, 0x200, 100).halt()));
  // start 1, eight bundles, issue 5 and its bundle 1: the program ends at 15; the transfer begins
  // at 14, in bursts of 64 bytes, 10 cycles each.
  EXPECT_THAT(bench.done, ElementsAre(AcceleratorBench::Done{true, 15}));
  EXPECT_THAT(bench.host.events,
              ElementsAre(Event{Kind::kRead, 0x200, 64, 24}, Event{Kind::kRead, 0x240, 36, 34}));
}

TEST(ScalarCoreMemory, descriptor_carries_the_upper_half_of_its_address) {
  AcceleratorBench bench;
  bench.load(Program().host_transfer(2, 0x12'3456'7890, 8).halt());
  bench.run();
  EXPECT_THAT(bench.host.events, ElementsAre(Event{Kind::kRead, 0x12'3456'7890, 8, 24}));
}

TEST(ScalarCoreMemory, descriptor_words_stay_for_the_next_transfer) {
  AcceleratorBench bench;
  spec::Bundle issue;
  issue.vector_op = 12;
  ASSERT_TRUE(bench.execute(Program().host_transfer(4).add(issue).halt()));
  EXPECT_EQ(bench.host.events.size(), 2U);
}

TEST(ScalarCoreMemory, tags_4_to_7_are_interrupts_0_to_3) {
  AcceleratorBench bench;
  Program program;
  for (const std::uint32_t tag : {4U, 5U, 6U, 7U}) program.host_transfer(tag);
  ASSERT_TRUE(bench.execute(program.halt()));
  // Fourteen cycles per transfer: eight bundles, issue 5, bundle 1; issued one before its end.
  EXPECT_THAT(bench.host.events,
              ElementsAre(Event{Kind::kInterrupt, 0, 0, 14}, Event{Kind::kInterrupt, 1, 0, 28},
                          Event{Kind::kInterrupt, 2, 0, 42}, Event{Kind::kInterrupt, 3, 0, 56}));
}

struct BadBundle {
  const char* what;
  spec::Bundle bundle;
  const char* message;

  friend std::ostream& operator<<(std::ostream& out, const BadBundle& each) {
    return out << each.what;
  }
};

class ScalarCoreMemoryFault : public testing::TestWithParam<BadBundle> {};

TEST_P(ScalarCoreMemoryFault, names_the_word_and_the_cause) {
  AcceleratorBench bench;
  Program program;
  program.set(1, 1024).set(2, 8).add(GetParam().bundle).halt();
  EXPECT_FALSE(bench.execute(program));
  ASSERT_EQ(bench.host.faults.size(), 1U);
  EXPECT_THAT(bench.host.faults[0], HasSubstr("accelerator.scalar_core: word 3: "));
  EXPECT_THAT(bench.host.faults[0], HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    , ScalarCoreMemoryFault,
    testing::Values(BadBundle{"load_outside", load(2, 3, 1), "scalar memory: unit 1024"},
                    BadBundle{"store_outside", store(4, 1, 2), "scalar memory: unit 1024"},
                    BadBundle{"absolute_outside", load(1, 3, 2000), "scalar memory: unit 2000"},
                    BadBundle{"load_register", load(2, 3, 32), "load through register 32"},
                    BadBundle{"store_register", store(4, 40, 2), "store through register 40"},
                    BadBundle{"vector_op", store(1, 0, 0), "vector operation 1"},
                    BadBundle{"descriptor_word", store(10, 4, 2), "host descriptor word 4"},
                    BadBundle{"tag_0", store(12, 0, 0), "tag 0"}),
    [](const auto& test) { return std::string(test.param.what); });

}  // namespace
}  // namespace tessera::test
