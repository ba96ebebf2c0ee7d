// SPDX-License-Identifier: Apache-2.0
// Jumps and branches, with offsets up to their limits.
#include "tests/riscv/hart_bench.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

constexpr Word kMin = 0x8000'0000, kMax = 0x7fff'ffff, kOnes = 0xffff'ffff;

struct Branch {
  const char* what;
  Word funct3;
  Word a1;
  Word a2;
  bool taken;
};

void PrintTo(const Branch& value, std::ostream* out) { *out << value.what; }

class Branches : public testing::TestWithParam<Branch> {};

TEST_P(Branches, go_where_the_manual_says) {
  const Branch& each = GetParam();
  for (const std::int32_t offset : {8, -4096, 4094, -2}) {
    HartBench bench;
    bench.hart.set_pc(kCode + 0x2000);
    bench.bus.set_word(kCode + 0x2000, b_type(offset, a2, a1, each.funct3));
    bench.hart.set_x(a1, each.a1);
    bench.hart.set_x(a2, each.a2);
    bench.steps(1);
    const Word to = each.taken ? static_cast<Word>(offset) : 4;
    EXPECT_EQ(bench.hart.pc(), kCode + 0x2000 + to) << offset;
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, Branches,
    testing::Values(Branch{"beq equal", 0, 5, 5, true}, Branch{"beq not", 0, 5, 6, false},
                    Branch{"bne equal", 1, 5, 5, false}, Branch{"bne not", 1, 5, 6, true},
                    Branch{"blt signed", 4, kMin, kMax, true},
                    Branch{"blt not", 4, kMax, kMin, false}, Branch{"blt equal", 4, 3, 3, false},
                    Branch{"bge equal", 5, 3, 3, true}, Branch{"bge signed", 5, kMax, kMin, true},
                    Branch{"bge not", 5, kOnes, 0, false},
                    Branch{"bltu unsigned", 6, kMax, kMin, true},
                    Branch{"bltu not", 6, kOnes, 0, false}, Branch{"bgeu", 7, kOnes, 0, true},
                    Branch{"bgeu equal", 7, 0, 0, true}, Branch{"bgeu not", 7, kMax, kMin, false}));

TEST(Jumps, jal_links_and_reaches_both_limits) {
  for (const std::int32_t offset : {-0x10'0000, 0xf'fffe, 2, -4}) {
    HartBench bench({jal(ra, offset)});
    bench.steps(1);
    EXPECT_EQ(bench.hart.pc(), kCode + static_cast<Word>(offset));
    EXPECT_EQ(bench.hart.x(ra), kCode + 4);
  }
}

TEST(Jumps, jalr_clears_bit_0_and_may_link_into_its_source) {
  HartBench bench({jalr(a0, a0, -1)});
  bench.hart.set_x(a0, kCode + 0x102);
  bench.steps(1);
  EXPECT_EQ(bench.hart.pc(), kCode + 0x100);
  EXPECT_EQ(bench.hart.x(a0), kCode + 4);
}

TEST(Jumps, an_instruction_may_lie_at_any_even_address) {
  HartBench bench;
  bench.hart.set_pc(kCode + 0x1ffe);  // across a page
  bench.bus.set_word(kCode + 0x1ffe, addi(a0, a0, 7));
  bench.bus.set_word(kCode + 0x2002, jal(zero, -4));
  bench.steps(3);
  EXPECT_EQ(bench.hart.x(a0), 14U);
  EXPECT_EQ(bench.hart.pc(), kCode + 0x2002);
}

TEST(Jumps, a_loop_counts) {
  HartBench bench({addi(a0, zero, 10), addi(a1, a1, 3), addi(a0, a0, -1), bne(a0, zero, -8)});
  bench.steps(31);
  EXPECT_EQ(bench.hart.x(a1), 30U);
  EXPECT_EQ(bench.hart.pc(), kCode + 16);
  EXPECT_EQ(bench.hart.retired(), 31U);
}

}  // namespace
}  // namespace tessera::tlm::riscv
