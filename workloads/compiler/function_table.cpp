// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/function_table.h"

#include "hw/func/requantize.h"
#include "workloads/compiler/minimax.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace tessera::workloads {
namespace {

constexpr std::size_t kCodes = 256;
/// A value that lies so near the code that it is to be rounded to leaves enough for the unit's
/// float32. At a half and not beyond, ties may still go the right way: the check decides.
constexpr ErrorBounds kRounding{0.498, 0.5 + 1e-6};
/// What elimination leaves of a coefficient that is 0; on ties it would matter.
constexpr double kNoise = 1e-9;

using Coefficients = std::array<float, func::kNluOrder>;

class Fit {
 public:
  Fit(const CodeTable& results, std::int32_t from_zero, std::int32_t to_zero) : results_(results) {
    table_.center = from_zero;
    table_.zero = to_zero;
    table_.nlu.breakpoints.fill(std::numeric_limits<float>::infinity());
  }

  std::optional<FunctionTable> run() {
    std::size_t begin = 0;
    for (std::size_t segment = 0; begin < kCodes; ++segment) {
      if (segment == func::kNluSegments) return std::nullopt;
      if (segment > 0)  // between two codes
        table_.nlu.breakpoints[segment - 1] = argument(begin) - kFunctionStep / 2;
      begin = longest(begin, segment);
    }
    return table_;
  }

 private:
  [[nodiscard]] float argument(std::size_t code) const {
    return static_cast<float>(static_cast<std::int32_t>(code) - table_.center) * kFunctionStep;
  }
  [[nodiscard]] std::int32_t value(std::size_t code) const { return results_[code] - table_.zero; }

  /// The end of the longest segment from `begin` on that one polynomial serves.
  std::size_t longest(std::size_t begin, std::size_t segment) {
    std::size_t good = begin;
    std::size_t bad = kCodes + 1;
    for (std::size_t end = kCodes; bad - good > 1;) {
      if (const auto found = polynomial(begin, end)) {
        std::copy(found->begin(), found->end(),
                  table_.nlu.coefficients.begin() +
                      static_cast<std::ptrdiff_t>(segment * func::kNluOrder));
        good = end;
      } else {
        bad = end;
      }
      // Whole tails first; then short ones, which are refused quickly.
      end = good == begin ? begin + std::max<std::size_t>((bad - begin) / 4, 1) : (good + bad) / 2;
    }
    return good;
  }

  /// Of the lowest degree that does, which has the smallest coefficients.
  std::optional<Coefficients> polynomial(std::size_t begin, std::size_t end) {
    const double first = argument(begin);
    const double last = argument(end - 1);
    const double middle = (first + last) / 2;
    const double half = std::max<double>((last - first) / 2, kFunctionStep);
    u_.clear();
    y_.clear();
    for (std::size_t code = begin; code < end; ++code) {
      u_.push_back((argument(code) - middle) / half);
      y_.push_back(value(code));
    }
    for (std::size_t degree = 0; degree <= kMostDegree; ++degree) {
      const Polynomial global = minimax(u_, y_, degree, kRounding).of_global(middle, half);
      Coefficients result;
      std::transform(global.coefficients.begin(), global.coefficients.end(), result.begin(),
                     [](double c) { return std::fabs(c) < kNoise ? 0.0F : static_cast<float>(c); });
      if (gives(result, begin, end)) return result;
    }
    return std::nullopt;
  }

  /// In the unit's own arithmetic.
  [[nodiscard]] bool gives(const Coefficients& coefficients, std::size_t begin,
                           std::size_t end) const {
    func::NluTable one;
    one.breakpoints.fill(std::numeric_limits<float>::infinity());
    std::copy(coefficients.begin(), coefficients.end(), one.coefficients.begin());
    for (std::size_t code = begin; code < end; ++code)
      if (func::round_half_even(one.evaluate(argument(code), {})) != value(code)) return false;
    return true;
  }

  const CodeTable& results_;
  FunctionTable table_;
  std::vector<double> u_;
  std::vector<double> y_;
};

}  // namespace

std::optional<FunctionTable> fit_function(const CodeTable& results, std::int32_t from_zero,
                                          std::int32_t to_zero) {
  return Fit(results, from_zero, to_zero).run();
}

}  // namespace tessera::workloads
