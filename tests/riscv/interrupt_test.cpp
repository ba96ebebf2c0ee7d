// SPDX-License-Identifier: Apache-2.0
// Interrupts of the hart: which, when, and that no program notices where they hit.
#include "tests/riscv/hart_bench.h"
#include "tlm/riscv/csr_numbers.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

constexpr Word kHandler = kCode + 0x800;
constexpr Word kCount = kData + 0x100;  // how often the handler ran
constexpr Word kSave = kData + 0x200;

/// Uses every kind of instruction that holds a state: multiply, call, store, reservation, CSR.
std::vector<Word> small_program() {
  return {addi(a0, zero, 6),
          addi(a2, zero, 1),
          sw(a0, 0, a1),  // loop
          amo(0x02, a3, 0, a1),
          op(1, 0, a2, a2, a3),
          amo(0x03, a4, a2, a1),
          add(a5, a5, a4),
          csrrs(t1, csr::kMscratch, a2),
          jal(ra, 16),
          addi(a0, a0, -1),
          bne(a0, zero, -32),
          ecall(),           // the end
          xori(t2, t2, 15),  // function
          auipc(t0, 1),
          jalr(zero, ra, 0)};
}

/// Counts in memory, leaves all registers as they were, and lowers the wire through its access.
std::vector<Word> handler() {
  std::vector<Word> words = {csrrw(s1, csr::kMtval, s1)};  // mtval as a place to keep s1
  for (const Word each : li(s1, kSave)) words.push_back(each);
  for (const Word each : {sw(s0, 0, s1), lw(s0, -0x100, s1), addi(s0, s0, 1), sw(s0, -0x100, s1),
                          lw(s0, 0, s1), csrrw(s1, csr::kMtval, s1), mret()}) {
    words.push_back(each);
  }
  return words;
}

struct Result {
  std::vector<Word> registers;
  std::vector<std::uint8_t> memory;
  Word mscratch;
  Word interrupts;
  std::uint64_t retired;
};

/// Interrupts before instruction `when` of the program; none if it ends before.
Result run_with_interrupt(unsigned when, bool vectored) {
  HartBench bench(small_program());
  bench.bus.put(kHandler + (vectored ? 4 * 11 : 0), handler());
  EXPECT_TRUE(bench.hart.set_csr(csr::kMtvec, kHandler | (vectored ? 1 : 0)));
  EXPECT_TRUE(bench.hart.set_csr(csr::kMie, 0x800));
  EXPECT_TRUE(bench.hart.set_csr(csr::kMstatus, 0x8));
  bench.hart.set_x(a1, kData);
  for (unsigned i = 0; i < 10'000 && bench.bus.word(bench.hart.pc()) != ecall(); ++i) {
    if (i == when) bench.hart.set_interrupt_lines({.external = true});
    bench.steps(1);
    if (bench.hart.pc() == kHandler + (vectored ? 4U * 11 : 0)) bench.hart.set_interrupt_lines({});
  }
  Result result;
  for (unsigned reg = 0; reg < 32; ++reg) result.registers.push_back(bench.hart.x(reg));
  result.interrupts = bench.bus.word(kCount);
  bench.bus.set_word(kCount, 0);
  bench.bus.set_word(kSave, 0);
  result.memory.assign(bench.bus.bytes().begin() + 0x8000, bench.bus.bytes().end());
  result.mscratch = bench.csr(csr::kMscratch);
  result.retired = bench.hart.retired();
  return result;
}

class InterruptPlaces : public testing::TestWithParam<bool> {};

