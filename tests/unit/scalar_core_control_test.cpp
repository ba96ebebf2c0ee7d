// SPDX-License-Identifier: Apache-2.0
// The scalar core's control flow: branches, the hardware loop, halt and chained bitstreams.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using spec::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Done = AcceleratorBench::Done;

// Words count from `start`, word 0. Bundles take 1 cycle, `start` too, branches and loops 3.

spec::Branch branch(std::int32_t offset) {
  spec::Branch branch;
  branch.relative = 1;
  branch.offset = offset;
  return branch;
}

spec::Loop repeat(std::uint32_t count, std::uint32_t length) {
  spec::Loop loop;
  loop.count = count;
  loop.length = length;
  return loop;
}

TEST(ScalarCoreControl, branch_skips_words) {
  AcceleratorBench bench;
  Program program;
  program.set(1, 1).add(Opcode::kBranch, branch(2)).set(1, 2).set(2, 3).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.reg(1), 1U);
  EXPECT_EQ(bench.reg(2), 3U);
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 6}));  // 1 + 1 + 3 + 1
}

struct Condition {
  std::uint32_t predicate;
  std::uint32_t polarity;
  bool taken;

  friend std::ostream& operator<<(std::ostream& out, const Condition& each) {
    return out << "p" << each.predicate << (each.polarity != 0 ? " true" : " false");
  }
};

class ConditionalBranch : public testing::TestWithParam<Condition> {};

TEST_P(ConditionalBranch, is_taken_if_the_predicate_has_the_polarity) {
  AcceleratorBench bench;
  spec::Branch conditional = branch(2);
  conditional.conditional = 1;
  conditional.condition_register = GetParam().predicate;
  conditional.condition_polarity = GetParam().polarity;
  Program program;
  program.add(alu(Alu::kEq, 6, 31, 0));  // p6 becomes true
  program.add(Opcode::kBranch, conditional).set(1, 1).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.reg(1), GetParam().taken ? 0U : 1U);
  EXPECT_EQ(bench.done.front().cycle, GetParam().taken ? 5U : 6U);  // 1 + 1 + 3, and a bundle
}

INSTANTIATE_TEST_SUITE_P(, ConditionalBranch,
                         testing::Values(Condition{6, 1, true}, Condition{6, 0, false},
                                         Condition{5, 1, false}, Condition{5, 0, true}),
                         [](const auto& test) {
                           return std::string(test.param.predicate == 6 ? "true" : "false") +
                                  (test.param.polarity == 1 ? "_wanted_true" : "_wanted_false");
                         });

TEST(ScalarCoreControl, gated_branch_is_not_looked_at) {
  AcceleratorBench bench;
  spec::Branch gated = branch(2);
  gated.gate = 1;
  gated.predicate = 3;
  gated.polarity = 1;
  ASSERT_TRUE(bench.execute(Program().add(Opcode::kBranch, gated).set(1, 1).halt()));
  EXPECT_EQ(bench.reg(1), 1U);
  EXPECT_EQ(bench.done.front().cycle, 3U);  // three times 1
}

TEST(ScalarCoreControl, branch_back_repeats_until_its_predicate_falls) {
  AcceleratorBench bench;
  spec::Branch back = branch(-2);
  back.conditional = 1;
  back.condition_register = 2;
  back.condition_polarity = 1;
  Program program;
  program.add(alu(Alu::kAdd, 1, 1, 1))
      .add(alu(Alu::kLt, 2, 1, 4))
      .add(Opcode::kBranch, back)
      .halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.reg(1), 4U);
  EXPECT_EQ(bench.done.front().cycle, 21U);  // 1 + 4 rounds of 1 + 1 + 3
}

TEST(ScalarCoreControl, hardware_loop_repeats_its_body) {
  AcceleratorBench bench;
  Program program;
  program.add(Opcode::kLoop, repeat(5, 2));
  program.add(alu(Alu::kAdd, 1, 1, 1)).add(alu(Alu::kAdd, 2, 2, 3)).set(3, 9).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.reg(1), 5U);
  EXPECT_EQ(bench.reg(2), 15U);
  EXPECT_EQ(bench.reg(3), 9U);
  EXPECT_EQ(bench.done.front().cycle, 15U);  // 1 + 3 + 5 x 2 + 1
}

TEST(ScalarCoreControl, hardware_loop_of_one_pass_runs_once) {
  AcceleratorBench bench;
  Program program;
  program.add(Opcode::kLoop, repeat(1, 1)).add(alu(Alu::kAdd, 1, 1, 1)).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.reg(1), 1U);
}

