// SPDX-License-Identifier: Apache-2.0
// Code that changes, stops and breakpoints: what the decoded instructions must not hide.
#include "tests/riscv/hart_bench.h"
#include "tlm/riscv/csr_numbers.h"

#include <gtest/gtest.h>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

constexpr Word kFunction = kCode + 0x1000;

/// Calls the function twice; in between, stores a2 to what a1 points to.
std::vector<Word> caller() {
  return {jal(ra, 0x1000), sw(a2, 0, a1), jal(ra, 0x1000 - 8), ecall()};
}

TEST(CodeCoherence, own_stores_take_effect_at_once) {
  for (const bool direct : {true, false}) {
    FlatBus bus(0x10000, direct);
    Hart hart(bus, {});
    bus.put(kCode, caller());
    bus.put(kFunction, std::vector<Word>{addi(a0, a0, 1), jalr(zero, ra, 0)});
    hart.set_x(a1, kFunction);
    hart.set_x(a2, addi(a0, a0, 100));
    for (unsigned i = 0; i < 7; ++i) (void)hart.step();
    EXPECT_EQ(hart.x(a0), 101U) << direct;
  }
}

TEST(CodeCoherence, a_store_into_the_second_half_of_an_instruction_counts) {
  HartBench bench({sh(a2, 6, a1), addi(a0, a0, 1), sh(a2, 6, a1), jal(zero, -8)});
  // The word at kCode + 4 has the immediate in its upper half.
  bench.hart.set_x(a1, kCode);
  bench.hart.set_x(a2, addi(a0, a0, 7) >> 16);
  bench.steps(1);  // the store
  bench.steps(1);
  EXPECT_EQ(bench.hart.x(a0), 7U);
  bench.hart.set_x(a2, addi(a0, a0, 50) >> 16);
  bench.steps(3);  // store, jump, addi decoded before
  EXPECT_EQ(bench.hart.x(a0), 57U);
}

TEST(CodeCoherence, an_instruction_that_changes_itself_is_executed_anew) {
  // A loop whose second round has a new instruction, all in one run.
  HartBench bench({addi(a0, a0, 1), sw(a2, 0, a1), addi(a3, a3, 1), bne(a3, a4, -12), ecall()});
  bench.hart.set_x(a1, kCode);
  bench.hart.set_x(a2, addi(a0, a0, 20));
  bench.hart.set_x(a4, 3);
  bench.hart.add_breakpoint(kCode + 16);
  EXPECT_EQ(bench.hart.run(1000), Stop::kBreakpoint);
  EXPECT_EQ(bench.hart.x(a0), 41U);
}

TEST(CodeCoherence, a_page_that_was_data_before_is_watched_once_it_is_code) {
  HartBench bench(caller());
  bench.bus.put(kFunction, std::vector<Word>{addi(a0, a0, 1), jalr(zero, ra, 0)});
  bench.bus.set_word(kData, sw(a2, 0x100, a1));
  bench.hart.set_x(a1, kFunction);
  bench.hart.set_x(a2, addi(a0, a0, 100));
  bench.hart.set_pc(kData);  // one store there first, which gets the page into the table
  bench.steps(1);
  bench.hart.set_pc(kCode);
  bench.steps(7);
  EXPECT_EQ(bench.hart.x(a0), 101U);
}

TEST(CodeCoherence, a_store_into_the_part_beyond_the_page_counts) {
  HartBench bench;
  const Word crossing = kCode + 0xffe;
  bench.bus.set_word(crossing, addi(a0, a0, 1));
  bench.bus.put(crossing + 4, std::vector<Word>{sh(a2, 0, a1), jal(zero, -8)});
  bench.hart.set_x(a1, crossing + 2);  // where the immediate is
  bench.hart.set_x(a2, addi(a0, a0, 100) >> 16);
  bench.hart.set_pc(crossing);
  bench.steps(4);
  EXPECT_EQ(bench.hart.x(a0), 101U);
}

TEST(CodeCoherence, foreign_stores_wait_for_fence_i) {
  HartBench bench({addi(a0, a0, 1), jal(zero, -4), fence_i(), jal(zero, -12)});
  bench.steps(2);
  bench.bus.set_word(kCode, addi(a0, a0, 100));  // as another bus master would
  bench.steps(1);
  EXPECT_EQ(bench.hart.x(a0), 2U);  // allowed by the manual until the fence
  bench.hart.set_pc(kCode + 8);
  bench.steps(3);
  EXPECT_EQ(bench.hart.x(a0), 102U);
}

