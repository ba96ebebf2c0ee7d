// SPDX-License-Identifier: Apache-2.0
// Functions of one element on the op unit's non-linear unit: eight quartics that give, rounded, the
// reference's result for each of the 256 codes.
#pragma once

#include "hw/func/nlu.h"
#include "workloads/reference/code_table.h"

#include <cstdint>
#include <optional>

namespace tessera::workloads {

struct FunctionTable {
  func::NluTable nlu;
  std::int32_t center = 0;  // subtracted from a code; then times kFunctionStep: the argument
  std::int32_t zero = 0;    // added to the rounded value: the result
};

/// Argument of the unit per code: powers of two keep arguments exact.
inline constexpr float kFunctionStep = 1.0F / 128.0F;
/// Nothing if eight segments are not enough. Codes of the value 0 on both sides: functions change
/// most about there, where arguments should be small, and ties round about there. Every result has
/// been checked in the unit's own arithmetic.
[[nodiscard]] std::optional<FunctionTable> fit_function(const CodeTable& results,
                                                        std::int32_t from_zero,
                                                        std::int32_t to_zero);

}  // namespace tessera::workloads
