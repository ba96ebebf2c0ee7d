// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/minimax.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

constexpr std::size_t kMostUnknowns = kMostDegree + 2;
constexpr int kMostExchanges = 40;

using Row = std::array<double, kMostUnknowns + 1>;

/// Solves n equations by elimination; the last column of a row is its right side.
void solve(std::array<Row, kMostUnknowns>& rows, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < n; ++i)
      if (std::fabs(rows[i][k]) > std::fabs(rows[pivot][k])) pivot = i;
    std::swap(rows[k], rows[pivot]);
    if (rows[k][k] == 0.0) continue;  // points twice: never, they rise
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const double factor = rows[i][k] / rows[k][k];
      for (std::size_t j = k; j <= n; ++j) rows[i][j] -= factor * rows[k][j];
    }
  }
  for (std::size_t k = 0; k < n; ++k) rows[k][n] /= rows[k][k] == 0.0 ? 1.0 : rows[k][k];
}

class Exchange {
 public:
  Exchange(std::span<const double> u, std::span<const double> y, std::size_t degree)
      : u_(u), y_(y), terms_(std::min(degree + 1, u.size())) {
    const std::size_t size = std::min(terms_ + 1, u.size());
    for (std::size_t i = 0; i < size; ++i)
      reference_.push_back(size == 1 ? 0 : i * (u.size() - 1) / (size - 1));
  }

  Polynomial run(const ErrorBounds& bounds) {
    for (int round = 0; round < kMostExchanges; ++round) {
      const double level = level_reference();
      // No polynomial does better at the reference alone.
      if (level > bounds.hopeless) break;
      std::size_t worst = 0;
      double largest = -1.0;
      for (std::size_t i = 0; i < u_.size(); ++i) {
        const double error = std::fabs(error_at(i));
        if (error <= largest) continue;
        largest = error;
        worst = i;
      }
      if (largest < bounds.enough || largest <= level * (1 + 1e-9)) break;
      exchange(worst);
    }
    return polynomial_;
  }

 private:
  [[nodiscard]] double error_at(std::size_t i) const { return y_[i] - polynomial_(u_[i]); }

  /// Equal errors of alternating sign at the points of the reference; returns their size.
  double level_reference() {
    const std::size_t n = reference_.size();
    std::array<Row, kMostUnknowns> rows{};
    for (std::size_t i = 0; i < n; ++i) {
      double power = 1.0;
      for (std::size_t j = 0; j < terms_; ++j, power *= u_[reference_[i]]) rows[i][j] = power;
      if (n > terms_) rows[i][terms_] = i % 2 == 0 ? 1.0 : -1.0;
      rows[i][n] = y_[reference_[i]];
    }
    solve(rows, n);
    polynomial_ = {};
    for (std::size_t j = 0; j < terms_; ++j) polynomial_.coefficients[j] = rows[j][n];
    return n > terms_ ? std::fabs(rows[terms_][n]) : 0.0;
  }

  /// The worst point enters such that errors go on alternating.
  void exchange(std::size_t worst) {
    const bool positive = error_at(worst) > 0;
    const auto agrees = [&](std::size_t i) { return (error_at(reference_[i]) > 0) == positive; };
    const auto at = static_cast<std::size_t>(
        std::lower_bound(reference_.begin(), reference_.end(), worst) - reference_.begin());
    if (at == 0 && !agrees(0)) {
      reference_.pop_back();
      reference_.insert(reference_.begin(), worst);
    } else if (at == reference_.size() && !agrees(at - 1)) {
      reference_.erase(reference_.begin());
      reference_.push_back(worst);
    } else if (at < reference_.size() && (at == 0 || agrees(at))) {
      reference_[at] = worst;
    } else {
      reference_[at - 1] = worst;
    }
  }

  std::span<const double> u_;
  std::span<const double> y_;
  std::size_t terms_;
  std::vector<std::size_t> reference_;  // indices, rising
  Polynomial polynomial_;
};

}  // namespace

Polynomial Polynomial::of_global(double middle, double half) const {
  // Horner in (x - middle) / half, term by term.
  Polynomial result;
  for (std::size_t i = coefficients.size(); i-- > 0;) {
    for (std::size_t j = kMostDegree; j > 0; --j)
      result.coefficients[j] =
          (result.coefficients[j - 1] - middle * result.coefficients[j]) / half;
    result.coefficients[0] = -middle * result.coefficients[0] / half + coefficients[i];
  }
  return result;
}

Polynomial minimax(std::span<const double> u, std::span<const double> y, std::size_t degree,
                   const ErrorBounds& bounds) {
  return Exchange(u, y, degree).run(bounds);
}

}  // namespace tessera::workloads
