// SPDX-License-Identifier: Apache-2.0
// Commands as structs, and programs made of them, for tests of the machine.
#pragma once

#include "hw/spec/command.h"
#include "hw/tile/counters.h"

#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace tessera::test {

/// A loop of an address stream: what the address moves by from one index to the next, and how
/// often.
struct Stride {
  std::int32_t stride;
  std::uint32_t count;
};

/// The TTU of logical strides, innermost first. Increments hold the rewinds of the dimensions below
/// (facts/beagle_isa.md section 3).
[[nodiscard]] spec::Ttu ttu(std::uint32_t base, std::initializer_list<Stride> dims);
/// The same through two slots: an entry is one pass of the dimensions below `entry_level`.
[[nodiscard]] spec::Ttu two_slots(spec::Ttu walk, std::uint32_t entry_level, std::uint32_t slot);

/// Loop counts, innermost first.
[[nodiscard]] spec::LoopNest loops(std::initializer_list<std::uint32_t> counts);

inline constexpr std::uint32_t kSource = 0;  // side of a sync record
inline constexpr std::uint32_t kDestination = 1;

/// Before iteration n of `level`: counter >= threshold + step * n.
template <typename Counter>
[[nodiscard]] spec::SyncRecord wait_on(Counter counter, std::uint32_t level, std::int32_t threshold,
                                       std::int32_t step, std::uint32_t side = kSource) {
  return {static_cast<std::uint32_t>(counter), level, threshold, step, 1, side};
}

template <typename Body>
[[nodiscard]] spec::Command command(spec::Opcode opcode, Body body) {
  body.opcode = static_cast<std::uint32_t>(opcode);
  return {spec::find_format(body.opcode), std::move(body)};
}

/// A tensor operation that sums `steps` words of 4 bytes per group of 4 outputs: input word 0,
/// weight row 0, output word 0, unit multiplier, no clamp worth speaking of, zero points 0.
[[nodiscard]] spec::TensorOp dot_op(std::uint32_t steps, std::uint32_t groups);

/// Operations of a bundle's ALU by the numbers of facts/beagle_isa.md section 10.
enum class Alu : std::uint32_t {
  kAdd = 1,
  kSub = 2,
  kAnd = 3,
  kOr = 4,
  kXor = 5,
  kShl = 6,
  kShr = 7,
  kAsr = 8,
  kEq = 9,
  kNe = 10,
  kGt = 11,
  kLt = 12,
  kGeUnsigned = 13,
  kGeSigned = 14,
  kMov = 15,
  kIntToFloat = 16,
  kFloatToInt = 17,
  kFloatAdd = 18,
  kFloatSub = 19,
  kFloatMul = 20,
  kFloatMax = 21,
  kFloatMin = 22
};

[[nodiscard]] spec::Bundle alu(Alu op, std::uint32_t destination, std::uint32_t source,
                               std::uint32_t immediate);
[[nodiscard]] spec::Bundle alu_register(Alu op, std::uint32_t destination, std::uint32_t source,
                                        std::uint32_t operand);

/// The words between `start` and `end` of a bitstream.
class Program {
 public:
  template <typename Body>
  Program& add(spec::Opcode opcode, Body body) {
    commands_.push_back(command(opcode, std::move(body)));
    return *this;
  }
  Program& add(const spec::Bundle& bundle) { return add(spec::Opcode::kBundle, bundle); }
  Program& set(std::uint32_t reg, std::uint32_t value) {
    return add(alu(Alu::kMov, reg, 0, value));
  }
  /// Host descriptor {address, bytes, tag} by way of register 31: nine bundles.
  Program& host_transfer(std::uint32_t tag, std::uint64_t address = 0, std::uint32_t bytes = 0);
  Program& halt(std::uint32_t code = 4);
  /// Words so far, `start` included: the number of the next one in a bitstream.
  [[nodiscard]] std::size_t words(spec::Encoding encoding = spec::Encoding::kCoral) const;

  /// start, the commands, end; `start` and `end` say how many words lie between them.
  [[nodiscard]] std::vector<std::uint8_t> bitstream(
      spec::Encoding encoding = spec::Encoding::kCoral) const;

 private:
  std::vector<spec::Command> commands_;
};

}  // namespace tessera::test
