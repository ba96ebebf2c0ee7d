// SPDX-License-Identifier: Apache-2.0
#include "tests/riscv/random_program.h"

#include <iterator>
#include <utility>

namespace tessera::tlm::riscv {

using namespace rv;

void RandomProgram::append(Word instruction) {
  for (unsigned i = 0; i < 4; ++i) {
    code_.push_back(static_cast<std::uint8_t>(instruction >> (8 * i)));
  }
}

void RandomProgram::append_half(unsigned instruction) {
  code_.push_back(static_cast<std::uint8_t>(instruction));
  code_.push_back(static_cast<std::uint8_t>(instruction >> 8));
}

Word RandomProgram::target() {
  for (;;) {
    const Word reg = below(32);
    if (reg != gp && reg != tp && (counter_ == 0 || reg != counter_)) return reg;
  }
}

Word RandomProgram::target_not_0() {
  for (;;) {
    const Word reg = target();
    if (reg != zero) return reg;
  }
}

Word RandomProgram::short_target() {
  for (;;) {
    const Word reg = 8 + below(8);
    if (reg != counter_) return reg;
  }
}

void RandomProgram::generate(unsigned blocks, unsigned length) {
  for (const Word each : li(gp, record_)) append(each);
  for (const Word each : li(tp, data_ + kDataBytes / 2)) append(each);
  set_all_registers();
  for (unsigned block = 0; block < blocks; ++block) {
    const unsigned until = count_ + length;
    while (count_ < until) put_one();
    put_record();
  }
}

void RandomProgram::set_all_registers() {
  for (Word reg = 1; reg < 32; ++reg) {
    if (reg != gp && reg != tp) set_corner_value(reg);
  }
}

// Differences show best at the borders of the number ranges.
void RandomProgram::set_corner_value(Word reg) {
  constexpr Word kCorners[] = {0,           1,           2,           0xffff'ffff, 0xffff'fffe,
                               0x8000'0000, 0x7fff'ffff, 0x8000'0001, 31,          32,
                               0xffff,      0xffff'8000, 0x5555'5555};
  const Word value = below(3) == 0 ? random_() : kCorners[below(std::size(kCorners))];
  for (const Word each : li(reg, value)) append(each);
}

void RandomProgram::put_record() {
  for (Word reg = 0; reg < 32; ++reg) {
    append(sw(reg == gp ? zero : reg, static_cast<std::int32_t>(4 * reg), gp));
  }
  append(addi(gp, gp, kRecordBytes));
}

void RandomProgram::put_one() {
  switch (below(12)) {
    case 0:
      return put_branch();
    case 1:
      return put_jump();
    case 2:
      return put_atomic();
    case 3:
      if (below(4) == 0) return put_loop();
      return set_corner_value(target_not_0());
    default:
      return put_simple();
  }
}

void RandomProgram::put_simple() {
  ++count_;
  switch (below(4)) {
    case 0:
      return put_memory();
    case 1:
      return put_compressed();
    default:
      return put_arithmetic();
  }
}

void RandomProgram::put_arithmetic() {
  const Word rd = target();
  const Word rs1 = source();
  switch (below(8)) {
    case 0:
      return append(lui(rd, below(1 << 20)));
    case 1:
      return append(auipc(rd, below(1 << 20)));
    case 2: {
      const Word shift = below(32);
      const Word kinds[] = {slli(rd, rs1, shift), srli(rd, rs1, shift), srai(rd, rs1, shift)};
      return append(kinds[below(3)]);
    }
    case 3: {
      constexpr Word kFunct3[] = {0, 2, 3, 4, 6, 7};
      return append(i_type(imm12(), rs1, kFunct3[below(6)], rd, 0x13));
    }
    case 4:
    case 5:
      return append(op(1, below(8), rd, rs1, source()));
    default: {
      const Word funct3 = below(8);
      const Word funct7 = (funct3 == 0 || funct3 == 5) && below(2) == 0 ? 0x20 : 0;
      if (below(50) == 0) return append(below(2) == 0 ? fence() : fence_i());
      return append(op(funct7, funct3, rd, rs1, source()));
    }
  }
}

// Bit places: ISA manual, tables 16.5 to 16.7.
void RandomProgram::put_compressed() {
  const Word rd = target_not_0();
  const unsigned imm5 = below(32);
  const unsigned imm6 = below(2) << 12 | imm5 << 2;  // bit 5 of it in bit 12
  const unsigned nonzero6 = below(2) << 12 | (1 + below(31)) << 2;
  const unsigned near = short_target() - 8;
  const unsigned other = below(8);
  switch (below(10)) {
    case 0:
      return append_half(0x0001 | imm6 | rd << 7);  // c.addi
    case 1:
      return append_half(0x4001 | imm6 | rd << 7);  // c.li
    case 2:
      return append_half(rd == sp ? 0x0001 : 0x6001 | nonzero6 | rd << 7);  // c.lui
    case 3:
      return append_half(0x0002 | imm5 << 2 | rd << 7);  // c.slli
    case 4:
      return append_half(0x8002 | rd << 7 | (1 + below(31)) << 2);  // c.mv
    case 5:
      return append_half(0x9002 | rd << 7 | (1 + below(31)) << 2);  // c.add
    case 6:
      return append_half(0x8001 | below(2) << 10 | near << 7 | imm5 << 2);  // c.srli, c.srai
    case 7:
      return append_half(0x8801 | imm6 | near << 7);  // c.andi
    case 8:
      return append_half(0x8c01 | near << 7 | below(4) << 5 | other << 2);  // c.sub ... c.and
    default:
      return append_half(0x0000 | (1 + below(255)) << 5 | near << 2);  // c.addi4spn
  }
}

void RandomProgram::put_memory() {
  const std::int32_t byte = imm12();
  const std::int32_t half = byte & ~1;
  const std::int32_t word = byte & ~3;
  switch (below(10)) {
    case 0:
      return append(lb(target(), byte, tp));
    case 1:
      return append(lbu(target(), byte, tp));
    case 2:
      return append(lh(target(), half, tp));
    case 3:
      return append(lhu(target(), half, tp));
    case 4:
      return append(lw(target(), word, tp));
    case 5:
      return append(sb(source(), byte, tp));
    case 6:
      return append(sh(source(), half, tp));
    case 7:
      return append(sw(source(), word, tp));
    case 8: {  // c.lw, c.sw; offset bits 5:3 in 12:10, 2 in 6, 6 in 5
      const Word base = short_target();
      append(addi(base, tp, imm12() / 4 * 4 / 2 & ~3));
      const unsigned offset = below(8) << 10 | below(4) << 5;
      const bool is_load = below(2) == 0;
      return append_half((is_load ? 0x4000U | (short_target() - 8) << 2 : 0xc000U | below(8) << 2) |
                         offset | (base - 8) << 7);
    }
    default: {  // c.lwsp, c.swsp
      if (counter_ == sp) return append(nop());
      append(addi(sp, tp, imm12() / 2 & ~3));
      if (below(2) == 0)
        return append_half(0x4002 | below(2) << 12 | target_not_0() << 7 | below(32) << 2);
      return append_half(0xc002 | below(64) << 7 | source() << 2);
    }
  }
}

void RandomProgram::put_atomic() {
  constexpr Word kFunct5[] = {0x00, 0x01, 0x04, 0x08, 0x0c, 0x10, 0x14, 0x18, 0x1c};
  const Word base = target_not_0();
  append(addi(base, tp, imm12() & ~3));
  count_ += 2;
  if (below(3) != 0)
    return append(amo(kFunct5[below(std::size(kFunct5))], target(), source(), base));
  const Word loaded = target();
  append(amo(0x02, loaded, zero, base));  // lr
  if (loaded == base) return;
  ++count_;
  append(amo(0x03, target(), source(), base));  // sc
}

void RandomProgram::skip_over(unsigned bytes, const std::function<void(std::int32_t)>& make) {
  const std::size_t before = code_.size();
  for (unsigned i = below(4); i > 0; --i) put_simple();
  const std::vector<std::uint8_t> skipped(code_.begin() + static_cast<std::ptrdiff_t>(before),
                                          code_.end());
  code_.resize(before);
  make(static_cast<std::int32_t>(skipped.size() + bytes));
  code_.insert(code_.end(), skipped.begin(), skipped.end());
}

void RandomProgram::put_branch() {
  ++count_;
  if (below(3) == 0) {  // c.beqz, c.bnez: 8 | 4:3 in 12:10, 7:6 | 2:1 | 5 in 6:2
    const unsigned reg = below(8);
    return skip_over(2, [&](std::int32_t by) {
      const auto offset = static_cast<unsigned>(by);
      append_half((below(2) == 0 ? 0xc001 : 0xe001) | (offset >> 3 & 3) << 10 | reg << 7 |
                  (offset >> 6 & 3) << 5 | (offset >> 1 & 3) << 3 | (offset >> 5 & 1) << 2);
    });
  }
  constexpr Word kFunct3[] = {0, 1, 4, 5, 6, 7};
  const Word funct3 = kFunct3[below(6)];
  const Word rs1 = source();
  const Word rs2 = below(4) == 0 ? rs1 : source();
  skip_over(4, [&](std::int32_t by) { append(b_type(by, rs2, rs1, funct3)); });
}

void RandomProgram::put_jump() {
  ++count_;
  const Word link = target();
  const Word base = target_not_0();
  switch (below(4)) {
    case 0:
      return skip_over(4, [&](std::int32_t by) { append(jal(link, by)); });
    case 1:
      ++count_;
      return skip_over(8, [&](std::int32_t by) {
        append(auipc(base, 0));
        append(jalr(link, base, by | static_cast<std::int32_t>(below(2))));
      });
    case 2:
      count_ += 2;
      return skip_over(10, [&](std::int32_t by) {
        append(auipc(base, 0));
        append(addi(base, base, by));
        // c.jr, c.jalr; the link register may be the loop's counter
        append_half((below(2) == 0 || counter_ == ra ? 0x8002 : 0x9002) | base << 7);
      });
    default:
      return skip_over(2, [&](std::int32_t by) {  // c.j, c.jal; 4 | 6 | 7 | 3:1 | 5 of the offset
        const auto offset = static_cast<unsigned>(by);
        append_half((below(2) == 0 || counter_ == ra ? 0xa001 : 0x2001) | (offset >> 4 & 1) << 11 |
                    (offset >> 6 & 1) << 7 | (offset >> 7 & 1) << 6 | (offset >> 1 & 7) << 3 |
                    (offset >> 5 & 1) << 2);
      });
  }
}

void RandomProgram::put_loop() {
  if (counter_ != 0) return put_simple();
  counter_ = 5 + below(3);  // t0 to t2
  append(addi(counter_, zero, static_cast<std::int32_t>(1 + below(4))));
  const std::size_t begin = code_.size();
  for (unsigned i = 1 + below(6); i > 0; --i) put_simple();
  append(addi(counter_, counter_, -1));
  const auto back = static_cast<std::int32_t>(begin) - static_cast<std::int32_t>(code_.size());
  append(bne(counter_, zero, back));
  count_ += 3;
  counter_ = 0;
}

}  // namespace tessera::tlm::riscv
