// SPDX-License-Identifier: Apache-2.0
// CSR instructions and the registers of machine mode. Privileged ISA 1.12, chapters 2 and 3.
#include "tests/riscv/hart_bench.h"
#include "tlm/riscv/csr_numbers.h"

#include <gtest/gtest.h>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

TEST(CsrInstructions, give_the_old_value_and_write_the_new) {
  HartBench bench({csrrw(a0, csr::kMscratch, a1), csrrs(a2, csr::kMscratch, a3),
                   csrrc(a4, csr::kMscratch, a5), csrrwi(t0, csr::kMscratch, 0x15),
                   csrrsi(t1, csr::kMscratch, 0x0a), csrrci(t2, csr::kMscratch, 0x11),
                   csrrs(s0, csr::kMscratch, zero)});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMscratch, 7));
  bench.hart.set_x(a1, 0xf0f0'0000);
  bench.hart.set_x(a3, 0x0000'00ff);
  bench.hart.set_x(a5, 0xf000'000f);
  bench.steps(7);
  EXPECT_EQ(bench.hart.x(a0), 7U);
  EXPECT_EQ(bench.hart.x(a2), 0xf0f0'0000U);
  EXPECT_EQ(bench.hart.x(a4), 0xf0f0'00ffU);
  EXPECT_EQ(bench.hart.x(t0), 0x00f0'00f0U);
  EXPECT_EQ(bench.hart.x(t1), 0x15U);
  EXPECT_EQ(bench.hart.x(t2), 0x1fU);
  EXPECT_EQ(bench.hart.x(s0), 0x0eU);
}

TEST(CsrInstructions, source_and_destination_may_be_one_register) {
  HartBench bench({csrrw(a0, csr::kMscratch, a0)});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMscratch, 7));
  bench.hart.set_x(a0, 9);
  bench.steps(1);
  EXPECT_EQ(bench.hart.x(a0), 7U);
  EXPECT_EQ(bench.csr(csr::kMscratch), 9U);
}

TEST(CsrInstructions, reading_a_read_only_register_is_no_write) {
  HartBench bench({csrrs(a0, csr::kMhartid, zero), csrrci(a1, csr::kMhartid, 0)}, {.hart_id = 3});
  bench.steps(2);
  EXPECT_EQ(bench.hart.x(a0), 3U);
  EXPECT_EQ(bench.hart.x(a1), 3U);
  EXPECT_EQ(bench.hart.retired(), 2U);
}

struct Field {
  unsigned number;
  std::uint32_t after_zeros;
  std::uint32_t after_ones;
};

TEST(Csrs, fields_take_what_is_legal) {
  constexpr Field kFields[] = {
      {csr::kMstatus, 0x1800, 0x1888},  // MPP has one value; MPIE and MIE
      {csr::kMstatush, 0, 0},          {csr::kMisa, 0x4000'1105, 0x4000'1105},  // RV32 A C I M
      {csr::kMie, 0, 0x888},           {csr::kMip, 0, 0},
      {csr::kMtvec, 0, 0xffff'fffd},   {csr::kMscratch, 0, 0xffff'ffff},
      {csr::kMepc, 0, 0xffff'fffe},    {csr::kMcause, 0, 0xffff'ffff},
      {csr::kMtval, 0, 0xffff'ffff},   {csr::kMcountinhibit, 0, 0},
      {csr::kMhpmcounter3, 0, 0},      {csr::kMhpmcounter31h, 0, 0},
      {csr::kMhpmevent31, 0, 0},
  };
  HartBench bench;
  for (const Field& each : kFields) {
    EXPECT_TRUE(bench.hart.set_csr(each.number, 0)) << each.number;
    EXPECT_EQ(bench.csr(each.number), each.after_zeros) << each.number;
    EXPECT_TRUE(bench.hart.set_csr(each.number, 0xffff'ffff)) << each.number;
    EXPECT_EQ(bench.csr(each.number), each.after_ones) << each.number;
  }
}

TEST(Csrs, identity_reads_zero_but_for_the_hart) {
  HartBench bench({}, {.hart_id = 5});
  for (const unsigned number : {csr::kMvendorid, csr::kMarchid, csr::kMimpid, csr::kMconfigptr}) {
    EXPECT_EQ(bench.csr(number), 0U);
    EXPECT_FALSE(bench.hart.set_csr(number, 1));
  }
  EXPECT_EQ(bench.csr(csr::kMhartid), 5U);
}

TEST(Csrs, what_other_modes_need_does_not_exist) {
  HartBench bench;
  // sstatus, satp, medeleg, mideleg, mcounteren, pmpcfg0, pmpaddr0, dcsr, menvcfg, fcsr,
  // hpmcounter3
  for (const unsigned number :
       {0x100, 0x180, 0x302, 0x303, 0x306, 0x3a0, 0x3b0, 0x7b0, 0x30a, 0x003, 0xc03}) {
    EXPECT_FALSE(bench.hart.csr(number)) << number;
    EXPECT_FALSE(bench.hart.set_csr(number, 0)) << number;
  }
}

TEST(Csrs, mip_shows_the_wires) {
  HartBench bench;
  bench.hart.set_interrupt_lines({.external = true});
  EXPECT_EQ(bench.csr(csr::kMip), 0x800U);
  bench.hart.set_interrupt_lines({.timer = true, .software = true});
  EXPECT_EQ(bench.csr(csr::kMip), 0x088U);
  EXPECT_TRUE(bench.hart.set_csr(csr::kMip, 0));
  EXPECT_EQ(bench.csr(csr::kMip), 0x088U);
}

// 10 ticks an instruction, 4 a cycle, 40 a unit of time.
HartConfig counting() {
  return {.ticks_per_instruction = 10, .ticks_per_cycle = 4, .ticks_per_timebase = 40};
}

TEST(Counters, count_cycles_instructions_and_time) {
  HartBench bench(
      {nop(), nop(), csrrs(a0, csr::kMinstret, zero), csrrs(a1, csr::kMcycle, zero), ecall()},
      counting());
  bench.steps(4);
  EXPECT_EQ(bench.hart.x(a0), 2U);   // completed before
  EXPECT_EQ(bench.hart.x(a1), 10U);  // 40 ticks, this instruction included
  EXPECT_EQ(bench.csr(csr::kTime), 1U);
  EXPECT_EQ(bench.csr(csr::kInstret), 4U);
  bench.steps(1);
  EXPECT_EQ(bench.csr(csr::kMinstret), 4U);  // an ecall does not complete
  EXPECT_EQ(bench.csr(csr::kCycle), 12U);
}

TEST(Counters, memory_latency_counts_as_cycles) {
  HartBench bench({lw(a0, 0, a1), lw(a0, 0, a1)}, counting());
  bench.hart.set_x(a1, kData);
  bench.steps(1);
  const auto before = bench.hart.now();
  bench.bus.latency = 8;
  bench.hart.forget_direct_pages();
  bench.steps(1);
  EXPECT_EQ(bench.hart.now() - before, 10U + 8 + 2 * 8);  // the load, and two halves of the fetch
}

TEST(Counters, a_written_value_is_what_the_next_instruction_sees) {
  HartBench bench({csrrw(zero, csr::kMinstret, a1), csrrs(a0, csr::kMinstret, zero),
                   csrrs(a2, csr::kMinstreth, zero), csrrs(a3, csr::kMinstret, zero)},
                  counting());
  bench.hart.set_x(a1, 0xffff'ffff);
  bench.steps(4);
  EXPECT_EQ(bench.hart.x(a0), 0xffff'ffffU);
  EXPECT_EQ(bench.hart.x(a2), 1U);  // carried
  EXPECT_EQ(bench.hart.x(a3), 1U);
}

TEST(Counters, halves_are_written_apart) {
  HartBench bench({}, counting());
  EXPECT_TRUE(bench.hart.set_csr(csr::kMcycleh, 0x12));
  EXPECT_TRUE(bench.hart.set_csr(csr::kMcycle, 0x34));
  EXPECT_EQ(bench.csr(csr::kCycleh), 0x12U);
  EXPECT_EQ(bench.csr(csr::kCycle), 0x34U);
  EXPECT_FALSE(bench.hart.set_csr(csr::kCycle, 1));
  EXPECT_FALSE(bench.hart.set_csr(csr::kTimeh, 1));
}

TEST(Counters, reset_starts_them_again_but_not_time) {
  HartBench bench({nop(), nop(), nop(), nop()}, counting());
  bench.steps(4);
  bench.hart.reset();
  EXPECT_EQ(bench.csr(csr::kMcycle), 0U);
  EXPECT_EQ(bench.csr(csr::kMinstret), 0U);
  EXPECT_EQ(bench.csr(csr::kTime), 1U);
  EXPECT_EQ(bench.hart.retired(), 4U);
}

}  // namespace
}  // namespace tessera::tlm::riscv
