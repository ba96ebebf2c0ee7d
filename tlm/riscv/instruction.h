// SPDX-License-Identifier: Apache-2.0
// A decoded instruction.
#pragma once

#include <cstdint>

namespace tessera::tlm::riscv {

// clang-format off
enum class Op : std::uint8_t {
  kUndecoded,   // an empty place of the decode cache
  kIllegal,     // imm: the instruction's bits
  kFetchFault,  // imm: the address that could not be read
  // RV32I
  kLui, kAuipc, kJal, kJalr, kBeq, kBne, kBlt, kBge, kBltu, kBgeu,
  kLb, kLh, kLw, kLbu, kLhu, kSb, kSh, kSw,
  kAddi, kSlti, kSltiu, kXori, kOri, kAndi, kSlli, kSrli, kSrai,
  kAdd, kSub, kSll, kSlt, kSltu, kXor, kSrl, kSra, kOr, kAnd,
  kFence, kEcall, kEbreak,
  // Zifencei, Zicsr, machine mode
  kFenceI, kCsrrw, kCsrrs, kCsrrc, kCsrrwi, kCsrrsi, kCsrrci, kMret, kWfi,
  // M
  kMul, kMulh, kMulhsu, kMulhu, kDiv, kDivu, kRem, kRemu,
  // A
  kLrW, kScW, kAmoswapW, kAmoaddW, kAmoxorW, kAmoandW, kAmoorW,
  kAmominW, kAmomaxW, kAmominuW, kAmomaxuW,
};
// clang-format on

/// Index of the register that takes what is written to x0.
constexpr std::uint8_t kDiscard = 32;

struct Instruction {
  Op op = Op::kUndecoded;
  std::uint8_t rd = kDiscard;  ///< 1 to 31, or kDiscard
  std::uint8_t rs1 = 0;        ///< 0 to 31; of CSR immediates, the immediate
  std::uint8_t rs2 = 0;        ///< 0 to 31
  std::uint32_t imm = 0;       ///< sign-extended; of CSR instructions, all their bits
  std::uint8_t bytes = 4;      ///< 2 or 4
};

/// Of a 32-bit word (both low bits set), or of a 16-bit one in the low half (kIllegal if the
/// encoding is reserved or of an extension that the hart lacks).
[[nodiscard]] Instruction decode(std::uint32_t raw);

}  // namespace tessera::tlm::riscv
