// SPDX-License-Identifier: Apache-2.0
// Bad programs: the core stops with a report that names the word and the cause.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using spec::Opcode;
using testing::ElementsAre;
using testing::SizeIs;
using testing::StartsWith;
using Done = AcceleratorBench::Done;
using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kWord = spec::kWordBytes;

spec::Bundle bundle_with(std::uint32_t spec::Bundle::*field, std::uint32_t value) {
  spec::Bundle bundle;
  bundle.*field = value;
  return bundle;
}

template <typename Body>
Bytes program_of(Opcode opcode, const Body& body) {
  return Program().add(opcode, body).halt().bitstream();
}

Bytes branch_of(std::int32_t offset, std::uint32_t relative = 1) {
  spec::Branch branch;
  branch.relative = relative;
  branch.offset = offset;
  return program_of(Opcode::kBranch, branch);
}

Bytes loop_of(std::uint32_t count, std::uint32_t length) {
  spec::Loop loop;
  loop.count = count;
  loop.length = length;
  return program_of(Opcode::kLoop, loop);
}

/// A program (of one nop, unless said otherwise) whose `start` claims `bits` between start and end.
Bytes with_length(std::uint32_t bits, Program program = Program().add(spec::Bundle{})) {
  Bytes bytes = program.halt().bitstream();
  spec::Start start;
  start.length = bits;
  const Bytes word = spec::encode(command(Opcode::kStart, start), spec::Encoding::kCoral);
  std::copy(word.begin(), word.end(), bytes.begin());
  return bytes;
}

Bytes with_bit(std::size_t word, std::size_t bit) {
  Bytes bytes = Program().add(spec::Bundle{}).halt().bitstream();
  bytes[word * kWord + bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  return bytes;
}

Bytes without_first_word() {
  Bytes bytes = Program().add(spec::Bundle{}).halt().bitstream();
  bytes.erase(bytes.begin(), bytes.begin() + kWord);
  return bytes;
}

Bytes nested_loops() {
  spec::Loop loop;
  loop.count = loop.length = 3;
  return Program().add(Opcode::kLoop, loop).add(Opcode::kLoop, loop).halt().bitstream();
}

Bytes tiles_outside() {
  spec::TileFence fence;
  fence.tiles = 0b1'0001;
  return program_of(Opcode::kTileFence, fence);
}

Bytes extra_word_before_end() {
  Bytes bytes = with_length(3 * 128);  // one more than there are: the end is taken for the middle
  bytes.resize(bytes.size() + kWord);
  return bytes;
}

struct BadProgram {
  const char* what;
  Bytes bytes;
  const char* report;  // behind the core's name

  friend std::ostream& operator<<(std::ostream& out, const BadProgram& each) {
    return out << each.what;
  }
};

class ScalarCoreFault : public testing::TestWithParam<BadProgram> {};

TEST_P(ScalarCoreFault, stops_the_core_and_names_word_and_cause) {
  AcceleratorBench bench;
  bench.load_bytes(GetParam().bytes);
  bench.run();
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  EXPECT_THAT(bench.host.faults[0],
              StartsWith("accelerator.scalar_core: " + std::string(GetParam().report)));
  EXPECT_TRUE(bench.accelerator.faulted());
  EXPECT_EQ(bench.accelerator.run_state(), hw::RunControl::kHalt);
  ASSERT_THAT(bench.done, SizeIs(1));
  EXPECT_FALSE(bench.done.front().executed);
}

INSTANTIATE_TEST_SUITE_P(
    , ScalarCoreFault,
    testing::Values(
        BadProgram{"no_start", without_first_word(), "word 0: a bitstream that does not begin"},
        BadProgram{"start_inside", program_of(Opcode::kStart, spec::Start{}),
                   "word 1: start inside a bitstream"},
        BadProgram{"end_without_halt", Program().add(spec::Bundle{}).bitstream(),
                   "word 2: end without halt"},
        BadProgram{"last_word_is_not_end", extra_word_before_end(),
                   "word 2: the bitstream's last word is not end"},
        BadProgram{"length_0", with_length(0), "word 0: start: length of 0 bits"},
        BadProgram{"length_of_part_of_a_word", with_length(200), "word 0: start: length of 200"},
        BadProgram{
            "longer_than_the_buffer", with_length(128 * 1023),
            "word 0: a bitstream of 16400 bytes does not fit the instruction buffer of 16384"},
        BadProgram{"command_over_the_end",
                   with_length(2 * 128, Program().add(Opcode::kInfeed, spec::Infeed{})),
                   "word 1: a command reaches past the bitstream's end"},
        BadProgram{"branch_before", branch_of(-1), "word 1: branch to word 0, the bitstream has 4"},
        BadProgram{"branch_behind", branch_of(3), "word 1: branch to word 4, the bitstream has 4"},
        BadProgram{"branch_to_end", branch_of(2), "word 3: end without halt"},
        BadProgram{"branch_absolute", branch_of(1, 0), "word 1: branch: bit 33 = 0"},
        BadProgram{"loop_count_0", loop_of(0, 1), "word 1: loop: a count or length of 0"},
        BadProgram{"loop_length_0", loop_of(1, 0), "word 1: loop: a count or length of 0"},
        BadProgram{"nested_loops", nested_loops(), "word 2: a hardware loop inside another"},
        BadProgram{"halt_code", Program().halt(2).bitstream(), "word 1: halt: code 2"},
        BadProgram{"unknown_opcode", with_bit(1, 9), "word 1: unknown opcode 0x28"},
        BadProgram{"unknown_bit", with_bit(1, 127), "word 1: bundle: bit 127 is set"},
        BadProgram{"unknown_alu_op",
                   program_of(Opcode::kBundle, bundle_with(&spec::Bundle::alu_op, 23)),
                   "word 1: ALU operation 23"},
        BadProgram{"unknown_special_op",
                   program_of(Opcode::kBundle, bundle_with(&spec::Bundle::special_op, 1)),
                   "word 1: special operation 1"},
        BadProgram{"operand_register",
                   program_of(Opcode::kBundle, alu_register(Alu::kAdd, 1, 2, 32)),
                   "word 1: ALU operand register 32"},
        BadProgram{"tile_mask", tiles_outside(), "word 1: tile_fence: tile mask 0x11"}),
    [](const auto& test) { return std::string(test.param.what); });

TEST(ScalarCoreFaults, only_the_first_fault_is_reported) {
  AcceleratorBench bench;
  spec::WideToNarrow bad;
  bad.tiles = 0b0011;
  bad.skip_level = 1;  // a fault in both tiles
  bench.load(Program().add(Opcode::kWideToNarrow, bad).halt());
  bench.run();
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  EXPECT_THAT(bench.host.faults[0], StartsWith("accelerator.tile_0_0.wide_to_narrow: "));
}

TEST(ScalarCoreFaults, fault_of_a_tile_halts_the_core) {
  AcceleratorBench bench;
  spec::WideToNarrow bad;
  bad.tiles = 1;
  bad.skip_level = 1;
  spec::Branch forever;
  forever.relative = 1;
  bench.load(Program().add(Opcode::kWideToNarrow, bad).add(Opcode::kBranch, forever).halt());
  bench.run();
  EXPECT_EQ(bench.accelerator.run_state(), hw::RunControl::kHalt);
  // Dispatch at 3 (start 1 + 2), front end 2: the fault comes at 5.
  EXPECT_THAT(bench.done, ElementsAre(Done{false, 5}));
}

}  // namespace
}  // namespace tessera::test
