// SPDX-License-Identifier: Apache-2.0
// The instruction set as a table: Unprivileged ISA 20191213, chapter 24; Privileged ISA 1.12, 3.3.
#include "tlm/riscv/expand.h"
#include "tlm/riscv/instruction.h"

#include <array>

namespace tessera::tlm::riscv {
namespace {

enum class Format { kR, kI, kShift, kS, kB, kU, kJ, kCsr, kNone };

struct Row {
  std::uint32_t mask;
  std::uint32_t match;
  Op op;
  Format format;
};

constexpr std::uint32_t kOpcode = 0x0000'007f;
constexpr std::uint32_t kFunct3 = 0x0000'707f;
constexpr std::uint32_t kFunct7 = 0xfe00'707f;
constexpr std::uint32_t kAmo = 0xf800'707f;  // aq and rl do not matter: one hart, in order
constexpr std::uint32_t kAll = 0xffff'ffff;

constexpr auto kTable = std::to_array<Row>({
    {kOpcode, 0x0000'0037, Op::kLui, Format::kU},
    {kOpcode, 0x0000'0017, Op::kAuipc, Format::kU},
    {kOpcode, 0x0000'006f, Op::kJal, Format::kJ},
    {kFunct3, 0x0000'0067, Op::kJalr, Format::kI},
    {kFunct3, 0x0000'0063, Op::kBeq, Format::kB},
    {kFunct3, 0x0000'1063, Op::kBne, Format::kB},
    {kFunct3, 0x0000'4063, Op::kBlt, Format::kB},
    {kFunct3, 0x0000'5063, Op::kBge, Format::kB},
    {kFunct3, 0x0000'6063, Op::kBltu, Format::kB},
    {kFunct3, 0x0000'7063, Op::kBgeu, Format::kB},
    {kFunct3, 0x0000'0003, Op::kLb, Format::kI},
    {kFunct3, 0x0000'1003, Op::kLh, Format::kI},
    {kFunct3, 0x0000'2003, Op::kLw, Format::kI},
    {kFunct3, 0x0000'4003, Op::kLbu, Format::kI},
    {kFunct3, 0x0000'5003, Op::kLhu, Format::kI},
    {kFunct3, 0x0000'0023, Op::kSb, Format::kS},
    {kFunct3, 0x0000'1023, Op::kSh, Format::kS},
    {kFunct3, 0x0000'2023, Op::kSw, Format::kS},
    {kFunct3, 0x0000'0013, Op::kAddi, Format::kI},
    {kFunct3, 0x0000'2013, Op::kSlti, Format::kI},
    {kFunct3, 0x0000'3013, Op::kSltiu, Format::kI},
    {kFunct3, 0x0000'4013, Op::kXori, Format::kI},
    {kFunct3, 0x0000'6013, Op::kOri, Format::kI},
    {kFunct3, 0x0000'7013, Op::kAndi, Format::kI},
    {kFunct7, 0x0000'1013, Op::kSlli, Format::kShift},
    {kFunct7, 0x0000'5013, Op::kSrli, Format::kShift},
    {kFunct7, 0x4000'5013, Op::kSrai, Format::kShift},
    {kFunct7, 0x0000'0033, Op::kAdd, Format::kR},
    {kFunct7, 0x4000'0033, Op::kSub, Format::kR},
    {kFunct7, 0x0000'1033, Op::kSll, Format::kR},
    {kFunct7, 0x0000'2033, Op::kSlt, Format::kR},
    {kFunct7, 0x0000'3033, Op::kSltu, Format::kR},
    {kFunct7, 0x0000'4033, Op::kXor, Format::kR},
    {kFunct7, 0x0000'5033, Op::kSrl, Format::kR},
    {kFunct7, 0x4000'5033, Op::kSra, Format::kR},
    {kFunct7, 0x0000'6033, Op::kOr, Format::kR},
    {kFunct7, 0x0000'7033, Op::kAnd, Format::kR},
    {kFunct3, 0x0000'000f, Op::kFence, Format::kNone},
    {kFunct3, 0x0000'100f, Op::kFenceI, Format::kNone},
    {kAll, 0x0000'0073, Op::kEcall, Format::kNone},
    {kAll, 0x0010'0073, Op::kEbreak, Format::kNone},
    {kAll, 0x3020'0073, Op::kMret, Format::kNone},
    {kAll, 0x1050'0073, Op::kWfi, Format::kNone},
    {kFunct3, 0x0000'1073, Op::kCsrrw, Format::kCsr},
    {kFunct3, 0x0000'2073, Op::kCsrrs, Format::kCsr},
    {kFunct3, 0x0000'3073, Op::kCsrrc, Format::kCsr},
    {kFunct3, 0x0000'5073, Op::kCsrrwi, Format::kCsr},
    {kFunct3, 0x0000'6073, Op::kCsrrsi, Format::kCsr},
    {kFunct3, 0x0000'7073, Op::kCsrrci, Format::kCsr},
    {kFunct7, 0x0200'0033, Op::kMul, Format::kR},
    {kFunct7, 0x0200'1033, Op::kMulh, Format::kR},
    {kFunct7, 0x0200'2033, Op::kMulhsu, Format::kR},
    {kFunct7, 0x0200'3033, Op::kMulhu, Format::kR},
    {kFunct7, 0x0200'4033, Op::kDiv, Format::kR},
    {kFunct7, 0x0200'5033, Op::kDivu, Format::kR},
    {kFunct7, 0x0200'6033, Op::kRem, Format::kR},
    {kFunct7, 0x0200'7033, Op::kRemu, Format::kR},
    {0xf9f0'707f, 0x1000'202f, Op::kLrW, Format::kR},
    {kAmo, 0x1800'202f, Op::kScW, Format::kR},
    {kAmo, 0x0800'202f, Op::kAmoswapW, Format::kR},
    {kAmo, 0x0000'202f, Op::kAmoaddW, Format::kR},
    {kAmo, 0x2000'202f, Op::kAmoxorW, Format::kR},
    {kAmo, 0x6000'202f, Op::kAmoandW, Format::kR},
    {kAmo, 0x4000'202f, Op::kAmoorW, Format::kR},
    {kAmo, 0x8000'202f, Op::kAmominW, Format::kR},
    {kAmo, 0xa000'202f, Op::kAmomaxW, Format::kR},
    {kAmo, 0xc000'202f, Op::kAmominuW, Format::kR},
    {kAmo, 0xe000'202f, Op::kAmomaxuW, Format::kR},
});

/// Bits [high, low] of a word, moved to `to`.
constexpr std::uint32_t moved(std::uint32_t raw, unsigned high, unsigned low, unsigned to) {
  return ((raw >> low) & ((std::uint32_t{2} << (high - low)) - 1)) << to;
}

/// All immediates take their sign from bit 31.
std::uint32_t sign_from(std::uint32_t raw, unsigned bit) {
  return (raw >> 31) != 0 ? ~std::uint32_t{0} << bit : 0;
}

std::uint32_t immediate(std::uint32_t raw, Format format) {
  switch (format) {
    case Format::kI:
      return sign_from(raw, 11) | moved(raw, 30, 20, 0);
    case Format::kShift:
      return moved(raw, 24, 20, 0);
    case Format::kS:
      return sign_from(raw, 11) | moved(raw, 30, 25, 5) | moved(raw, 11, 7, 0);
    case Format::kB:
      return sign_from(raw, 12) | moved(raw, 7, 7, 11) | moved(raw, 30, 25, 5) |
             moved(raw, 11, 8, 1);
    case Format::kU:
      return raw & 0xffff'f000;
    case Format::kJ:
      return sign_from(raw, 20) | moved(raw, 19, 12, 12) | moved(raw, 20, 20, 11) |
             moved(raw, 30, 21, 1);
    case Format::kCsr:
      return raw;  // the trap handler sees it if the CSR is illegal
    case Format::kR:
    case Format::kNone:
      return 0;
  }
  return 0;
}

Instruction decode_word(std::uint32_t raw) {
  for (const Row& row : kTable) {
    if ((raw & row.mask) != row.match) {
      continue;
    }
    Instruction in;
    in.op = row.op;
    const auto rd = static_cast<std::uint8_t>(moved(raw, 11, 7, 0));
    in.rd = rd == 0 ? kDiscard : rd;
    in.rs1 = static_cast<std::uint8_t>(moved(raw, 19, 15, 0));
    in.rs2 = static_cast<std::uint8_t>(moved(raw, 24, 20, 0));
    in.imm = immediate(raw, row.format);
    return in;
  }
  return {.op = Op::kIllegal, .imm = raw};
}

}  // namespace

Instruction decode(std::uint32_t raw) {
  if ((raw & 3) == 3) {
    return decode_word(raw);
  }
  const auto parcel = static_cast<std::uint16_t>(raw);
  const auto word = expand(parcel);
  Instruction in = word ? decode_word(*word) : Instruction{.op = Op::kIllegal, .imm = parcel};
  in.bytes = 2;
  return in;
}

}  // namespace tessera::tlm::riscv
