// SPDX-License-Identifier: Apache-2.0
// Registers of the scalar core and what one bundle does to them.
#pragma once

#include "hw/spec/generated/commands.h"

#include <array>
#include <cstdint>

namespace tessera::hw {

inline constexpr std::size_t kScalarRegisters = 32;
inline constexpr std::size_t kPredicates = 8;

struct ScalarState {
  std::array<std::uint32_t, kScalarRegisters> registers{};
  std::array<bool, kPredicates> predicates{};
};

/// Executes the ALU slot and the special slot of a bundle: reads `before`, writes `after` (all
/// reads of a bundle see the state before it). Throws CommandFault for an operation that does not
/// exist.
void execute_alu(const spec::Bundle& bundle, const ScalarState& before, ScalarState& after);

}  // namespace tessera::hw
