// SPDX-License-Identifier: Apache-2.0
// Best rational approximation of a ratio of two scales.
#pragma once

#include <cstdint>

namespace tessera::workloads {

struct Rational {
  std::int32_t numerator;
  std::int32_t denominator;
};

/// The fraction nearest to a/b with both terms at most `limit`; a term is 0 where the ratio is
/// beyond `limit` or below 1/limit. Both arguments must be finite and positive.
[[nodiscard]] Rational best_rational(double a, double b, std::int32_t limit);

}  // namespace tessera::workloads
