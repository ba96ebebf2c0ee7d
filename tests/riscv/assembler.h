// SPDX-License-Identifier: Apache-2.0
// Instruction words, put together field by field as the ISA manual's chapter 24 lists them.
// Independent of the decoder under test.
#pragma once

#include <cstdint>
#include <vector>

namespace tessera::tlm::riscv::rv {

using Word = std::uint32_t;

// Registers by ABI name.
enum Reg : Word {
  zero,
  ra,
  sp,
  gp,
  tp,
  t0,
  t1,
  t2,
  s0,
  s1,
  a0,
  a1,
  a2,
  a3,
  a4,
  a5,
  a6,
  a7,
  s2,
  s3,
  s4,
  s5,
  s6,
  s7,
  s8,
  s9,
  s10,
  s11,
  t3,
  t4,
  t5,
  t6
};

constexpr Word r_type(Word funct7, Word rs2, Word rs1, Word funct3, Word rd, Word opcode) {
  return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
}
constexpr Word i_type(std::int32_t imm, Word rs1, Word funct3, Word rd, Word opcode) {
  return static_cast<Word>(imm) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
}
constexpr Word s_type(std::int32_t imm, Word rs2, Word rs1, Word funct3) {
  const auto bits = static_cast<Word>(imm);
  return (bits >> 5 & 0x7f) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (bits & 0x1f) << 7 |
         0x23;
}
constexpr Word b_type(std::int32_t imm, Word rs2, Word rs1, Word funct3) {
  const auto bits = static_cast<Word>(imm);
  return (bits >> 12 & 1) << 31 | (bits >> 5 & 0x3f) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 |
         (bits >> 1 & 0xf) << 8 | (bits >> 11 & 1) << 7 | 0x63;
}
constexpr Word j_type(std::int32_t imm, Word rd) {
  const auto bits = static_cast<Word>(imm);
  return (bits >> 20 & 1) << 31 | (bits >> 1 & 0x3ff) << 21 | (bits >> 11 & 1) << 20 |
         (bits >> 12 & 0xff) << 12 | rd << 7 | 0x6f;
}

constexpr Word lui(Word rd, Word imm20) { return imm20 << 12 | rd << 7 | 0x37; }
constexpr Word auipc(Word rd, Word imm20) { return imm20 << 12 | rd << 7 | 0x17; }
constexpr Word jal(Word rd, std::int32_t offset) { return j_type(offset, rd); }
constexpr Word jalr(Word rd, Word rs1, std::int32_t imm) { return i_type(imm, rs1, 0, rd, 0x67); }
constexpr Word beq(Word rs1, Word rs2, std::int32_t to) { return b_type(to, rs2, rs1, 0); }
constexpr Word bne(Word rs1, Word rs2, std::int32_t to) { return b_type(to, rs2, rs1, 1); }
constexpr Word blt(Word rs1, Word rs2, std::int32_t to) { return b_type(to, rs2, rs1, 4); }
constexpr Word bge(Word rs1, Word rs2, std::int32_t to) { return b_type(to, rs2, rs1, 5); }
constexpr Word bltu(Word rs1, Word rs2, std::int32_t to) { return b_type(to, rs2, rs1, 6); }
constexpr Word bgeu(Word rs1, Word rs2, std::int32_t to) { return b_type(to, rs2, rs1, 7); }
constexpr Word lb(Word rd, std::int32_t imm, Word rs1) { return i_type(imm, rs1, 0, rd, 0x03); }
constexpr Word lh(Word rd, std::int32_t imm, Word rs1) { return i_type(imm, rs1, 1, rd, 0x03); }
constexpr Word lw(Word rd, std::int32_t imm, Word rs1) { return i_type(imm, rs1, 2, rd, 0x03); }
constexpr Word lbu(Word rd, std::int32_t imm, Word rs1) { return i_type(imm, rs1, 4, rd, 0x03); }
constexpr Word lhu(Word rd, std::int32_t imm, Word rs1) { return i_type(imm, rs1, 5, rd, 0x03); }
constexpr Word sb(Word rs2, std::int32_t imm, Word rs1) { return s_type(imm, rs2, rs1, 0); }
constexpr Word sh(Word rs2, std::int32_t imm, Word rs1) { return s_type(imm, rs2, rs1, 1); }
constexpr Word sw(Word rs2, std::int32_t imm, Word rs1) { return s_type(imm, rs2, rs1, 2); }
constexpr Word addi(Word rd, Word rs1, std::int32_t imm) { return i_type(imm, rs1, 0, rd, 0x13); }
constexpr Word slti(Word rd, Word rs1, std::int32_t imm) { return i_type(imm, rs1, 2, rd, 0x13); }
constexpr Word sltiu(Word rd, Word rs1, std::int32_t imm) { return i_type(imm, rs1, 3, rd, 0x13); }
constexpr Word xori(Word rd, Word rs1, std::int32_t imm) { return i_type(imm, rs1, 4, rd, 0x13); }
constexpr Word ori(Word rd, Word rs1, std::int32_t imm) { return i_type(imm, rs1, 6, rd, 0x13); }
constexpr Word andi(Word rd, Word rs1, std::int32_t imm) { return i_type(imm, rs1, 7, rd, 0x13); }
constexpr Word slli(Word rd, Word rs1, Word by) { return r_type(0x00, by, rs1, 1, rd, 0x13); }
constexpr Word srli(Word rd, Word rs1, Word by) { return r_type(0x00, by, rs1, 5, rd, 0x13); }
constexpr Word srai(Word rd, Word rs1, Word by) { return r_type(0x20, by, rs1, 5, rd, 0x13); }
constexpr Word nop() { return addi(zero, zero, 0); }

/// OP instructions: add ... and (funct7 0x00, 0x20), mul ... remu (0x01).
constexpr Word op(Word funct7, Word funct3, Word rd, Word rs1, Word rs2) {
  return r_type(funct7, rs2, rs1, funct3, rd, 0x33);
}
constexpr Word add(Word rd, Word rs1, Word rs2) { return op(0x00, 0, rd, rs1, rs2); }
constexpr Word sub(Word rd, Word rs1, Word rs2) { return op(0x20, 0, rd, rs1, rs2); }

constexpr Word amo(Word funct5, Word rd, Word rs2, Word rs1) {
  return r_type(funct5 << 2, rs2, rs1, 2, rd, 0x2f);
}

constexpr Word csr_access(Word funct3, Word rd, Word csr, Word rs1_or_imm) {
  return i_type(static_cast<std::int32_t>(csr), rs1_or_imm, funct3, rd, 0x73);
}
constexpr Word csrrw(Word rd, Word csr, Word rs1) { return csr_access(1, rd, csr, rs1); }
constexpr Word csrrs(Word rd, Word csr, Word rs1) { return csr_access(2, rd, csr, rs1); }
constexpr Word csrrc(Word rd, Word csr, Word rs1) { return csr_access(3, rd, csr, rs1); }
constexpr Word csrrwi(Word rd, Word csr, Word imm) { return csr_access(5, rd, csr, imm); }
constexpr Word csrrsi(Word rd, Word csr, Word imm) { return csr_access(6, rd, csr, imm); }
constexpr Word csrrci(Word rd, Word csr, Word imm) { return csr_access(7, rd, csr, imm); }

constexpr Word fence() { return 0x0ff0'000f; }
constexpr Word fence_i() { return 0x0000'100f; }
constexpr Word ecall() { return 0x0000'0073; }
constexpr Word ebreak() { return 0x0010'0073; }
constexpr Word mret() { return 0x3020'0073; }
constexpr Word wfi() { return 0x1050'0073; }

/// The two words that put any constant into a register.
inline std::vector<Word> li(Word rd, Word value) {
  const Word upper = (value + 0x800) >> 12 & 0xf'ffff;
  const auto lower = static_cast<std::int32_t>(value << 20) >> 20;
  return {lui(rd, upper), addi(rd, rd, lower)};
}

}  // namespace tessera::tlm::riscv::rv
