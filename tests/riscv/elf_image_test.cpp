// SPDX-License-Identifier: Apache-2.0
// ELF files, good and hostile. Bytes are laid out by hand from the System V ABI, figures 4-3, 5-1.
#include "tlm/riscv/elf_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

namespace tessera::tlm::riscv {
namespace {

using Bytes = std::vector<std::uint8_t>;
using testing::ElementsAre;
using testing::HasSubstr;

void set16(Bytes& file, std::size_t at, unsigned value) {
  file[at] = static_cast<std::uint8_t>(value);
  file[at + 1] = static_cast<std::uint8_t>(value >> 8);
}
void set32(Bytes& file, std::size_t at, std::uint32_t value) {
  set16(file, at, value & 0xffff);
  set16(file, at + 2, value >> 16);
}

// Header of 52 bytes, one program header of 32, content of 4.
constexpr std::size_t kProgram = 52;
constexpr std::size_t kContent = 84;

Bytes good_file() {
  Bytes file(88);
  const Bytes ident = {0x7f, 'E', 'L', 'F', 1, 1, 1};
  std::copy(ident.begin(), ident.end(), file.begin());
  set16(file, 16, 2);            // e_type: executable
  set16(file, 18, 243);          // e_machine: RISC-V
  set32(file, 20, 1);            // e_version
  set32(file, 24, 0x8000'0102);  // e_entry
  set32(file, 28, kProgram);     // e_phoff
  set32(file, 36, 1);            // e_flags: compressed instructions
  set16(file, 40, 52);           // e_ehsize
  set16(file, 42, 32);           // e_phentsize
  set16(file, 44, 1);            // e_phnum
  set32(file, kProgram + 0, 1);  // p_type: load
  set32(file, kProgram + 4, kContent);
  set32(file, kProgram + 8, 0x8000'0100);   // p_vaddr
  set32(file, kProgram + 12, 0x8010'0000);  // p_paddr
  set32(file, kProgram + 16, 4);            // p_filesz
  set32(file, kProgram + 20, 12);           // p_memsz
  file[kContent] = 0xde;
  file[kContent + 3] = 0xad;
  return file;
}

std::string refusal_of(const Bytes& file) {
  try {
    const ElfImage image(file, "fw.elf");
  } catch (const ElfError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ElfImage, segment_and_entry_are_those_of_the_file) {
  const ElfImage image(good_file(), "fw.elf");
  EXPECT_EQ(image.entry(), 0x8000'0102U);
  ASSERT_EQ(image.segments().size(), 1U);
  const ElfImage::Segment& segment = image.segments()[0];
  EXPECT_EQ(segment.load_address, 0x8010'0000U);
  EXPECT_EQ(segment.virtual_address, 0x8000'0100U);
  EXPECT_EQ(segment.memory_bytes, 12U);
  EXPECT_THAT(segment.bytes, ElementsAre(0xde, 0, 0, 0xad));
}

struct Change {
  std::size_t offset;
  unsigned bytes;
  std::uint32_t value;
  const char* message;
};

class ElfImageRefuses : public testing::TestWithParam<Change> {};

TEST_P(ElfImageRefuses, a_changed_field_with_its_reason) {
  Bytes file = good_file();
  const Change& change = GetParam();
  if (change.bytes == 1) file[change.offset] = static_cast<std::uint8_t>(change.value);
  if (change.bytes == 2) set16(file, change.offset, change.value);
  if (change.bytes == 4) set32(file, change.offset, change.value);
  EXPECT_THAT(refusal_of(file), HasSubstr(std::string("fw.elf: ") + change.message));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, ElfImageRefuses,
    testing::Values(Change{0, 1, 'E', "not an ELF file"}, Change{4, 1, 2, "ELF class 2"},
                    Change{5, 1, 2, "byte order 2"}, Change{18, 2, 40, "machine 40"},
                    Change{16, 2, 3, "file type 3"}, Change{36, 4, 4, "flags 0x4"},
                    Change{36, 4, 8, "flags 0x8"}, Change{42, 2, 31, "program headers of 31"},
                    Change{28, 4, 0xffff'fff0, "program header at offset 4294967280"},
                    Change{44, 2, 0xffff, "program header at offset 8"},
                    Change{44, 2, 0, "no segment to load"},
                    Change{kProgram + 4, 4, 85, "segment at offset 85 with 4 bytes"},
                    Change{kProgram + 4, 4, 0xffff'ffff, "segment at offset 4294967295"},
                    Change{kProgram + 16, 4, 13, "segment for 0x80100000 has 13 bytes"},
                    Change{kProgram + 12, 4, 0xffff'fff8, "segment for 0xfffffff8 of 12 bytes"},
                    Change{24, 4, 0x8000'0103, "entry 0x80000103"},
                    Change{24, 4, 0x8000'010c, "entry 0x8000010c"}));

TEST(ElfImage, every_truncation_is_refused) {
  const Bytes file = good_file();
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_NE(refusal_of(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))),
              "accepted")
        << size;
  }
}

TEST(ElfImage, random_damage_is_refused_or_read_but_never_breaks) {
  std::mt19937 random(1);
  unsigned refused = 0;
  for (unsigned round = 0; round < 20'000; ++round) {
    Bytes file = good_file();
    for (unsigned i = 0; i < 1 + random() % 4; ++i) {
      file[random() % file.size()] = static_cast<std::uint8_t>(random());
    }
    refused += refusal_of(file) != "accepted" ? 1 : 0;
  }
  EXPECT_GT(refused, 1000U);
}

TEST(ElfImage, a_missing_file_is_named) {
  try {
    (void)ElfImage::load("/nonexistent/fw.elf");
    FAIL();
  } catch (const ElfError& error) {
    EXPECT_STREQ(error.what(), "/nonexistent/fw.elf: cannot be read");
  }
}

}  // namespace
}  // namespace tessera::tlm::riscv
