// SPDX-License-Identifier: Apache-2.0
// Exceptions: cause, value, address, and that nothing else of the instruction remains.
#include "tests/riscv/hart_bench.h"
#include "tlm/riscv/csr_numbers.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

constexpr Word kHandler = kCode + 0x400;
constexpr Word kHole = 0x4000'0000;

// a1 = kData, a2 = kHole, a0 = 0x5a5a at the instruction.
struct Fault {
  const char* what;
  Word instruction;
  Word cause;
  Word value;
};

void PrintTo(const Fault& value, std::ostream* out) { *out << value.what; }

class Exceptions : public testing::TestWithParam<Fault> {};

TEST_P(Exceptions, are_precise) {
  const Fault& each = GetParam();
  HartBench bench({addi(t0, zero, 1), each.instruction});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMtvec, kHandler));
  EXPECT_TRUE(bench.hart.set_csr(csr::kMstatus, 0x8));
  bench.hart.set_x(a0, 0x5a5a);
  bench.hart.set_x(a1, kData);
  bench.hart.set_x(a2, kHole);
  const std::vector<std::uint8_t> memory(bench.bus.bytes().begin(), bench.bus.bytes().end());
  bench.steps(2);
  EXPECT_EQ(bench.hart.pc(), kHandler);
  EXPECT_EQ(bench.csr(csr::kMcause), each.cause);
  EXPECT_EQ(bench.csr(csr::kMtval), each.value);
  EXPECT_EQ(bench.csr(csr::kMepc), kCode + 4);
  EXPECT_EQ(bench.csr(csr::kMstatus), 0x1880U);  // MPP machine, MPIE 1, MIE 0
  EXPECT_EQ(bench.hart.retired(), 1U);
  EXPECT_EQ(bench.hart.x(a0), 0x5a5aU);
  EXPECT_TRUE(std::ranges::equal(memory, bench.bus.bytes()));
}

INSTANTIATE_TEST_SUITE_P(
    All, Exceptions,
    testing::Values(Fault{"ecall", ecall(), 11, 0}, Fault{"ebreak", ebreak(), 3, kCode + 4},
                    Fault{"all zeros", 0x0000'0000, 2, 0},
                    Fault{"all ones", 0xffff'ffff, 2, 0xffff'ffff},
                    Fault{"sret", 0x1020'0073, 2, 0x1020'0073},
                    Fault{"flw", 0x0005'2507, 2, 0x0005'2507},
                    Fault{"funct7 of op", op(0x40, 0, a0, a1, a2), 2, op(0x40, 0, a0, a1, a2)},
                    Fault{"slli by 32", slli(a0, a1, 0) | 1U << 25, 2, slli(a0, a1, 0) | 1U << 25},
                    Fault{"load funct3", i_type(0, a1, 3, a0, 3), 2, i_type(0, a1, 3, a0, 3)},
                    Fault{"branch funct3", b_type(8, a1, a1, 2), 2, b_type(8, a1, a1, 2)},
                    Fault{"jalr funct3", jalr(a0, a1, 0) | 1U << 12, 2, jalr(a0, a1, 0) | 1U << 12},
                    Fault{"lr with rs2", amo(0x02, a0, a2, a1), 2, amo(0x02, a0, a2, a1)},
                    Fault{"unknown CSR", csrrs(a0, 0x7c0, zero), 2, csrrs(a0, 0x7c0, zero)},
                    Fault{"write of mhartid", csrrw(a0, 0xf14, a1), 2, csrrw(a0, 0xf14, a1)},
                    Fault{"set bits of cycle", csrrs(a0, 0xc00, a1), 2, csrrs(a0, 0xc00, a1)},
                    Fault{"lh misaligned", lh(a0, 1, a1), 4, kData + 1},
                    Fault{"lhu misaligned", lhu(a0, 3, a1), 4, kData + 3},
                    Fault{"lw misaligned by 1", lw(a0, 1, a1), 4, kData + 1},
                    Fault{"lw misaligned by 2", lw(a0, 2, a1), 4, kData + 2},
                    Fault{"sh misaligned", sh(a0, 1, a1), 6, kData + 1},
                    Fault{"sw misaligned", sw(a0, 2, a1), 6, kData + 2},
                    Fault{"misaligned comes before access", lw(a0, 1, a2), 4, kHole + 1},
                    Fault{"lw access", lw(a0, 8, a2), 5, kHole + 8},
                    Fault{"lbu access", lbu(a0, -1, a2), 5, kHole - 1},
                    Fault{"sw access", sw(a0, 4, a2), 7, kHole + 4},
                    Fault{"sb access", sb(a0, 3, a2), 7, kHole + 3},
                    Fault{"lr misaligned", amo(0x02, a0, 0, a0), 4, 0x5a5a},
                    Fault{"lr access", amo(0x02, a0, 0, a2), 5, kHole},
                    Fault{"amoadd misaligned", amo(0x00, a0, a1, a0), 6, 0x5a5a},
                    Fault{"amoadd access", amo(0x00, a0, a1, a2), 7, kHole}));

TEST(FetchFaults, a_jump_into_a_hole_faults_at_its_target) {
  HartBench bench({jalr(ra, a2, 0)});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMtvec, kHandler));
  bench.hart.set_x(a2, kHole);
  bench.steps(2);
  EXPECT_EQ(bench.hart.x(ra), kCode + 4);  // the jump itself completed
  EXPECT_EQ(bench.csr(csr::kMcause), 1U);
  EXPECT_EQ(bench.csr(csr::kMepc), kHole);
  EXPECT_EQ(bench.csr(csr::kMtval), kHole);
  EXPECT_EQ(bench.hart.pc(), kHandler);
}

