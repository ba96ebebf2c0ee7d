// SPDX-License-Identifier: Apache-2.0
#include "tlm/riscv/expand.h"

namespace tessera::tlm::riscv {
namespace {

using Word = std::uint32_t;

// Major opcodes and the registers that compressed forms imply.
constexpr Word kLoad = 0x03, kOpImm = 0x13, kStore = 0x23, kOp = 0x33, kLui = 0x37, kBranch = 0x63,
               kJalr = 0x67, kJal = 0x6f;
constexpr Word kZero = 0, kReturn = 1, kStack = 2;
constexpr Word kEbreak = 0x0010'0073;

constexpr Word bits(Word from, unsigned high, unsigned low) {
  return (from >> low) & ((Word{2} << (high - low)) - 1);
}

constexpr Word sign_extended(Word value, unsigned width) {
  const Word sign = Word{1} << (width - 1);
  return (value ^ sign) - sign;
}

Word r_type(Word opcode, Word funct3, Word funct7, Word rd, Word rs1, Word rs2) {
  return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
}

Word i_type(Word opcode, Word funct3, Word rd, Word rs1, Word imm) {
  return imm << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
}

Word s_type(Word funct3, Word rs1, Word rs2, Word imm) {
  return bits(imm, 11, 5) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | bits(imm, 4, 0) << 7 |
         kStore;
}

Word b_type(Word funct3, Word rs1, Word imm) {
  return bits(imm, 12, 12) << 31 | bits(imm, 10, 5) << 25 | kZero << 20 | rs1 << 15 | funct3 << 12 |
         bits(imm, 4, 1) << 8 | bits(imm, 11, 11) << 7 | kBranch;
}

Word jal(Word rd, Word imm) {
  return bits(imm, 20, 20) << 31 | bits(imm, 10, 1) << 21 | bits(imm, 11, 11) << 20 |
         bits(imm, 19, 12) << 12 | rd << 7 | kJal;
}

/// The 6-bit immediate of most forms: bit 12, then bits 6 to 2.
Word imm6(Word raw) { return sign_extended(bits(raw, 12, 12) << 5 | bits(raw, 6, 2), 6); }

/// Offsets of c.lw and c.sw: 5:3 | 2 | 6.
Word word_offset(Word raw) {
  return bits(raw, 12, 10) << 3 | bits(raw, 6, 6) << 2 | bits(raw, 5, 5) << 6;
}

/// Offset of c.j and c.jal: 11 | 4 | 9:8 | 10 | 6 | 7 | 3:1 | 5.
Word jump_offset(Word raw) {
  return sign_extended(bits(raw, 12, 12) << 11 | bits(raw, 11, 11) << 4 | bits(raw, 10, 9) << 8 |
                           bits(raw, 8, 8) << 10 | bits(raw, 7, 7) << 6 | bits(raw, 6, 6) << 7 |
                           bits(raw, 5, 3) << 1 | bits(raw, 2, 2) << 5,
                       12);
}

/// Offset of c.beqz and c.bnez: 8 | 4:3 and 7:6 | 2:1 | 5.
Word branch_offset(Word raw) {
  return sign_extended(bits(raw, 12, 12) << 8 | bits(raw, 11, 10) << 3 | bits(raw, 6, 5) << 6 |
                           bits(raw, 4, 3) << 1 | bits(raw, 2, 2) << 5,
                       9);
}

std::optional<Word> quadrant0(Word raw) {
  const Word rs1 = 8 + bits(raw, 9, 7);
  const Word rd = 8 + bits(raw, 4, 2);
  switch (bits(raw, 15, 13)) {
    case 0: {  // c.addi4spn: 5:4 | 9:6 | 2 | 3; all zeros are illegal by definition
      const Word imm = bits(raw, 12, 11) << 4 | bits(raw, 10, 7) << 6 | bits(raw, 6, 6) << 2 |
                       bits(raw, 5, 5) << 3;
      return imm == 0 ? std::nullopt : std::optional(i_type(kOpImm, 0, rd, kStack, imm));
    }
    case 2:
      return i_type(kLoad, 2, rd, rs1, word_offset(raw));
    case 6:
      return s_type(2, rs1, rd, word_offset(raw));
    default:
      return std::nullopt;  // floating point; 4 is reserved
  }
}

/// c.srli, c.srai, c.andi and the register forms.
std::optional<Word> arithmetic(Word raw) {
  const Word rd = 8 + bits(raw, 9, 7);
  const Word shift = bits(raw, 6, 2);
  const bool bit12 = bits(raw, 12, 12) != 0;  // shift amounts of 32 and more: not of RV32
  switch (bits(raw, 11, 10)) {
    case 0:
      return bit12 ? std::nullopt : std::optional(r_type(kOpImm, 5, 0x00, rd, rd, shift));
    case 1:
      return bit12 ? std::nullopt : std::optional(r_type(kOpImm, 5, 0x20, rd, rd, shift));
    case 2:
      return i_type(kOpImm, 7, rd, rd, imm6(raw));
    default:
      break;
  }
  if (bit12) {
    return std::nullopt;  // c.subw, c.addw: RV64
  }
  const Word rs2 = 8 + bits(raw, 4, 2);
  switch (bits(raw, 6, 5)) {
    case 0:
      return r_type(kOp, 0, 0x20, rd, rd, rs2);  // c.sub
    case 1:
      return r_type(kOp, 4, 0x00, rd, rd, rs2);  // c.xor
    case 2:
      return r_type(kOp, 6, 0x00, rd, rd, rs2);  // c.or
    default:
      return r_type(kOp, 7, 0x00, rd, rd, rs2);  // c.and
  }
}

/// c.lui, and c.addi16sp where rd is the stack pointer; an immediate of 0 is reserved.
std::optional<Word> upper_immediate(Word raw) {
  const Word rd = bits(raw, 11, 7);
  if (imm6(raw) == 0) {
    return std::nullopt;
  }
  if (rd != kStack) {
    return imm6(raw) << 12 | rd << 7 | kLui;
  }
  const Word imm = bits(raw, 12, 12) << 9 | bits(raw, 6, 6) << 4 | bits(raw, 5, 5) << 6 |
                   bits(raw, 4, 3) << 7 | bits(raw, 2, 2) << 5;
  return i_type(kOpImm, 0, kStack, kStack, sign_extended(imm, 10));
}

std::optional<Word> quadrant1(Word raw) {
  const Word rd = bits(raw, 11, 7);
  const Word short_rs1 = 8 + bits(raw, 9, 7);
  switch (bits(raw, 15, 13)) {
    case 0:
      return i_type(kOpImm, 0, rd, rd, imm6(raw));  // c.addi, c.nop
    case 1:
      return jal(kReturn, jump_offset(raw));
    case 2:
      return i_type(kOpImm, 0, rd, kZero, imm6(raw));  // c.li
    case 3:
      return upper_immediate(raw);
    case 4:
      return arithmetic(raw);
    case 5:
      return jal(kZero, jump_offset(raw));
    case 6:
      return b_type(0, short_rs1, branch_offset(raw));
    default:
      return b_type(1, short_rs1, branch_offset(raw));
  }
}

/// c.jr, c.mv, c.ebreak, c.jalr, c.add.
std::optional<Word> register_form(Word raw) {
  const Word rd = bits(raw, 11, 7);
  const Word rs2 = bits(raw, 6, 2);
  const bool bit12 = bits(raw, 12, 12) != 0;
  if (rs2 != 0) {
    return r_type(kOp, 0, 0, rd, bit12 ? rd : kZero, rs2);
  }
  if (rd == 0) {
    return bit12 ? std::optional(kEbreak) : std::nullopt;
  }
  return i_type(kJalr, 0, bit12 ? kReturn : kZero, rd, 0);
}

std::optional<Word> quadrant2(Word raw) {
  const Word rd = bits(raw, 11, 7);
  const Word rs2 = bits(raw, 6, 2);
  switch (bits(raw, 15, 13)) {
    case 0:  // c.slli
      return bits(raw, 12, 12) != 0 ? std::nullopt
                                    : std::optional(r_type(kOpImm, 1, 0, rd, rd, rs2));
    case 2: {  // c.lwsp: 5 | 4:2 | 7:6
      const Word offset = bits(raw, 12, 12) << 5 | bits(raw, 6, 4) << 2 | bits(raw, 3, 2) << 6;
      return rd == 0 ? std::nullopt : std::optional(i_type(kLoad, 2, rd, kStack, offset));
    }
    case 4:
      return register_form(raw);
    case 6:  // c.swsp: 5:2 | 7:6
      return s_type(2, kStack, rs2, bits(raw, 12, 9) << 2 | bits(raw, 8, 7) << 6);
    default:
      return std::nullopt;  // floating point
  }
}

}  // namespace

std::optional<std::uint32_t> expand(std::uint16_t raw) {
  switch (raw & 3) {
    case 0:
      return quadrant0(raw);
    case 1:
      return quadrant1(raw);
    case 2:
      return quadrant2(raw);
    default:
      return std::nullopt;
  }
}

}  // namespace tessera::tlm::riscv
