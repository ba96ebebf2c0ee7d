// SPDX-License-Identifier: Apache-2.0
#include "hw/func/nlu.h"

#include <algorithm>
#include <cmath>

namespace tessera::func {
namespace {

/// x = m * 4^e with m in [1, 4), for positive finite x.
struct PowerOfFour {
  float mantissa;
  int exponent;
};

PowerOfFour split_by_four(float x) {
  int exponent = 0;
  const float half = std::frexp(x, &exponent);  // x = half * 2^exponent, half in [0.5, 1)
  const int power = (exponent - 1) >> 1;        // floor((exponent - 1) / 2)
  return {std::ldexp(half, exponent - 2 * power), power};
}

}  // namespace

float NluTable::evaluate(float x, NluMode mode) const {
  float argument = mode.odd_argument ? std::fabs(x) : x;
  int exponent = 0;
  if (mode.range_reduction && argument > 0.0F && std::isfinite(argument)) {
    const PowerOfFour split = split_by_four(argument);
    argument = split.mantissa;
    exponent = split.exponent;
  }
  // A NaN argument compares false with every breakpoint and takes segment 0.
  const auto segment = static_cast<std::size_t>(std::count_if(
      breakpoints.begin(), breakpoints.end(), [&](float b) { return argument >= b; }));
  const float* c = coefficients.data() + segment * kNluOrder;
  float value = c[4];
  for (int power = 3; power >= 0; --power) {
    const float product = value * argument;
    value = product + c[power];
  }
  value = std::ldexp(value, -exponent);
  return mode.odd_result && x < 0.0F ? -value : value;
}

}  // namespace tessera::func
