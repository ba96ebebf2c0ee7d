// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/rational.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tessera::workloads {
namespace {

/// Best fraction of a ratio of at most 1, by continued fractions with the last term cut short.
Rational best_proper(double ratio, std::int64_t limit) {
  const auto fraction = [](std::int64_t n, std::int64_t d) {
    return Rational{static_cast<std::int32_t>(n), static_cast<std::int32_t>(d)};
  };
  const auto error = [ratio](std::int64_t n, std::int64_t d) {
    return std::fabs(static_cast<double>(n) / static_cast<double>(d) - ratio);
  };
  // The last two convergents: 1/0 and 0/1 (or 1/1).
  std::int64_t p0 = 1;
  std::int64_t q0 = 0;
  std::int64_t p1 = ratio < 1.0 ? 0 : 1;
  std::int64_t q1 = 1;
  double rest = ratio - static_cast<double>(p1);  // in [0, 1)
  while (rest > 0.0) {
    const double inverse = 1.0 / rest;
    const double whole = std::floor(inverse);
    const auto term = static_cast<std::int64_t>(std::min(whole, static_cast<double>(limit) + 1.0));
    if (q0 + term * q1 > limit) {
      // Cut the term so that the denominator fits, and keep the nearer of the two candidates.
      const std::int64_t cut = (limit - q0) / q1;
      const std::int64_t p = p0 + cut * p1;
      const std::int64_t q = q0 + cut * q1;
      return error(p1, q1) <= error(p, q) ? fraction(p1, q1) : fraction(p, q);
    }
    p0 = std::exchange(p1, p0 + term * p1);
    q0 = std::exchange(q1, q0 + term * q1);
    rest = inverse - whole;
  }
  return fraction(p1, q1);
}

}  // namespace

Rational best_rational(double a, double b, std::int32_t limit) {
  if (a <= b) {
    return best_proper(a / b, limit);
  }
  const auto inverse = best_proper(b / a, limit);
  return {inverse.denominator, inverse.numerator};
}

}  // namespace tessera::workloads