TEST(ScalarCoreControl, loops_may_follow_each_other_and_hold_commands_of_several_words) {
  AcceleratorBench bench;
  spec::ScalarFence add_token;  // two words; sets a counter
  add_token.counters = 1U << static_cast<unsigned>(hw::ScalarCounter::kScalarPipeline);
  add_token.value = 3;
  Program program;
  program.add(Opcode::kLoop, repeat(2, 3));
  program.add(Opcode::kScalarFence, add_token).add(alu(Alu::kAdd, 1, 1, 1));
  program.add(Opcode::kLoop, repeat(3, 1)).add(alu(Alu::kAdd, 1, 1, 10)).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.reg(1), 32U);
  EXPECT_EQ(bench.counter(hw::ScalarCounter::kScalarPipeline), 3U);
  EXPECT_EQ(bench.done.front().cycle, 16U);  // 1 + (3 + 2 x (2 + 1)) + (3 + 3)
}

TEST(ScalarCoreControl, halt_ends_the_bitstream_whatever_stands_behind_it) {
  AcceleratorBench bench;
  ASSERT_TRUE(bench.execute(Program().set(1, 1).halt(4).set(1, 2)));
  EXPECT_EQ(bench.reg(1), 1U);
  EXPECT_EQ(bench.accelerator.current_pc(), 0U);
  EXPECT_EQ(bench.accelerator.instruction_space(), 16384U);
}

TEST(ScalarCoreControl, chained_bitstreams_are_one_program) {
  AcceleratorBench bench;
  spec::ScalarFence set;
  set.counters = 1;
  set.value = 77;
  bench.load(
      Program().set(1, 5).add(alu(Alu::kEq, 1, 1, 0)).add(Opcode::kScalarFence, set).halt(1));
  bench.load(Program().add(alu(Alu::kAdd, 1, 1, 1)).halt(4));
  bench.run();
  EXPECT_THAT(bench.done, SizeIs(2));
  EXPECT_EQ(bench.reg(1), 6U);  // registers and counters go on
  EXPECT_EQ(bench.counter(hw::ScalarCounter::kAvdataPop), 77U);
  EXPECT_EQ(bench.done.back().cycle, 7U);  // 1 + 1 + 1 + 2, then 1 + 1
}

TEST(ScalarCoreControl, next_program_after_halt_4_runs_as_well) {
  AcceleratorBench bench;
  ASSERT_TRUE(bench.execute(Program().set(1, 5).halt(4)));
  ASSERT_TRUE(bench.execute(Program().add(alu(Alu::kAdd, 1, 1, 1)).halt(4)));
  EXPECT_EQ(bench.reg(1), 6U);
  EXPECT_EQ(bench.done.back().cycle, 5002U);  // 5000 and two bundles
}

TEST(ScalarCoreControl, bitstream_may_arrive_in_pieces) {
  AcceleratorBench bench;
  std::vector<std::uint8_t> bytes = Program().set(1, 1).set(2, 2).halt().bitstream();
  const std::vector<std::uint8_t> rest(bytes.begin() + 32, bytes.end());
  bytes.resize(32);  // start and the first bundle
  bench.load_bytes(bytes);
  bench.at(100, [&] { bench.accelerator.push_instructions(rest); });
  bench.run();
  EXPECT_EQ(bench.reg(2), 2U);
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 101}));
}

TEST(ScalarCoreControl, halt_waits_for_the_end_word_to_arrive) {
  AcceleratorBench bench;
  std::vector<std::uint8_t> bytes = Program().halt().bitstream();
  const std::vector<std::uint8_t> end(bytes.begin() + 32, bytes.end());
  bytes.resize(32);
  bench.load_bytes(bytes);
  bench.run(100);
  EXPECT_THAT(bench.done, IsEmpty());
  bench.accelerator.push_instructions(end);
  bench.run(100);
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 100}));
}

TEST(ScalarCoreControl, waiting_for_bitstreams_means_those_pushed_before) {
  AcceleratorBench bench;
  Program hundred;
  hundred.add(Opcode::kLoop, repeat(96, 1)).add(alu(Alu::kAdd, 1, 1, 1)).halt();
  bench.load(hundred);
  bench.at(50, [&] { bench.load(hundred); });
  bench.run();
  EXPECT_THAT(bench.done, ElementsAre(Done{true, 100}, Done{true, 200}));  // 1 + 3 + 96, twice
}

TEST(ScalarCoreControl, instruction_space_comes_back_with_the_halt) {
  AcceleratorBench bench;
  Program program;
  program.add(Opcode::kLoop, repeat(96, 1)).add(alu(Alu::kAdd, 1, 1, 1)).halt();
  bench.load(program);  // 5 words of 16 bytes
  hw::Cycle waited = 0;
  sc_core::sc_spawn([&] {
    EXPECT_EQ(bench.accelerator.instruction_space(), 16384U - 80);
    bench.accelerator.wait_instruction_space(16384);
    waited = bench.accelerator.cycle();
  });
  bench.run();
  EXPECT_EQ(waited, 100U);
}

}  // namespace
}  // namespace tessera::test
