// SPDX-License-Identifier: Apache-2.0
// Random instructions that any RV32IMAC machine executes without a trap.
#pragma once

#include "tests/riscv/assembler.h"

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace tessera::tlm::riscv {

/// Blocks of random instructions; after each, every register but two is stored to a growing record.
/// gp points to the record and tp to the middle of 4 KiB of data; random instructions leave both
/// alone and use tp, or a register just set from it, as base. Branches and jumps go forward by a
/// few instructions, or back in counted loops.
class RandomProgram {
 public:
  static constexpr unsigned kRecordBytes = 128;
  static constexpr unsigned kDataBytes = 4096;

  RandomProgram(std::uint32_t seed, std::uint32_t data, std::uint32_t record)
      : random_(seed), data_(data), record_(record) {}

  /// `blocks` blocks of about `length` random instructions.
  void generate(unsigned blocks, unsigned length);
  void append(rv::Word instruction);

  [[nodiscard]] const std::vector<std::uint8_t>& code() const { return code_; }
  /// Random instructions generated, those of the records not counted.
  [[nodiscard]] unsigned random_instructions() const { return count_; }

 private:
  void append_half(unsigned instruction);
  void put_record();
  void set_all_registers();
  void put_one();
  void put_simple();  // one instruction that any place may have
  void put_arithmetic();
  void put_compressed();
  void put_memory();
  void put_atomic();
  void put_branch();
  void put_jump();
  void put_loop();
  void set_corner_value(rv::Word reg);

  [[nodiscard]] unsigned below(unsigned limit) { return random_() % limit; }
  [[nodiscard]] rv::Word source() { return below(32); }
  [[nodiscard]] rv::Word target();  // x0 included; never gp, tp, or the loop counter
  [[nodiscard]] rv::Word target_not_0();
  [[nodiscard]] rv::Word short_target();  // x8 to x15
  [[nodiscard]] std::int32_t imm12() { return static_cast<std::int32_t>(below(4096)) - 2048; }
  /// Puts a few instructions, then calls `make` with their size in bytes at the place before them.
  void skip_over(unsigned bytes, const std::function<void(std::int32_t)>& make);

  std::mt19937 random_;
  std::uint32_t data_;
  std::uint32_t record_;
  std::vector<std::uint8_t> code_;
  unsigned count_ = 0;
  rv::Word counter_ = 0;  // of the loop being generated, or 0
};

}  // namespace tessera::tlm::riscv
