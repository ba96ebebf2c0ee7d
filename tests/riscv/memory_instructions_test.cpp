// SPDX-License-Identifier: Apache-2.0
// Loads, stores and atomic instructions, with and without pointers to memory.
#include "tests/riscv/hart_bench.h"

#include <gtest/gtest.h>

#include <ostream>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

struct Load {
  const char* what;
  Word instruction;
  Word value;
};

void PrintTo(const Load& value, std::ostream* out) { *out << value.what; }

class Loads : public testing::TestWithParam<Load> {};

TEST_P(Loads, extend_as_the_manual_says) {
  for (const bool direct : {true, false}) {
    FlatBus bus(0x10000, direct);
    Hart hart(bus, {});
    bus.set_word(kCode, GetParam().instruction);
    bus.set_word(kData, 0x8091'a2b3);
    hart.set_x(a1, kData + 4);
    (void)hart.step();
    EXPECT_EQ(hart.x(a0), GetParam().value) << direct;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Loads,
                         testing::Values(Load{"lb", lb(a0, -4, a1), 0xffff'ffb3},
                                         Load{"lb 3", lb(a0, -1, a1), 0xffff'ff80},
                                         Load{"lbu", lbu(a0, -1, a1), 0x80},
                                         Load{"lh", lh(a0, -2, a1), 0xffff'8091},
                                         Load{"lh low", lh(a0, -4, a1), 0xffff'a2b3},
                                         Load{"lhu", lhu(a0, -2, a1), 0x8091},
                                         Load{"lw", lw(a0, -4, a1), 0x8091'a2b3}));

TEST(Stores, write_their_bytes_only) {
  for (const bool direct : {true, false}) {
    FlatBus bus(0x10000, direct);
    Hart hart(bus, {});
    bus.put(kCode, std::vector<Word>{sw(a0, 0, a1), sb(a2, 1, a1), sh(a2, -2, a1)});
    bus.set_word(kData - 4, 0x1111'1111);
    bus.set_word(kData + 4, 0x2222'2222);
    hart.set_x(a0, 0xaabb'ccdd);
    hart.set_x(a1, kData);
    hart.set_x(a2, 0x8765'4321);
    for (unsigned i = 0; i < 3; ++i) (void)hart.step();
    EXPECT_EQ(bus.word(kData), 0xaabb'21ddU);
    EXPECT_EQ(bus.word(kData - 4), 0x4321'1111U);
    EXPECT_EQ(bus.word(kData + 4), 0x2222'2222U);
  }
}

TEST(Stores, a_pointer_saves_the_bus) {
  HartBench bench({sw(a0, 0, a1), lw(a2, 0, a1), jal(zero, -8)});
  bench.hart.set_x(a1, kData);
  bench.steps(300);
  EXPECT_EQ(bench.bus.transactions, 0U);
}

struct Atomic {
  const char* what;
  Word funct5;
  Word memory;
  Word operand;
  Word result;
};

void PrintTo(const Atomic& value, std::ostream* out) { *out << value.what; }

class Atomics : public testing::TestWithParam<Atomic> {};

TEST_P(Atomics, give_the_old_value_and_store_the_new) {
  const Atomic& each = GetParam();
  HartBench bench({amo(each.funct5, a0, a2, a1)});
  bench.bus.set_word(kData, each.memory);
  bench.hart.set_x(a1, kData);
  bench.hart.set_x(a2, each.operand);
  bench.steps(1);
  EXPECT_EQ(bench.hart.x(a0), each.memory);
  EXPECT_EQ(bench.bus.word(kData), each.result);
}

INSTANTIATE_TEST_SUITE_P(All, Atomics,
                         testing::Values(Atomic{"amoswap", 0x01, 5, 9, 9},
                                         Atomic{"amoadd", 0x00, 0xffff'ffff, 3, 2},
                                         Atomic{"amoxor", 0x04, 0xff00, 0x0ff0, 0xf0f0},
                                         Atomic{"amoand", 0x0c, 0xff00, 0x0ff0, 0x0f00},
                                         Atomic{"amoor", 0x08, 0xff00, 0x0ff0, 0xfff0},
                                         Atomic{"amomin", 0x10, 0x8000'0000, 1, 0x8000'0000},
                                         Atomic{"amomax", 0x14, 0x8000'0000, 1, 1},
                                         Atomic{"amominu", 0x18, 0x8000'0000, 1, 1},
                                         Atomic{"amomaxu", 0x1c, 0x8000'0000, 1, 0x8000'0000}));

constexpr Word lr(Word rd, Word rs1) { return amo(0x02, rd, 0, rs1); }
constexpr Word sc(Word rd, Word rs2, Word rs1) { return amo(0x03, rd, rs2, rs1); }

TEST(Reservation, sc_stores_after_lr_and_only_once) {
  HartBench bench({lr(a0, a1), sc(a2, a3, a1), sc(a4, a3, a1)});
  bench.bus.set_word(kData, 77);
  bench.hart.set_x(a1, kData);
  bench.hart.set_x(a3, 99);
  bench.steps(3);
  EXPECT_EQ(bench.hart.x(a0), 77U);
  EXPECT_EQ(bench.hart.x(a2), 0U);
  EXPECT_EQ(bench.hart.x(a4), 1U);
  EXPECT_EQ(bench.bus.word(kData), 99U);
}

TEST(Reservation, sc_fails_elsewhere_and_after_a_foreign_write) {
  HartBench bench({lr(a0, a1), sc(a2, a3, a5), lr(a0, a1), sc(a4, a3, a1)});
  bench.hart.set_x(a1, kData);
  bench.hart.set_x(a5, kData + 4);
  bench.hart.set_x(a3, 99);
  bench.steps(3);
  bench.bus.set_word(kData, 1);  // another bus master
  bench.steps(1);
  EXPECT_EQ(bench.hart.x(a2), 1U);
  EXPECT_EQ(bench.hart.x(a4), 1U);
  EXPECT_EQ(bench.bus.word(kData), 1U);
  EXPECT_EQ(bench.bus.word(kData + 4), 0U);
}

}  // namespace
}  // namespace tessera::tlm::riscv
