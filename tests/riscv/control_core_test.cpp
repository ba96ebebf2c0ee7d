// SPDX-License-Identifier: Apache-2.0
// The core on its bus: output, end of a run, interrupts, wfi, reset, faults.
#include "tests/riscv/core_platform.h"
#include "tests/riscv/stimulus.h"
#include "tlm/riscv/csr_numbers.h"

#include <gtest/gtest.h>

#include <iterator>

namespace tessera::tlm {
namespace {

using namespace riscv::rv;
namespace csr = riscv::csr;

constexpr std::uint32_t kRam = memory_map::kRamBase;
constexpr std::uint32_t kHandler = kRam + 0x400;
constexpr std::uint32_t kData = kRam + 0x8000;

sc_core::sc_time us(double value) { return {value, sc_core::SC_US}; }

void append(std::vector<Word>& program, const std::vector<Word>& more) {
  program.insert(program.end(), more.begin(), more.end());
}

/// Ends the run; uses t5 and t6.
void append_finish(std::vector<Word>& program) {
  append(program, {lui(t5, 0x100), lui(t6, 0x5), addi(t6, t6, 0x555), sw(t6, 0, t5)});
}

TEST(ControlCore, a_program_prints_and_ends_the_run) {
  CorePlatform platform({});
  std::vector<Word> program = {lui(t0, 0x10000), addi(t1, zero, 'H'), sb(t1, 0, t0),
                               addi(t1, zero, 'i'), sb(t1, 0, t0)};
  append_finish(program);
  append(program, {jal(zero, 0)});
  platform.put(kRam, program);
  sc_core::sc_start();
  EXPECT_EQ(platform.output, "Hi");
  ASSERT_TRUE(platform.finisher.verdict());
  EXPECT_EQ(platform.finisher.verdict()->kind, TestFinisher::Kind::kPass);
  EXPECT_TRUE(platform.core.is_halted());
  EXPECT_EQ(platform.core.instructions_retired(), 9U);
  EXPECT_EQ(platform.core.pc(), kRam + 36);
}

// 100 MHz and 2 cycles: 20 ns an instruction. RAM costs 10 ns a read, 6 ns a write; a fetch of a
// 32-bit instruction is two reads; a register access 20 ns.
TEST(ControlCore, time_is_instructions_and_bus_delays) {
  CorePlatform platform({.clock_mhz = 100, .cycles_per_instruction = 2});
  std::vector<Word> program = {lui(a1, kData >> 12), lw(a0, 0, a1), sw(a0, 0, a1),
                               csrrs(a2, csr::kMcycle, zero)};
  append_finish(program);
  platform.put(kRam, program);
  sc_core::sc_start();
  EXPECT_EQ(platform.core.x(a2), (4 * 20 + 4 * 2 * 10 + 10 + 6) / 10U);
  EXPECT_EQ(sc_core::sc_time_stamp(),
            sc_core::sc_time(8 * (20 + 2 * 10) + 10 + 6 + 20, sc_core::SC_NS));
}

// Sets mtimecmp to 50 (5 us) and waits; the handler, if entered, counts in s0 and clears mtimecmp.
std::vector<Word> timer_program(bool interrupts_enabled) {
  std::vector<Word> program = li(t0, kHandler);
  append(program,
         {csrrw(zero, csr::kMtvec, t0), lui(t1, 0x2004), addi(t2, zero, 50), sw(zero, 4, t1),
          sw(t2, 0, t1), addi(t0, zero, 0x80), csrrw(zero, csr::kMie, t0)});
  append(program, {interrupts_enabled ? csrrsi(zero, csr::kMstatus, 8) : nop(), wfi(),
                   csrrs(a0, csr::kTime, zero)});
  append_finish(program);
  return program;
}

TEST(ControlCore, wfi_sleeps_until_the_timer) {
  CorePlatform platform({});
  platform.put(kRam, timer_program(true));
  platform.put(kHandler,
               std::vector<Word>{addi(s0, s0, 1), addi(t0, zero, -1), sw(t0, 4, t1), mret()});
  sc_core::sc_start();
  EXPECT_EQ(platform.core.x(s0), 1U);
  // 5 us, then 5 instructions of 2 ns with fetches of 2 x 10 ns, and a register access of 20 ns.
  EXPECT_EQ(platform.core.x(a0), (5000U + 5 * 22 + 20) / 100);
  EXPECT_EQ(platform.core.instructions_retired(), 12U + 4 + 4);
  EXPECT_GT(platform.core.time_waiting(), us(4));
  EXPECT_LT(platform.core.time_waiting(), us(5));
}

TEST(ControlCore, wfi_wakes_without_a_trap_when_interrupts_are_disabled) {
  CorePlatform platform({});
  platform.put(kRam, timer_program(false));
  sc_core::sc_start();
  EXPECT_TRUE(platform.core.is_halted());
  EXPECT_EQ(platform.core.x(a0), 50U);
  EXPECT_EQ(platform.core.instructions_retired(), 12U + 4);
}

TEST(ControlCore, wfi_without_a_source_ends_the_simulation_by_itself) {
  CorePlatform platform({});
  platform.put(kRam, std::vector<Word>{wfi()});
  sc_core::sc_start();
  EXPECT_TRUE(platform.core.is_waiting());
  EXPECT_LT(sc_core::sc_time_stamp(), us(1));
}

/// Enables source 40 with priority 1, waits, and lets the handler claim, store and complete.
std::vector<Word> plic_program() {
  std::vector<Word> program = li(t0, kHandler);
  append(program, {csrrw(zero, csr::kMtvec, t0)});
  append(program, li(s1, memory_map::kPlic.base));
  append(program, li(s2, memory_map::kPlic.base + 0x2000));
  append(program, li(s3, memory_map::kPlic.base + 0x20'0000));
  append(program,
         {addi(t0, zero, 1), sw(t0, 160, s1), addi(t0, zero, 0x100), sw(t0, 4, s2), lui(t0, 1),
          addi(t0, t0, -2048), csrrw(zero, csr::kMie, t0), csrrsi(zero, csr::kMstatus, 8), wfi()});
  append_finish(program);
  return program;
}

TEST(ControlCore, an_external_interrupt_is_claimed_and_completed) {
  CorePlatform platform({.quantum = us(1)});
  platform.put(kRam, plic_program());
  // The device lowers its wire when the handler stores to kData: here, a process that watches.
  std::vector<Word> handler = li(a1, kData);
  append(handler, {lw(a0, 4, s3), sw(a0, 0, a1), addi(s0, s0, 1), sw(a0, 4, s3), mret()});
  platform.put(kHandler, handler);
  const Stimulus stimulus("stimulus", [&] {
    sc_core::wait(us(20));
    platform.accelerator_irq.write(true);
    sc_core::wait(sc_core::sc_time(1, sc_core::SC_NS));
    platform.accelerator_irq.write(false);
  });
  sc_core::sc_start();
  EXPECT_TRUE(platform.core.is_halted());
  EXPECT_EQ(platform.word(kData), 40U);
  EXPECT_EQ(platform.core.x(s0), 1U);  // no second, spurious one
  EXPECT_GT(sc_core::sc_time_stamp(), us(20));
  EXPECT_LT(sc_core::sc_time_stamp(), us(22));
}

TEST(ControlCore, a_level_that_stays_high_interrupts_again) {
  CorePlatform platform({});
  platform.put(kRam, plic_program());
  std::vector<Word> handler = {lw(a0, 4, s3), addi(s0, s0, 1), sw(a0, 4, s3), addi(a1, zero, 5),
                               blt(s0, a1, 8)};
  append(handler, {sw(zero, 4, s2), mret()});  // disabled after the fifth
  platform.put(kHandler, handler);
  const Stimulus stimulus("stimulus", [&] {
    sc_core::wait(us(20));
    platform.accelerator_irq.write(true);
  });
  sc_core::sc_start();
  EXPECT_EQ(platform.core.x(s0), 5U);
  EXPECT_TRUE(platform.core.is_halted());
}

TEST(ControlCore, reset_starts_again_from_any_state) {
  // Counts resets in memory; then computes, waits, or stays halted, by the count.
  CorePlatform platform({.quantum = us(1)});
  std::vector<Word> program = li(a1, kData);
  append(program, {lw(a0, 0, a1), addi(a0, a0, 1), sw(a0, 0, a1), addi(t0, zero, 1), beq(a0, t0, 0),
                   addi(t0, zero, 2), bne(a0, t0, 8), wfi()});
  append_finish(program);
  platform.put(kRam, program);
  std::vector<std::uint32_t> held;
  const Stimulus stimulus("stimulus", [&] {
    for (unsigned round = 0; round < 3; ++round) {
      sc_core::wait(us(10));
      platform.reset.write(true);
      sc_core::wait(us(5));
      held.push_back(static_cast<std::uint32_t>(platform.core.instructions_retired()));
      sc_core::wait(us(5));
      held.push_back(static_cast<std::uint32_t>(platform.core.instructions_retired()));
      EXPECT_EQ(platform.word(kData), round + 1);
      platform.reset.write(false);
    }
  });
  sc_core::sc_start();
  EXPECT_EQ(platform.word(kData), 4U);
  EXPECT_TRUE(platform.core.is_halted());
  for (unsigned i = 0; i < held.size(); i += 2) EXPECT_EQ(held[i], held[i + 1]) << i;
}

TEST(ControlCore, bus_errors_are_precise_access_faults) {
  CorePlatform platform({});
  // Handler: stores cause and address, goes on behind the instruction.
  std::vector<Word> handler = {csrrs(t0, csr::kMcause, zero),
                               sw(t0, 0, s1),
                               csrrs(t0, csr::kMtval, zero),
                               sw(t0, 4, s1),
                               addi(s1, s1, 8),
                               csrrs(t0, csr::kMepc, zero),
                               addi(t0, t0, 4),
                               csrrw(zero, csr::kMepc, t0),
                               mret()};
  platform.put(kHandler, handler);
  std::vector<Word> program = li(t0, kHandler);
  append(program, {csrrw(zero, csr::kMtvec, t0)});
  append(program, li(s1, kData));
  append(program, li(a1, memory_map::kPlic.base));
  append(program, {lb(a0, 4, a1), sw(a0, 0x7fc, a1), sh(a0, 4, a1), lw(a0, -4, a1)});
  append_finish(program);
  platform.put(kRam, program);
  sc_core::sc_start();
  const std::uint32_t plic = memory_map::kPlic.base;
  const std::uint32_t expected[] = {5, plic + 4, 7, plic + 0x7fc, 7, plic + 4, 5, plic - 4};
  for (unsigned i = 0; i < std::size(expected); ++i) {
    EXPECT_EQ(platform.word(kData + 4 * i), expected[i]) << i;
  }
  EXPECT_TRUE(platform.core.is_halted());
}

TEST(ControlCoreConfigs, values_out_of_range_are_named) {
  std::string message;
  for (const ControlCoreConfig& bad :
       {ControlCoreConfig{.reset_pc = 3}, ControlCoreConfig{.clock_mhz = 0},
        ControlCoreConfig{.cycles_per_instruction = -1}, ControlCoreConfig{.timebase_mhz = 0}}) {
    try {
      const ControlCore core("core", bad);
    } catch (const sc_core::sc_report& report) {
      message += report.get_msg() + std::string(";");
    }
  }
  EXPECT_EQ(message,
            "reset_pc must be even;clock_mhz must be above 0 and at most 10000;"
            "cycles_per_instruction must be above 0 and at most 1000;"
            "timebase_mhz must be above 0 and at most 1000;");
}

}  // namespace
}  // namespace tessera::tlm
