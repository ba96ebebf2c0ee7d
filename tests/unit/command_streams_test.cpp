// SPDX-License-Identifier: Apache-2.0
// Every instruction that Google's compiler wrote into the models of the shared folder.
#include "hw/spec/command.h"
#include "tests/support/shared_models.h"
#include "workloads/import/edgetpu_package.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {
namespace {

using workloads::Executable;

std::vector<std::string> compiled_models() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(test::shared_model(""))) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with("edgetpu.tflite")) paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::int64_t field(const Command& command, std::string_view name) {
  for (const CommandField& candidate : command.format->fields)
    if (candidate.name == name) return field_value(command, candidate);
  ADD_FAILURE() << command.format->name << " has no field " << name;
  return -1;
}

struct Instruction {
  Command command;
  std::size_t first_word = 0;
  std::size_t words = 0;
};

/// Decodes a whole stream; stops at the first error, with a failure.
std::vector<Instruction> decode_stream(std::span<const std::uint8_t> bytes) {
  std::vector<Instruction> instructions;
  std::size_t word = 0;
  while (word * kWordBytes < bytes.size()) {
    const Decoded decoded = decode(bytes.subspan(word * kWordBytes), Encoding::kCoral);
    if (!decoded.error.empty()) {
      ADD_FAILURE() << "word " << word << ": " << decoded.error;
      break;
    }
    instructions.push_back({decoded.command, word, decoded.words});
    word += decoded.words;
  }
  return instructions;
}

/// Calls `check` with the file, the executable and one decoded stream at a time.
template <class Check>
void for_each_stream(const Check& check) {
  for (const std::string& path : compiled_models()) {
    const workloads::Program program = workloads::import_edgetpu_package(path);
    for (const Executable* executable : program.executables())
      for (std::size_t i = 0; i < executable->bitstreams.size(); ++i) {
        SCOPED_TRACE(path + ", " + executable->name + ", stream " + std::to_string(i));
        check(path, *executable, i, decode_stream(executable->bitstreams[i].bytes));
      }
  }
}

TEST(CommandStreams, every_instruction_reencodes_to_the_same_bits) {
  TESSERA_NEEDS_SHARED_MODELS();
  std::vector<std::pair<std::string, std::size_t>> counts;
  for_each_stream([&](const std::string& path, const Executable& executable, std::size_t index,
                      const std::vector<Instruction>& instructions) {
    const auto& bytes = executable.bitstreams[index].bytes;
    for (const Instruction& instruction : instructions) {
      const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(instruction.first_word * 16);
      const std::vector<std::uint8_t> original(
          first, first + static_cast<std::ptrdiff_t>(instruction.words * 16));
      ASSERT_EQ(encode(instruction.command, Encoding::kCoral), original)
          << "word " << instruction.first_word;
      const Decoded wide = decode(encode(instruction.command, Encoding::kWide), Encoding::kWide);
      ASSERT_EQ(wide.error, "");
      ASSERT_EQ(encode(wide.command, Encoding::kCoral), original)
          << "word " << instruction.first_word << ", through the wide encoding";
    }
    const std::string name = std::filesystem::path(path).filename().string();
    if (counts.empty() || counts.back().first != name) counts.emplace_back(name, 0);
    counts.back().second += instructions.size();
  });
  ASSERT_FALSE(counts.empty());
  for (const auto& [name, count] : counts) std::cout << name << ": " << count << " instructions\n";
}

TEST(CommandStreams, run_from_start_to_end_with_the_right_length) {
  TESSERA_NEEDS_SHARED_MODELS();
  for_each_stream([](const std::string&, const Executable& executable, std::size_t index,
                     const std::vector<Instruction>& instructions) {
    ASSERT_GE(instructions.size(), 2U);
    const Instruction& start = instructions.front();
    const Instruction& end = instructions.back();
    ASSERT_EQ(start.command.format->opcode, Opcode::kStart);
    ASSERT_EQ(end.command.format->opcode, Opcode::kEnd);
    // 128 x the words strictly between start and end; 128 for the end (section 1).
    EXPECT_EQ(field(start.command, "length"),
              static_cast<std::int64_t>(128 * (end.first_word - 1)));
    EXPECT_EQ(field(end.command, "length"), 128);
    EXPECT_EQ((end.first_word + 1) * kWordBytes, executable.bitstreams[index].bytes.size());
    const bool last = index + 1 == executable.bitstreams.size();
    const auto halt = std::find_if(instructions.begin(), instructions.end(), [](const auto& i) {
      return i.command.format->opcode == Opcode::kHalt;
    });
    ASSERT_NE(halt, instructions.end());
    EXPECT_EQ(field(halt->command, "code"), last ? 4 : 1);
  });
}

TEST(CommandStreams, sequence_numbers_have_no_gaps_where_there_are_no_branches) {
  TESSERA_NEEDS_SHARED_MODELS();
  std::int64_t next = 0;
  bool branches = false;
  int checked = 0;
  for_each_stream([&](const std::string&, const Executable&, std::size_t index,
                      const std::vector<Instruction>& instructions) {
    if (index == 0) {
      next = 0;  // numbers run on over the streams of one executable
      branches = false;
    }
    for (const Instruction& instruction : instructions) {
      const Opcode opcode = instruction.command.format->opcode;
      branches = branches || opcode == Opcode::kBranch || opcode == Opcode::kLoop;
      if (branches || !instruction.command.format->tile) continue;
      const std::int64_t modulus = opcode == Opcode::kTileFence ? 1 << 15 : 1 << 14;
      ASSERT_EQ(field(instruction.command, "sequence"), next % modulus)
          << "word " << instruction.first_word;
      ++next;
      ++checked;
    }
  });
  std::cout << checked << " tile instructions in sequence\n";
  EXPECT_GT(checked, 1000);
}

}  // namespace
}  // namespace tessera::spec
