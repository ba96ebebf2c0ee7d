// SPDX-License-Identifier: Apache-2.0
// Integer and multiply instructions. Expected values: the ISA manual's rules applied by hand.
#include "tests/riscv/hart_bench.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

struct Case {
  const char* what;
  Word instruction;  // from a1 and a2 to a0
  Word a1;
  Word a2;
  Word a0;
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.what; }

class Arithmetic : public testing::TestWithParam<Case> {};

TEST_P(Arithmetic, gives_the_manuals_result) {
  const Case& each = GetParam();
  HartBench bench({each.instruction});
  bench.hart.set_x(a1, each.a1);
  bench.hart.set_x(a2, each.a2);
  bench.hart.set_x(a0, 0x5a5a'5a5a);
  bench.steps(1);
  EXPECT_EQ(bench.hart.x(a0), each.a0);
  EXPECT_EQ(bench.hart.x(a1), each.a1);
  EXPECT_EQ(bench.hart.x(a2), each.a2);
  EXPECT_EQ(bench.hart.pc(), kCode + 4);
  EXPECT_EQ(bench.hart.retired(), 1U);
}

constexpr Word kMin = 0x8000'0000, kMax = 0x7fff'ffff, kOnes = 0xffff'ffff;

INSTANTIATE_TEST_SUITE_P(
    Immediate, Arithmetic,
    testing::Values(Case{"addi", addi(a0, a1, 5), 7, 0, 12},
                    Case{"addi negative", addi(a0, a1, -2048), 0, 0, 0xffff'f800},
                    Case{"addi wraps", addi(a0, a1, 1), kMax, 0, kMin},
                    Case{"slti less", slti(a0, a1, -1), kMin, 0, 1},
                    Case{"slti equal", slti(a0, a1, -1), kOnes, 0, 0},
                    Case{"slti sign", slti(a0, a1, 1), kOnes, 0, 1},
                    Case{"sltiu sign-extends first", sltiu(a0, a1, -1), 0xffff'fffe, 0, 1},
                    Case{"sltiu unsigned", sltiu(a0, a1, 1), kOnes, 0, 0},
                    Case{"seqz", sltiu(a0, a1, 1), 0, 0, 1},
                    Case{"xori not", xori(a0, a1, -1), 0x1234'5678, 0, 0xedcb'a987},
                    Case{"ori", ori(a0, a1, 0x70f), 0x1000'0030, 0, 0x1000'073f},
                    Case{"andi", andi(a0, a1, -16), 0x1234'567f, 0, 0x1234'5670},
                    Case{"slli", slli(a0, a1, 31), 3, 0, kMin},
                    Case{"srli", srli(a0, a1, 31), kMin, 0, 1},
                    Case{"srai", srai(a0, a1, 31), kMin, 0, kOnes},
                    Case{"srai positive", srai(a0, a1, 4), 0x7000'0010, 0, 0x0700'0001},
                    Case{"slli 0", slli(a0, a1, 0), 0xdead'beef, 0, 0xdead'beef},
                    Case{"lui", lui(a0, 0xfffff), 0, 0, 0xffff'f000},
                    Case{"auipc", auipc(a0, 0x12345), 0, 0, kCode + 0x1234'5000},
                    Case{"auipc wraps", auipc(a0, 0x80001), 0, 0, 0x0000'1000}));

INSTANTIATE_TEST_SUITE_P(
    Register, Arithmetic,
    testing::Values(Case{"add", add(a0, a1, a2), kOnes, 2, 1},
                    Case{"sub", sub(a0, a1, a2), 1, 2, kOnes},
                    Case{"sub min", sub(a0, a1, a2), 0, kMin, kMin},
                    Case{"sll uses 5 bits", op(0, 1, a0, a1, a2), 1, 0xffff'ffe4, 16},
                    Case{"slt", op(0, 2, a0, a1, a2), kMin, kMax, 1},
                    Case{"slt not", op(0, 2, a0, a1, a2), kMax, kMin, 0},
                    Case{"sltu", op(0, 3, a0, a1, a2), kMax, kMin, 1},
                    Case{"sltu not", op(0, 3, a0, a1, a2), kMin, kMax, 0},
                    Case{"xor", op(0, 4, a0, a1, a2), 0xff00'ff00, 0x0ff0'0ff0, 0xf0f0'f0f0},
                    Case{"srl", op(0, 5, a0, a1, a2), kMin, 33, 0x4000'0000},
                    Case{"sra", op(0x20, 5, a0, a1, a2), kMin, 33, 0xc000'0000},
                    Case{"or", op(0, 6, a0, a1, a2), 0xf0f0'0000, 0x0f00'000f, 0xfff0'000f},
                    Case{"and", op(0, 7, a0, a1, a2), 0xff00'ff00, 0x0ff0'0ff0, 0x0f00'0f00}));

// Table 7.1 of the manual gives the division by zero and the overflow.
INSTANTIATE_TEST_SUITE_P(
    Multiply, Arithmetic,
    testing::Values(
        Case{"mul low half", op(1, 0, a0, a1, a2), 0x1'0001, 0x1'0001, 0x0002'0001},
        Case{"mul negative", op(1, 0, a0, a1, a2), kOnes, 7, 0xffff'fff9},
        Case{"mulh min*min", op(1, 1, a0, a1, a2), kMin, kMin, 0x4000'0000},
        Case{"mulh -1*-1", op(1, 1, a0, a1, a2), kOnes, kOnes, 0},
        Case{"mulh -1*1", op(1, 1, a0, a1, a2), kOnes, 1, kOnes},
        Case{"mulhsu -1*max", op(1, 2, a0, a1, a2), kOnes, kOnes, kOnes},
        Case{"mulhsu min*max", op(1, 2, a0, a1, a2), kMin, kOnes, 0x8000'0000},
        Case{"mulhsu 2*max", op(1, 2, a0, a1, a2), 2, kOnes, 1},
        Case{"mulhu", op(1, 3, a0, a1, a2), kOnes, kOnes, 0xffff'fffe},
        Case{"div truncates", op(1, 4, a0, a1, a2), static_cast<Word>(-7), 2,
             static_cast<Word>(-3)},
        Case{"div negative divisor", op(1, 4, a0, a1, a2), 7, static_cast<Word>(-2),
             static_cast<Word>(-3)},
        Case{"div by zero", op(1, 4, a0, a1, a2), 7, 0, kOnes},
        Case{"div overflow", op(1, 4, a0, a1, a2), kMin, kOnes, kMin},
        Case{"divu", op(1, 5, a0, a1, a2), kOnes, 2, kMax},
        Case{"divu by zero", op(1, 5, a0, a1, a2), 7, 0, kOnes},
        Case{"rem sign of dividend", op(1, 6, a0, a1, a2), static_cast<Word>(-7), 2, kOnes},
        Case{"rem negative divisor", op(1, 6, a0, a1, a2), 7, static_cast<Word>(-2), 1},
        Case{"rem by zero", op(1, 6, a0, a1, a2), static_cast<Word>(-7), 0, static_cast<Word>(-7)},
        Case{"rem overflow", op(1, 6, a0, a1, a2), kMin, kOnes, 0},
        Case{"remu", op(1, 7, a0, a1, a2), kOnes, 16, 15},
        Case{"remu by zero", op(1, 7, a0, a1, a2), 7, 0, 7}));

TEST(ArithmeticRegisters, x0_stays_zero_and_destinations_may_be_sources) {
  HartBench bench({addi(zero, zero, 5), add(a0, zero, zero), addi(a1, zero, 3), add(a1, a1, a1),
                   lui(zero, 1), sub(a1, a1, zero)});
  bench.hart.set_x(a0, 9);
  bench.steps(6);
  EXPECT_EQ(bench.hart.x(zero), 0U);
  EXPECT_EQ(bench.hart.x(a0), 0U);
  EXPECT_EQ(bench.hart.x(a1), 6U);
}

TEST(ArithmeticRegisters, every_register_is_its_own) {
  std::vector<Word> program;
  for (Word r = 1; r < 32; ++r) program.push_back(addi(r, zero, static_cast<int>(r * 3)));
  HartBench bench(program);
  bench.steps(31);
  for (Word r = 0; r < 32; ++r) EXPECT_EQ(bench.hart.x(r), r * 3);
}

}  // namespace
}  // namespace tessera::tlm::riscv
