// SPDX-License-Identifier: Apache-2.0
// Polynomials with the least largest error on a set of points.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace tessera::workloads {

inline constexpr std::size_t kMostDegree = 4;

struct Polynomial {
  std::array<double, kMostDegree + 1> coefficients{};  // of 1, u, u^2, ...

  [[nodiscard]] double operator()(double u) const {
    double value = 0;
    for (std::size_t i = coefficients.size(); i-- > 0;) value = value * u + coefficients[i];
    return value;
  }
  /// The same polynomial as one of x, where u = (x - middle) / half.
  [[nodiscard]] Polynomial of_global(double middle, double half) const;
};

/// When a search for the best polynomial may end early.
struct ErrorBounds {
  double enough = 0.0;    // a largest error below this will do
  double hopeless = 1e9;  // if even the best polynomial has more, any will do
};

/// The polynomial of `degree` at most with the least largest error at the points; u in [-1, 1],
/// rising. Remez's exchange on a finite set.
[[nodiscard]] Polynomial minimax(std::span<const double> u, std::span<const double> y,
                                 std::size_t degree, const ErrorBounds& bounds = {});

}  // namespace tessera::workloads