TEST_P(InterruptPlaces, no_instruction_boundary_changes_the_result) {
  const Result quiet = run_with_interrupt(1'000'000, GetParam());
  EXPECT_EQ(quiet.interrupts, 0U);
  EXPECT_EQ(quiet.retired, 2U + 6 * 12);
  EXPECT_EQ(quiet.registers[t2], 0U);  // 15 an even number of times
  for (unsigned when = 0; when < quiet.retired; ++when) {
    const Result hit = run_with_interrupt(when, GetParam());
    EXPECT_EQ(hit.interrupts, 1U) << when;
    EXPECT_EQ(hit.registers, quiet.registers) << when;
    EXPECT_EQ(hit.memory, quiet.memory) << when;
    EXPECT_EQ(hit.mscratch, quiet.mscratch) << when;
    EXPECT_EQ(hit.retired, quiet.retired + handler().size()) << when;
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, InterruptPlaces, testing::Bool());

TEST(Interrupts, go_external_before_software_before_timer) {
  struct Row {
    InterruptLines lines;
    Word cause;
  };
  for (const Row& row :
       {Row{{true, true, true}, 0x8000'000b}, Row{{false, true, true}, 0x8000'0003},
        Row{{false, true, false}, 0x8000'0007}}) {
    HartBench bench({nop()});
    EXPECT_TRUE(bench.hart.set_csr(csr::kMie, 0x888));
    EXPECT_TRUE(bench.hart.set_csr(csr::kMstatus, 0x8));
    bench.hart.set_interrupt_lines(row.lines);
    bench.steps(1);
    EXPECT_EQ(bench.csr(csr::kMcause), row.cause);
    EXPECT_EQ(bench.csr(csr::kMepc), kCode);
    EXPECT_EQ(bench.hart.retired(), 0U);
  }
}

TEST(Interrupts, need_both_enables) {
  for (const auto& [mie, mstatus] : {std::pair<Word, Word>{0x800, 0}, {0x088, 8}, {0, 8}}) {
    HartBench bench({nop(), nop()});
    EXPECT_TRUE(bench.hart.set_csr(csr::kMie, mie));
    EXPECT_TRUE(bench.hart.set_csr(csr::kMstatus, mstatus));
    bench.hart.set_interrupt_lines({.external = true});
    bench.steps(2);
    EXPECT_EQ(bench.hart.pc(), kCode + 8);
  }
}

TEST(Interrupts, enabling_takes_effect_before_the_next_instruction) {
  HartBench bench({csrrsi(zero, csr::kMstatus, 8), addi(a0, zero, 1)});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMtvec, kHandler));
  bench.bus.put(kHandler, std::vector<Word>{jal(zero, 0)});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMie, 0x80));
  bench.hart.set_interrupt_lines({.timer = true});
  EXPECT_EQ(bench.hart.run(10), Stop::kTime);
  EXPECT_EQ(bench.csr(csr::kMepc), kCode + 4);
  EXPECT_EQ(bench.hart.x(a0), 0U);
}

TEST(Interrupts, mret_to_a_pending_one_enters_the_handler_again) {
  HartBench bench({nop()});
  bench.bus.put(kHandler, std::vector<Word>{addi(a0, a0, 1), mret()});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMtvec, kHandler));
  EXPECT_TRUE(bench.hart.set_csr(csr::kMie, 0x80));
  EXPECT_TRUE(bench.hart.set_csr(csr::kMstatus, 0x8));
  bench.hart.set_interrupt_lines({.timer = true});
  EXPECT_EQ(bench.hart.run(20), Stop::kTime);
  EXPECT_EQ(bench.hart.x(a0), 10U);
  EXPECT_EQ(bench.csr(csr::kMepc), kCode);
}

TEST(Wfi, waits_only_while_nothing_enabled_is_pending) {
  for (const bool globally_enabled : {false, true}) {
    HartBench bench({wfi(), addi(a0, zero, 1)});
    EXPECT_TRUE(bench.hart.set_csr(csr::kMtvec, kHandler));
    EXPECT_TRUE(bench.hart.set_csr(csr::kMie, 0x800));
    EXPECT_TRUE(bench.hart.set_csr(csr::kMstatus, globally_enabled ? 8 : 0));
    bench.hart.set_interrupt_lines({.timer = true});  // not enabled
    EXPECT_EQ(bench.hart.run(100), Stop::kWaiting);
    EXPECT_FALSE(bench.hart.has_wake_up());
    EXPECT_EQ(bench.hart.pc(), kCode + 4);
    bench.hart.set_interrupt_lines({.external = true});
    EXPECT_TRUE(bench.hart.has_wake_up());
    bench.steps(1);
    EXPECT_EQ(bench.hart.pc(), globally_enabled ? kHandler : kCode + 8);
    EXPECT_EQ(bench.hart.x(a0), globally_enabled ? 0U : 1U);
  }
}

TEST(Wfi, passes_when_an_enabled_interrupt_is_pending) {
  HartBench bench({wfi(), addi(a0, zero, 1)});
  EXPECT_TRUE(bench.hart.set_csr(csr::kMie, 0x008));
  bench.hart.set_interrupt_lines({.software = true});
  EXPECT_EQ(bench.hart.run(2), Stop::kTime);
  EXPECT_EQ(bench.hart.x(a0), 1U);
}

}  // namespace
}  // namespace tessera::tlm::riscv