TEST(FetchFaults, the_second_half_beyond_memory_is_named) {
  HartBench bench;
  const Word last = FlatBus::kBase + 0x10000 - 2;
  bench.put_halves(last, {0x0013});
  bench.hart.set_pc(last);
  bench.steps(1);
  EXPECT_EQ(bench.csr(csr::kMcause), 1U);
  EXPECT_EQ(bench.csr(csr::kMepc), last);
  EXPECT_EQ(bench.csr(csr::kMtval), last + 2);
}

TEST(Traps, mret_restores_and_nested_traps_are_the_handlers_business) {
  HartBench bench({ecall(), addi(a0, a0, 1)});
  bench.bus.put(kHandler, std::vector<Word>{csrrs(t0, csr::kMepc, zero), addi(t0, t0, 4),
                                            csrrw(zero, csr::kMepc, t0), mret()});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMtvec, kHandler));
  EXPECT_TRUE(bench.hart.set_csr(csr::kMstatus, 0x8));
  bench.steps(5);
  EXPECT_EQ(bench.hart.pc(), kCode + 4);
  EXPECT_EQ(bench.csr(csr::kMstatus), 0x1888U);
  bench.steps(1);
  EXPECT_EQ(bench.hart.x(a0), 1U);
}

TEST(Traps, vectors_are_for_interrupts_only) {
  HartBench bench({ecall()});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMtvec, kHandler | 1));
  bench.steps(1);
  EXPECT_EQ(bench.hart.pc(), kHandler);
  EXPECT_TRUE(bench.hart.set_csr(csr::kMie, 0x888));
  EXPECT_TRUE(bench.hart.set_csr(csr::kMstatus, 0x8));
  bench.hart.set_interrupt_lines({.timer = true});
  bench.steps(1);
  EXPECT_EQ(bench.hart.pc(), kHandler + 4 * 7);
  EXPECT_EQ(bench.csr(csr::kMcause), 0x8000'0007U);
  EXPECT_EQ(bench.csr(csr::kMtval), 0U);
}

TEST(Traps, an_unusable_handler_does_not_stop_time) {
  HartBench bench({ecall()});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMtvec, kHole));
  EXPECT_EQ(bench.hart.run(100), Stop::kTime);
  EXPECT_EQ(bench.hart.now(), 100U);
  EXPECT_EQ(bench.hart.retired(), 0U);
}

}  // namespace
}  // namespace tessera::tlm::riscv
