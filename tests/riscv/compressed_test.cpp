// SPDX-License-Identifier: Apache-2.0
// Compressed instructions. Encodings as GNU as (binutils 2.40, -march=rv32imac) gives them.
#include "tests/riscv/hart_bench.h"
#include "tlm/riscv/csr_numbers.h"
#include "tlm/riscv/expand.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

// Before each instruction: a0 = 0xf0000011, a1 = kData + 1, s1 = 1, sp = kData.
struct Computation {
  const char* what;
  std::uint16_t instruction;
  Word reg;
  Word value;
};

void PrintTo(const Computation& value, std::ostream* out) { *out << value.what; }

class CompressedComputes : public testing::TestWithParam<Computation> {};

TEST_P(CompressedComputes, what_its_long_form_does) {
  HartBench bench;
  bench.put_halves(kCode, {GetParam().instruction});
  bench.hart.set_x(a0, 0xf000'0011);
  bench.hart.set_x(a1, kData + 1);
  bench.hart.set_x(s1, 1);
  bench.hart.set_x(sp, kData);
  bench.steps(1);
  EXPECT_EQ(bench.hart.x(GetParam().reg), GetParam().value);
  EXPECT_EQ(bench.hart.pc(), kCode + 2);
}

INSTANTIATE_TEST_SUITE_P(All, CompressedComputes,
                         testing::Values(Computation{"c.addi4spn a0, sp, 1020", 0x1fe8, a0,
                                                     kData + 1020},
                                         Computation{"c.addi4spn s1, sp, 4", 0x0044, s1, kData + 4},
                                         Computation{"c.nop", 0x0001, zero, 0},
                                         Computation{"c.addi a0, -32", 0x1501, a0, 0xefff'fff1},
                                         Computation{"c.addi a0, 31", 0x057d, a0, 0xf000'0030},
                                         Computation{"c.li a0, -1", 0x557d, a0, 0xffff'ffff},
                                         Computation{"c.li a0, 31", 0x457d, a0, 31},
                                         Computation{"c.lui a0, 0xfffe0", 0x7501, a0, 0xfffe'0000},
                                         Computation{"c.lui a0, 31", 0x657d, a0, 0x1'f000},
                                         Computation{"c.addi16sp -512", 0x7101, sp, kData - 512},
                                         Computation{"c.addi16sp 496", 0x617d, sp, kData + 496},
                                         Computation{"c.addi16sp 16", 0x6141, sp, kData + 16},
                                         Computation{"c.srli a0, 31", 0x817d, a0, 1},
                                         Computation{"c.srai a0, 4", 0x8511, a0, 0xff00'0001},
                                         Computation{"c.andi a0, -32", 0x9901, a0, 0xf000'0000},
                                         Computation{"c.sub a0, a1", 0x8d0d, a0, 0x6fff'8010},
                                         Computation{"c.xor a0, a1", 0x8d2d, a0, 0x7000'8010},
                                         Computation{"c.or a0, a1", 0x8d4d, a0, 0xf000'8011},
                                         Computation{"c.and a0, a1", 0x8d6d, a0, 0x8000'0001},
                                         Computation{"c.slli a0, 31", 0x057e, a0, 0x8000'0000},
                                         Computation{"c.mv a0, a1", 0x852e, a0, kData + 1},
                                         Computation{"c.add a0, a1", 0x952e, a0, 0x7000'8012}));

struct Jump {
  const char* what;
  std::uint16_t instruction;
  std::int32_t offset;  // from the instruction, with a0 = 0
  bool links;
};

void PrintTo(const Jump& value, std::ostream* out) { *out << value.what; }

class CompressedJumps : public testing::TestWithParam<Jump> {};

TEST_P(CompressedJumps, reach_their_target) {
  HartBench bench;
  bench.put_halves(kCode + 0x1000, {GetParam().instruction});
  bench.hart.set_pc(kCode + 0x1000);
  bench.hart.set_x(a1, kCode + 0x1301);
  bench.steps(1);
  EXPECT_EQ(bench.hart.pc(), kCode + 0x1000 + static_cast<Word>(GetParam().offset));
  EXPECT_EQ(bench.hart.x(ra), GetParam().links ? kCode + 0x1002 : 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, CompressedJumps,
    testing::Values(Jump{"c.jal 2046", 0x2ffd, 2046, true},
                    Jump{"c.jal -2048", 0x3001, -2048, true}, Jump{"c.j 1366", 0xab99, 1366, false},
                    Jump{"c.j -2", 0xbffd, -2, false}, Jump{"c.beqz a0, 254", 0xcd7d, 254, false},
                    Jump{"c.beqz a0, -256", 0xd101, -256, false},
                    Jump{"c.bnez a0, 170", 0xe54d, 2, false}, Jump{"c.jr a1", 0x8582, 0x300, false},
                    Jump{"c.jalr a1", 0x9582, 0x300, true}));

TEST(Compressed, branches_take_the_other_way_with_a_nonzero_register) {
  for (const auto& [half, offset] : {std::pair<std::uint16_t, Word>{0xcd7d, 2}, {0xe54d, 170}}) {
    HartBench bench;
    bench.put_halves(kCode, {half});
    bench.hart.set_x(a0, 1);
    bench.steps(1);
    EXPECT_EQ(bench.hart.pc(), kCode + offset);
  }
}

TEST(Compressed, loads_and_stores_use_their_scaled_offsets) {
  HartBench bench;
  // c.swsp a0, 252(sp); c.swsp a0, 64(sp); c.lwsp a0, 4(sp); c.sw a2, 4(a1); c.lw a0, 124(a1)
  bench.put_halves(kCode, {0xdfaa, 0xc0aa, 0x4512, 0xc1d0, 0x5de8});
  bench.bus.set_word(kData + 4, 0x8765'4321);
  bench.bus.set_word(kData + 0x100 + 124, 0x1357'9bdf);
  bench.hart.set_x(sp, kData);
  bench.hart.set_x(a0, 0xaaaa);
  bench.hart.set_x(a1, kData + 0x100);
  bench.hart.set_x(a2, 0xcccc);
  bench.steps(3);
  EXPECT_EQ(bench.bus.word(kData + 252), 0xaaaaU);
  EXPECT_EQ(bench.bus.word(kData + 64), 0xaaaaU);
  EXPECT_EQ(bench.hart.x(a0), 0x8765'4321U);
  bench.steps(2);
  EXPECT_EQ(bench.bus.word(kData + 0x104), 0xccccU);
  EXPECT_EQ(bench.hart.x(a0), 0x1357'9bdfU);
}

TEST(Compressed, ebreak_raises_the_exception) {
  HartBench bench;
  bench.put_halves(kCode, {0x9002});
  bench.steps(1);
  EXPECT_EQ(bench.csr(csr::kMcause), 3U);
  EXPECT_EQ(bench.csr(csr::kMepc), kCode);
}

// Tables 16.5 to 16.7: RES, and what only RV64, RV128 and floating point have.
class CompressedReserved : public testing::TestWithParam<std::uint16_t> {};

TEST_P(CompressedReserved, is_an_illegal_instruction) {
  HartBench bench;
  bench.put_halves(kCode, {GetParam()});
  bench.steps(1);
  EXPECT_EQ(bench.csr(csr::kMcause), 2U);
  EXPECT_EQ(bench.csr(csr::kMtval), GetParam());
  EXPECT_EQ(bench.csr(csr::kMepc), kCode);
}

INSTANTIATE_TEST_SUITE_P(
    All, CompressedReserved,
    testing::Values(0x0000,                            // defined illegal
                    0x0008,                            // c.addi4spn, immediate 0
                    0x8000,                            // quadrant 0, funct3 4
                    0x2000, 0x6000, 0xa000, 0xe000,    // c.fld, c.flw, c.fsd, c.fsw
                    0x6101,                            // c.addi16sp, immediate 0
                    0x6501,                            // c.lui a0, 0
                    0x917d, 0x9511,                    // c.srli, c.srai by 32 and more
                    0x9d0d, 0x9d2d, 0x9d4d, 0x9d6d,    // c.subw, c.addw, reserved
                    0x157e,                            // c.slli by 63
                    0x4002,                            // c.lwsp to x0
                    0x8002,                            // c.jr x0
                    0x2002, 0x6002, 0xa002, 0xe002));  // c.fldsp, c.flwsp, c.fsdsp, c.fswsp

TEST(Compressed, hints_do_nothing) {
  HartBench bench;
  // c.nop 1; c.li x0, 1; c.lui x0, 1; c.slli x0, 1; c.mv x0, a0; c.add x0, a0; c.addi a0, 0
  bench.put_halves(kCode, {0x0005, 0x4005, 0x6005, 0x0006, 0x802a, 0x902a, 0x0501});
  bench.hart.set_x(a0, 5);
  bench.steps(7);
  EXPECT_EQ(bench.hart.pc(), kCode + 14);
  EXPECT_EQ(bench.hart.x(zero), 0U);
  EXPECT_EQ(bench.hart.x(a0), 5U);
  EXPECT_EQ(bench.hart.retired(), 7U);
}

}  // namespace
}  // namespace tessera::tlm::riscv
