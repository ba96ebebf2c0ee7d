// SPDX-License-Identifier: Apache-2.0
// The non-linear unit: a piecewise quartic in float32, loaded by a command.
#pragma once

#include <array>

namespace tessera::func {

inline constexpr std::size_t kNluSegments = 8;
inline constexpr std::size_t kNluOrder = 5;  // coefficients per segment, c0..c4

/// How the command asks for the table to be used.
struct NluMode {
  bool range_reduction = false;  // argument folded into [1, 4) by powers of 4 (1/sqrt tables)
  bool odd_argument = false;     // table of |x|
  bool odd_result = false;       // sign of x put back on the result
};

/// One loaded table. Segment s covers [breakpoint s-1, breakpoint s).
struct NluTable {
  std::array<float, kNluSegments * kNluOrder> coefficients{};
  std::array<float, kNluSegments - 1> breakpoints{};

  /// Value at x. Horner's scheme in float32 without fused steps: the order of evaluation of the
  /// chip is not known (facts/beagle_isa.md section 16, item 3); this is our choice of it.
  [[nodiscard]] float evaluate(float x, NluMode mode) const;
};

}  // namespace tessera::func
