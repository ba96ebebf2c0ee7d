// SPDX-License-Identifier: Apache-2.0
// ELF: System V ABI, chapter 4; RISC-V ELF psABI, section 8.1 (header) for e_flags.
#include "tlm/riscv/elf_image.h"

#include <boost/endian/conversion.hpp>
#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>

namespace tessera::tlm::riscv {
namespace {

// Not all versions of <elf.h> have these.
constexpr std::uint32_t kFlagFloatAbi = 0x6;
constexpr std::uint32_t kFlagEmbedded = 0x8;

constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

class Reader {
 public:
  Reader(std::span<const std::uint8_t> file, const std::string& name) : file_(file), name_(name) {}

  [[noreturn]] void refuse(const std::string& what) const { throw ElfError(name_ + ": " + what); }

  void require(bool good, const std::string& what) const {
    if (!good) refuse(what);
  }

  [[nodiscard]] std::span<const std::uint8_t> bytes(std::uint64_t offset, std::uint64_t count,
                                                    const char* what) const {
    if (offset > file_.size() || count > file_.size() - offset) {
      refuse(fmt::format("{} at offset {} with {} bytes is not inside the file of {} bytes", what,
                         offset, count, file_.size()));
    }
    return file_.subspan(offset, count);
  }

  /// A structure of <elf.h>, whose fields are still little-endian.
  template <typename T>
  [[nodiscard]] T structure(std::uint64_t offset, const char* what) const {
    const auto from = bytes(offset, sizeof(T), what);
    T result;
    std::memcpy(&result, from.data(), sizeof(T));
    return result;
  }

 private:
  std::span<const std::uint8_t> file_;
  const std::string& name_;
};

template <typename T>
T native(T value) {
  return boost::endian::little_to_native(value);
}

void check_header(const Elf32_Ehdr& header, const Reader& reader) {
  constexpr std::array<unsigned char, 4> kMagic = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3};
  reader.require(std::equal(kMagic.begin(), kMagic.end(), std::begin(header.e_ident)),
                 "not an ELF file");
  reader.require(header.e_ident[EI_CLASS] == ELFCLASS32,
                 fmt::format("ELF class {}; supported: 1 (32 bit)", header.e_ident[EI_CLASS]));
  reader.require(
      header.e_ident[EI_DATA] == ELFDATA2LSB,
      fmt::format("byte order {}; supported: 1 (little-endian)", header.e_ident[EI_DATA]));
  const auto machine = native(header.e_machine);
  reader.require(machine == EM_RISCV,
                 fmt::format("machine {}; supported: {} (RISC-V)", machine, EM_RISCV));
  const auto type = native(header.e_type);
  reader.require(type == ET_EXEC,
                 fmt::format("file type {}; supported: {} (executable)", type, ET_EXEC));
  const auto flags = native(header.e_flags);
  reader.require(
      (flags & (kFlagFloatAbi | kFlagEmbedded)) == 0,
      fmt::format("flags {:#x}; supported: no floating-point registers, no RV32E", flags));
  const auto size = native(header.e_phentsize);
  reader.require(
      native(header.e_phnum) == 0 || size == sizeof(Elf32_Phdr),
      fmt::format("program headers of {} bytes; supported: {}", size, sizeof(Elf32_Phdr)));
}

ElfImage::Segment segment(const Elf32_Phdr& header, const Reader& reader) {
  const std::uint32_t file_bytes = native(header.p_filesz);
  ElfImage::Segment result{
      native(header.p_paddr), native(header.p_vaddr), native(header.p_memsz), {}};
  reader.require(file_bytes <= result.memory_bytes,
                 fmt::format("segment for {:#010x} has {} bytes in the file and {} in memory",
                             result.load_address, file_bytes, result.memory_bytes));
  reader.require(result.memory_bytes <= kAddressSpace - result.load_address,
                 fmt::format("segment for {:#010x} of {} bytes goes beyond 4 GiB",
                             result.load_address, result.memory_bytes));
  const auto from = reader.bytes(native(header.p_offset), file_bytes, "segment");
  result.bytes.assign(from.begin(), from.end());
  return result;
}

}  // namespace

ElfImage::ElfImage(std::span<const std::uint8_t> file, const std::string& name) {
  const Reader reader(file, name);
  const auto header = reader.structure<Elf32_Ehdr>(0, "ELF header");
  check_header(header, reader);
  entry_ = native(header.e_entry);
  for (std::uint64_t i = 0; i < native(header.e_phnum); ++i) {
    const auto program = reader.structure<Elf32_Phdr>(
        native(header.e_phoff) + i * sizeof(Elf32_Phdr), "program header");
    if (native(program.p_type) == PT_LOAD && native(program.p_memsz) != 0) {
      segments_.push_back(segment(program, reader));
    }
  }
  reader.require(!segments_.empty(), "no segment to load");
  const bool inside = std::ranges::any_of(segments_, [this](const Segment& each) {
    return entry_ >= each.virtual_address && entry_ - each.virtual_address < each.memory_bytes;
  });
  reader.require(entry_ % 2 == 0 && inside,
                 fmt::format("entry {:#010x} is odd or in no segment", entry_));
}

ElfImage ElfImage::load(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> content((std::istreambuf_iterator<char>(stream)), {});
  if (!stream.is_open() || stream.bad()) {
    throw ElfError(path.string() + ": cannot be read");
  }
  const auto* data = reinterpret_cast<const std::uint8_t*>(content.data());
  return {std::span(data, content.size()), path.string()};
}

}  // namespace tessera::tlm::riscv
