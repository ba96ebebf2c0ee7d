// SPDX-License-Identifier: Apache-2.0
// A program for the hart, as the linker writes it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace tessera::tlm::riscv {

/// Names the file, what was found and what is supported.
class ElfError : public std::runtime_error {
 public:
  using runtime_error::runtime_error;
};

/// An executable ELF file for RV32, little-endian, statically linked, integer calling convention.
/// Every offset of the file is checked; anything else is refused.
class ElfImage {
 public:
  /// What a loader puts into memory. Segments without memory are left out.
  struct Segment {
    std::uint32_t load_address;     ///< p_paddr: where the bytes go
    std::uint32_t virtual_address;  ///< p_vaddr: where the program expects them
    std::uint32_t memory_bytes;     ///< at least bytes.size(); the rest is zero
    std::vector<std::uint8_t> bytes;
  };

  /// `name` is what messages call the file. Throws ElfError.
  ElfImage(std::span<const std::uint8_t> file, const std::string& name);

  /// Reads a file; throws ElfError, also if it cannot be read.
  [[nodiscard]] static ElfImage load(const std::filesystem::path& path);

  [[nodiscard]] std::uint32_t entry() const { return entry_; }
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }

 private:
  std::uint32_t entry_ = 0;
  std::vector<Segment> segments_;
};

}  // namespace tessera::tlm::riscv
