// SPDX-License-Identifier: Apache-2.0
// The hart against QEMU's user emulation: registers after every few of 10^6 random instructions,
// and memory at the end.
#include "tests/riscv/random_program.h"
#include "tlm/riscv/hart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

constexpr std::uint32_t kText = 0x0001'0000;
constexpr std::uint32_t kScratch = 0x4000'0000;  // data, then the record
constexpr std::uint32_t kRecord = kScratch + RandomProgram::kDataBytes;

/// Two pieces of memory where the program wants them.
class TwoPieceBus final : public HartBus {
 public:
  TwoPieceBus(const std::vector<std::uint8_t>& code, std::size_t scratch)
      : text_(rounded(code.size())), scratch_(rounded(scratch)) {
    std::ranges::copy(code, text_.begin());
  }
  DirectPage direct_page(std::uint32_t page) override {
    std::uint8_t* bytes = at(page, kPageBytes);
    return {bytes, bytes, 0, 0};
  }
  bool read(std::uint32_t, std::span<std::uint8_t>, Ticks&) override { return false; }
  bool write(std::uint32_t, std::span<const std::uint8_t>, Ticks&) override { return false; }

  [[nodiscard]] const std::vector<std::uint8_t>& scratch() const { return scratch_; }

 private:
  static std::size_t rounded(std::size_t bytes) {
    return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes;
  }
  std::uint8_t* at(std::uint32_t address, std::size_t bytes) {
    const bool high = address >= kScratch;
    std::vector<std::uint8_t>& piece = high ? scratch_ : text_;
    const std::uint32_t base = high ? kScratch : kText;
    return address >= base && address - base + bytes <= piece.size() ? &piece[address - base]
                                                                     : nullptr;
  }
  std::vector<std::uint8_t> text_;
  std::vector<std::uint8_t> scratch_;
};

/// An executable of one read-only segment and one of zeros (System V ABI, figures 4-3 and 5-1).
std::vector<std::uint8_t> elf_of(const std::vector<std::uint8_t>& code, std::uint32_t scratch) {
  constexpr std::uint32_t kOffset = 0x1000;
  const auto size = static_cast<std::uint32_t>(code.size());
  const std::array<std::uint32_t, 29> words = {
      0x464c'457f,    0x0001'0101, 0, 0,        243U << 16 | 2, 1,     kText,   52,   0,     1,
      32U << 16 | 52, 2,           0, 1,        kOffset,        kText, kText,   size, size,  5,
      0x1000,         1,           0, kScratch, kScratch,       0,     scratch, 6,    0x1000};
  std::vector<std::uint8_t> file(kOffset);
  std::memcpy(file.data(), words.data(), sizeof words);
  file.insert(file.end(), code.begin(), code.end());
  return file;
}

std::vector<std::uint8_t> output_of(const std::string& command) {
  std::vector<std::uint8_t> result;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return result;
  std::array<std::uint8_t, 65536> piece;
  for (std::size_t got = 0; (got = fread(piece.data(), 1, piece.size(), pipe)) > 0;) {
    result.insert(result.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
  }
  return pclose(pipe) == 0 ? result : std::vector<std::uint8_t>{};
}

/// The program, then write(1, kScratch, scratch) and exit(0) as Linux has them.
std::uint32_t end_program(RandomProgram& program, std::uint32_t scratch) {
  const auto end = kText + static_cast<std::uint32_t>(program.code().size());
  program.append(addi(a0, zero, 1));
  for (const Word each : li(a1, kScratch)) program.append(each);
  for (const Word each : li(a2, scratch)) program.append(each);
  for (const Word each :
       {addi(a7, zero, 64), ecall(), addi(a0, zero, 0), addi(a7, zero, 93), ecall()}) {
    program.append(each);
  }
  return end;
}

class LockstepSlow : public testing::TestWithParam<std::uint32_t> {};

TEST_P(LockstepSlow, random_programs_do_what_they_do_in_qemu) {
  if (std::system("command -v qemu-riscv32 >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "needs qemu-riscv32 (Debian package qemu-user)";
  }
  constexpr unsigned kBlocks = 12'500;
  constexpr std::uint32_t kBytes =
      RandomProgram::kDataBytes + kBlocks * RandomProgram::kRecordBytes;
  RandomProgram program(GetParam(), kScratch, kRecord);
  program.generate(kBlocks, 20);
  EXPECT_GE(program.random_instructions(), 250'000U);
  const std::uint32_t end = end_program(program, kBytes);

  const std::string path = testing::TempDir() + "lockstep_" + std::to_string(GetParam());
  const auto file = elf_of(program.code(), kBytes);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  ASSERT_EQ(std::system(("chmod +x '" + path + "'").c_str()), 0);
  const auto expected = output_of("qemu-riscv32 '" + path + "'");
  std::remove(path.c_str());
  ASSERT_EQ(expected.size(), kBytes) << "QEMU did not finish the program";

  TwoPieceBus bus(program.code(), kBytes);
  Hart hart(bus, {.reset_pc = kText});
  hart.add_breakpoint(end);
  ASSERT_EQ(hart.run(10'000'000), Stop::kBreakpoint) << "at " << std::hex << hart.pc();
  RecordProperty("instructions", std::to_string(hart.retired()));
  const auto& ours = bus.scratch();
  for (unsigned block = 0; block < kBlocks; ++block) {
    for (unsigned reg = 0; reg < 32; ++reg) {
      const std::size_t at =
          RandomProgram::kDataBytes + block * RandomProgram::kRecordBytes + 4 * reg;
      std::uint32_t want = 0;
      std::uint32_t got = 0;
      std::memcpy(&want, &expected[at], 4);
      std::memcpy(&got, &ours[at], 4);
      ASSERT_EQ(got, want) << "x" << reg << " after block " << block << ", seed " << GetParam();
    }
  }
  EXPECT_TRUE(
      std::equal(expected.begin(), expected.begin() + RandomProgram::kDataBytes, ours.begin()));
}

INSTANTIATE_TEST_SUITE_P(Seeds, LockstepSlow, testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace tessera::tlm::riscv