TEST(CodeCoherence, the_debugger_may_change_code) {
  HartBench bench({addi(a0, a0, 1), jal(zero, -4)});
  bench.steps(2);
  bench.bus.set_word(kCode, addi(a0, a0, 100));
  bench.hart.forget_code(kCode + 3, kCode + 3);
  bench.steps(1);
  EXPECT_EQ(bench.hart.x(a0), 101U);
}

TEST(CodeCoherence, data_beside_code_is_fast_again_after_fence_i) {
  HartBench bench({sw(a0, 0x700, a1), fence_i(), jal(zero, -8)});
  bench.hart.set_x(a1, kCode);
  bench.hart.set_x(a0, 5);
  bench.steps(30);
  EXPECT_EQ(bench.bus.word(kCode + 0x700), 5U);
}

TEST(Fetches, take_bus_time_when_decoded_and_not_when_repeated) {
  for (const bool direct : {true, false}) {
    FlatBus bus(0x10000, direct);
    Hart hart(bus, {.ticks_per_instruction = 10});
    bus.put(kCode, std::vector<Word>{addi(a0, a0, 1), jal(zero, -4)});
    bus.latency = 3;
    (void)hart.step();
    EXPECT_EQ(hart.now(), 10U + 2 * 3) << direct;
    (void)hart.step();
    EXPECT_EQ(hart.now(), 2 * 16U) << direct;
    (void)hart.step();
    EXPECT_EQ(hart.now(), 2 * 16U + 10) << direct;
  }
}

TEST(Stops, run_ends_with_the_instruction_that_reaches_the_time) {
  HartBench bench({jal(zero, 0)}, {.ticks_per_instruction = 10});
  EXPECT_EQ(bench.hart.run(95), Stop::kTime);
  EXPECT_EQ(bench.hart.now(), 100U);
  EXPECT_EQ(bench.hart.retired(), 10U);
  EXPECT_EQ(bench.hart.run(100), Stop::kTime);
  EXPECT_EQ(bench.hart.retired(), 10U);
}

TEST(Stops, a_breakpoint_stops_before_its_instruction_and_step_passes_it) {
  HartBench bench({addi(a0, a0, 1), addi(a0, a0, 2), jal(zero, -8)});
  bench.steps(6);  // all decoded already
  bench.hart.add_breakpoint(kCode + 4);
  EXPECT_EQ(bench.hart.run(1000), Stop::kBreakpoint);
  EXPECT_EQ(bench.hart.pc(), kCode + 4);
  EXPECT_EQ(bench.hart.x(a0), 7U);
  EXPECT_EQ(bench.hart.run(1000), Stop::kBreakpoint);  // still there
  EXPECT_EQ(bench.hart.x(a0), 7U);
  EXPECT_EQ(bench.hart.step(), Stop::kTime);
  EXPECT_EQ(bench.hart.x(a0), 9U);
  EXPECT_EQ(bench.hart.run(1000), Stop::kBreakpoint);
  EXPECT_EQ(bench.hart.x(a0), 10U);
  bench.hart.remove_breakpoint(kCode + 4);
  EXPECT_EQ(bench.hart.run(bench.hart.now() + 30), Stop::kTime);
  EXPECT_EQ(bench.hart.x(a0), 40U);
}

TEST(Stops, ebreak_stops_if_the_debugger_wants_it) {
  HartBench bench({nop(), ebreak()});
  bench.hart.set_ebreak_stops(true);
  EXPECT_EQ(bench.hart.run(1000), Stop::kBreakpoint);
  EXPECT_EQ(bench.hart.pc(), kCode + 4);
  EXPECT_EQ(bench.hart.retired(), 1U);
  EXPECT_EQ(bench.csr(csr::kMcause), 0U);
}

TEST(Stops, reset_gives_the_initial_state) {
  HartBench bench({addi(a0, zero, 1), csrrwi(zero, csr::kMscratch, 3), nop()});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMstatus, 8));
  bench.steps(3);
  bench.hart.reset();
  EXPECT_EQ(bench.hart.pc(), kCode);
  EXPECT_EQ(bench.hart.x(a0), 0U);
  EXPECT_EQ(bench.csr(csr::kMscratch), 0U);
  EXPECT_EQ(bench.csr(csr::kMstatus), 0x1800U);
  EXPECT_EQ(bench.hart.now(), 3U);
}

}  // namespace
}  // namespace tessera::tlm::riscv
