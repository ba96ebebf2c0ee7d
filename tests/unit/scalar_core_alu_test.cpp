// SPDX-License-Identifier: Apache-2.0
// The scalar core's arithmetic: ALU and special operations one by one, compares into predicates.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <limits>

namespace tessera::test {
namespace {

struct Case {
  Alu op;
  std::uint32_t a;
  std::uint32_t b;
  std::uint32_t expected;
};

constexpr std::uint32_t f(float value) { return std::bit_cast<std::uint32_t>(value); }
constexpr std::uint32_t s(std::int32_t value) { return static_cast<std::uint32_t>(value); }

spec::Bundle store(std::uint32_t word, std::uint32_t reg) {
  spec::Bundle bundle;
  bundle.vector_op = 2;
  bundle.vector_address = word;
  bundle.vector_source = reg;
  return bundle;
}

/// One case per word of scalar memory: r1 and r2 are the operands, r3 gets the result.
void check(const std::vector<Case>& cases, bool immediate) {
  AcceleratorBench bench;
  Program program;
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    const Case& each = cases[i];
    program.set(1, each.a).set(2, each.b);
    program.add(immediate ? alu(each.op, 3, 1, each.b) : alu_register(each.op, 3, 1, 2));
    program.add(store(i, 3));
  }
  ASSERT_TRUE(bench.execute(program.halt())) << testing::PrintToString(bench.host.faults);
  const std::vector<std::uint32_t> results = bench.scalar_memory(0, cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(results[i], cases[i].expected)
        << "case " << i << ": operation " << static_cast<unsigned>(cases[i].op);
}

/// As above, with 1 or 0 for the predicate that a compare writes.
void check_predicates(const std::vector<Case>& cases) {
  AcceleratorBench bench;
  Program program;
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    program.set(1, cases[i].a).set(2, cases[i].b).set(3, 0);
    program.add(alu_register(cases[i].op, 5, 1, 2));
    spec::Bundle if_true = alu(Alu::kMov, 3, 0, 1);
    if_true.gate = 1;
    if_true.predicate = 5;
    if_true.polarity = 1;
    program.add(if_true).add(store(i, 3));
  }
  ASSERT_TRUE(bench.execute(program.halt())) << testing::PrintToString(bench.host.faults);
  const std::vector<std::uint32_t> results = bench.scalar_memory(0, cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(results[i], cases[i].expected)
        << "case " << i << ": operation " << static_cast<unsigned>(cases[i].op);
}

const std::vector<Case> kInteger = {
    {Alu::kAdd, 7, 5, 12},
    {Alu::kAdd, 0xffff'ffff, 2, 1},
    {Alu::kSub, 5, 7, s(-2)},
    {Alu::kSub, 0x8000'0000, 1, 0x7fff'ffff},
    {Alu::kAnd, 0b1100, 0b1010, 0b1000},
    {Alu::kOr, 0b1100, 0b1010, 0b1110},
    {Alu::kXor, 0b1100, 0b1010, 0b0110},
    {Alu::kShl, 0x8000'0001, 1, 2},
    {Alu::kShl, 1, 31, 0x8000'0000},
    {Alu::kShl, 1, 32, 0},
    {Alu::kShr, 0x8000'0000, 31, 1},
    {Alu::kShr, 0xffff'ffff, 32, 0},
    {Alu::kAsr, 0x8000'0000, 31, 0xffff'ffff},
    {Alu::kAsr, 0x4000'0000, 30, 1},
    {Alu::kAsr, 0x8000'0000, 99, 0xffff'ffff},
    {Alu::kMov, 1, 0xdead'beef, 0xdead'beef},
};

TEST(ScalarCoreAlu, integer_operations_of_two_registers) { check(kInteger, false); }
TEST(ScalarCoreAlu, integer_operations_with_an_immediate) { check(kInteger, true); }

TEST(ScalarCoreAlu, float_operations) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  check({{Alu::kFloatAdd, f(1.5F), f(2.25F), f(3.75F)},
         {Alu::kFloatAdd, f(16777216.0F), f(1.0F), f(16777216.0F)},  // rounds to even
         {Alu::kFloatSub, f(1.5F), f(2.25F), f(-0.75F)},
         {Alu::kFloatMul, f(-3.0F), f(0.5F), f(-1.5F)},
         {Alu::kFloatMul, f(3e38F), f(10.0F), f(kInfinity)},
         {Alu::kFloatMax, f(-2.0F), f(-1.0F), f(-1.0F)},
         {Alu::kFloatMin, f(-2.0F), f(-1.0F), f(-2.0F)}},
        false);
}

TEST(ScalarCoreAlu, conversions_round_to_nearest_even) {
  check({{Alu::kIntToFloat, 0, s(-7), f(-7.0F)},
         {Alu::kIntToFloat, 0, 16777217, f(16777216.0F)},
         {Alu::kFloatToInt, 0, f(2.5F), 2},
         {Alu::kFloatToInt, 0, f(3.5F), 4},
         {Alu::kFloatToInt, 0, f(-2.5F), s(-2)},
         {Alu::kFloatToInt, 0, f(-2.51F), s(-3)},
         {Alu::kFloatToInt, 0, f(1e9F), 1'000'000'000},
         {Alu::kFloatToInt, 0, f(1e10F), 0x7fff'ffff}},  // saturates
        false);
}

TEST(ScalarCoreAlu, compares_write_predicates) {
  constexpr std::uint32_t kMinusOne = 0xffff'ffff;
  check_predicates({{Alu::kEq, 3, 3, 1},
                    {Alu::kEq, 3, 4, 0},
                    {Alu::kNe, 3, 4, 1},
                    {Alu::kNe, 3, 3, 0},
                    {Alu::kGt, 1, kMinusOne, 1},
                    {Alu::kGt, 1, 1, 0},
                    {Alu::kLt, kMinusOne, 1, 1},
                    {Alu::kLt, 1, kMinusOne, 0},
                    {Alu::kGeUnsigned, kMinusOne, 1, 1},
                    {Alu::kGeUnsigned, 1, kMinusOne, 0},
                    {Alu::kGeSigned, 1, kMinusOne, 1},
                    {Alu::kGeSigned, kMinusOne, 1, 0},
                    {Alu::kGeSigned, 1, 1, 1}});
}

TEST(ScalarCoreAlu, compare_leaves_registers_and_other_predicates_alone) {
  AcceleratorBench bench;
  Program program;
  program.set(2, 77).add(alu(Alu::kEq, 2, 31, 0)).halt();  // r31 is 0
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.reg(2), 77U);
  for (unsigned p = 0; p < 8; ++p) EXPECT_EQ(bench.accelerator.predicate(p), p == 2);
}

TEST(ScalarCoreAlu, predicate_number_is_the_destination_modulo_8) {
  AcceleratorBench bench;
  ASSERT_TRUE(bench.execute(Program().add(alu(Alu::kEq, 13, 31, 0)).halt()));
  EXPECT_TRUE(bench.accelerator.predicate(5));
}

TEST(ScalarCoreAlu, special_operations_are_reciprocal_and_power_of_two) {
  AcceleratorBench bench;
  spec::Bundle reciprocal;
  reciprocal.special_op = 2;
  reciprocal.special_source = 1;
  reciprocal.special_destination = 3;
  spec::Bundle power = reciprocal;
  power.special_op = 3;
  power.special_source = 2;
  power.special_destination = 4;
  Program program;
  program.set(1, f(-4.0F)).set(2, f(-3.0F)).add(reciprocal).add(power).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_EQ(bench.reg(3), f(-0.25F));
  EXPECT_EQ(bench.reg(4), f(0.125F));
}

}  // namespace
}  // namespace tessera::test
