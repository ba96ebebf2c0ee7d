// SPDX-License-Identifier: Apache-2.0
// Damage to a compiled file, reproducible by number.
#pragma once

#include "tests/support/instruction_bytes.h"
#include "workloads/file.h"

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace tessera::test {

class FileMutator {
 public:
  static constexpr std::uint32_t kSeed = 20261123;

  /// Where instructions stand is found by loading the file: throws the importer's errors.
  explicit FileMutator(workloads::Bytes file);

  /// The file with damage number `n`, of one of the kinds below; valid until the next call. The
  /// same number means the same damage.
  [[nodiscard]] std::span<const std::uint8_t> mutated(std::uint32_t n);
  [[nodiscard]] std::span<const std::uint8_t> original();

 private:
  enum class Kind { kTruncation, kBitFlips, kInstructionBits, kByteRun, kSwappedWords };
  static constexpr std::size_t kKinds = 5;
  struct Backup {
    std::size_t position;
    workloads::Bytes bytes;
  };

  [[nodiscard]] std::size_t below(std::size_t limit);
  [[nodiscard]] std::size_t instruction_byte();
  /// These bytes are about to change.
  std::span<std::uint8_t> open(std::size_t position, std::size_t size);
  void flip_bit(std::size_t position);
  void swap_words();
  void restore();

  workloads::Bytes file_;
  std::vector<ByteRange> instructions_;
  std::vector<Backup> backups_;  // in the order of the changes
  std::mt19937 random_;
};

}  // namespace tessera::test
