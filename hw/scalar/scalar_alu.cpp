// SPDX-License-Identifier: Apache-2.0
#include "hw/scalar/scalar_alu.h"

#include "hw/func/requantize.h"
#include "hw/tile/context.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>

namespace tessera::hw {
namespace {

/// ALU operations by number (facts/beagle_isa.md section 10).
enum class AluOp : std::uint32_t {
  kNone,
  kAdd,
  kSub,
  kAnd,
  kOr,
  kXor,
  kShl,
  kShr,
  kAsr,
  kEq,
  kNe,
  kGt,
  kLt,
  kGeUnsigned,
  kGeSigned,
  kMov,
  kIntToFloat,
  kFloatToInt,
  kFloatAdd,
  kFloatSub,
  kFloatMul,
  kFloatMax,
  kFloatMin
};

float f(std::uint32_t bits) { return std::bit_cast<float>(bits); }
std::uint32_t u(float value) { return std::bit_cast<std::uint32_t>(value); }
std::int32_t s(std::uint32_t bits) { return static_cast<std::int32_t>(bits); }

bool is_compare(AluOp op) { return op >= AluOp::kEq && op <= AluOp::kGeSigned; }

bool compare(AluOp op, std::uint32_t a, std::uint32_t b) {
  switch (op) {
    case AluOp::kEq:
      return a == b;
    case AluOp::kNe:
      return a != b;
    case AluOp::kGt:
      return s(a) > s(b);
    case AluOp::kLt:
      return s(a) < s(b);
    case AluOp::kGeUnsigned:
      return a >= b;
    default:
      return s(a) >= s(b);
  }
}

std::uint32_t compute(AluOp op, std::uint32_t a, std::uint32_t b) {
  switch (op) {
    case AluOp::kAdd:
      return a + b;
    case AluOp::kSub:
      return a - b;
    case AluOp::kAnd:
      return a & b;
    case AluOp::kOr:
      return a | b;
    case AluOp::kXor:
      return a ^ b;
    case AluOp::kShl:
      return b < 32 ? a << b : 0;
    case AluOp::kShr:
      return b < 32 ? a >> b : 0;
    case AluOp::kAsr:
      return static_cast<std::uint32_t>(s(a) >> (b < 31 ? b : 31));
    case AluOp::kMov:
      return b;
    case AluOp::kIntToFloat:
      return u(static_cast<float>(s(b)));
    case AluOp::kFloatToInt:
      return static_cast<std::uint32_t>(func::round_half_even(f(b)));
    case AluOp::kFloatAdd:
      return u(f(a) + f(b));
    case AluOp::kFloatSub:
      return u(f(a) - f(b));
    case AluOp::kFloatMul:
      return u(f(a) * f(b));
    case AluOp::kFloatMax:
      return u(f(a) > f(b) ? f(a) : f(b));
    case AluOp::kFloatMin:
      return u(f(a) < f(b) ? f(a) : f(b));
    default:
      throw CommandFault(fmt::format("ALU operation {} has no established meaning",
                                     static_cast<std::uint32_t>(op)));
  }
}

void execute_special(const spec::Bundle& bundle, const ScalarState& before, ScalarState& after) {
  const float x = f(before.registers[bundle.special_source]);
  switch (bundle.special_op) {
    case 0:
      return;
    case 2:
      after.registers[bundle.special_destination] = u(1.0F / x);
      return;
    case 3:
      after.registers[bundle.special_destination] = u(std::exp2(x));
      return;
    default:
      throw CommandFault(
          fmt::format("special operation {} has no established meaning", bundle.special_op));
  }
}

}  // namespace

void execute_alu(const spec::Bundle& bundle, const ScalarState& before, ScalarState& after) {
  const auto op = static_cast<AluOp>(bundle.alu_op);
  if (op != AluOp::kNone) {
    const std::uint32_t a = before.registers[bundle.alu_source];
    if (bundle.alu_immediate == 0 && bundle.alu_operand >= kScalarRegisters)
      throw CommandFault(fmt::format("ALU operand register {}, there are {}", bundle.alu_operand,
                                     kScalarRegisters));
    const std::uint32_t b =
        bundle.alu_immediate != 0 ? bundle.alu_operand : before.registers[bundle.alu_operand];
    if (is_compare(op))
      after.predicates[bundle.alu_destination % kPredicates] = compare(op, a, b);
    else
      after.registers[bundle.alu_destination] = compute(op, a, b);
  }
  execute_special(bundle, before, after);
}

}  // namespace tessera::hw
