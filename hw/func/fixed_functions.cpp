// SPDX-License-Identifier: Apache-2.0
#include "hw/func/fixed_functions.h"

#include <algorithm>
#include <array>
#include <limits>

namespace tessera::func {
namespace {

/// Numbers of one width. Sums wrap, as the registers of the original do.
template <class Raw>
struct Fixed {
  static constexpr int kWidth = std::numeric_limits<Raw>::digits + 1;
  static constexpr std::int64_t kMin = std::numeric_limits<Raw>::min();
  static constexpr std::int64_t kMax = std::numeric_limits<Raw>::max();
  static constexpr Raw kOne = std::numeric_limits<Raw>::max();  // of a number without integer bits

  /// A constant given for 32 bits.
  static Raw constant(std::int32_t value) {
    return static_cast<Raw>(rounding_divide(value, 32 - kWidth));
  }
  /// 2^exponent as a number of that many integer bits.
  static Raw power(int exponent, int integer_bits) {
    return static_cast<Raw>(std::int64_t{1} << (kWidth - 1 - integer_bits + exponent));
  }
  static Raw add(Raw a, Raw b) { return static_cast<Raw>(std::int64_t{a} + b); }
  static Raw subtract(Raw a, Raw b) { return static_cast<Raw>(std::int64_t{a} - b); }
  static Raw negate(Raw a) { return static_cast<Raw>(-std::int64_t{a}); }
  static Raw saturate(std::int64_t value) {
    return static_cast<Raw>(std::clamp(value, kMin, kMax));
  }

  /// Doubling high product, ties towards plus infinity: the nudge is followed by a division that
  /// cuts towards zero. Only -1 * -1 saturates.
  static Raw multiply(Raw a, Raw b) {
    const std::int64_t product = std::int64_t{a} * b;
    const std::int64_t half = std::int64_t{1} << (kWidth - 2);
    const std::int64_t nudged = product + (product >= 0 ? half : 1 - half);
    return saturate(nudged / (std::int64_t{1} << (kWidth - 1)));
  }
  /// Times 2^exponent, rounded with ties away from zero, or saturated.
  static Raw scale(Raw a, int exponent) {
    return exponent < 0 ? static_cast<Raw>(rounding_divide(a, -exponent))
                        : saturate(std::int64_t{a} * (std::int64_t{1} << exponent));
  }
  /// (a + b) / 2, ties away from zero.
  static Raw half_sum(Raw a, Raw b) {
    const std::int64_t sum = std::int64_t{a} + b;
    return static_cast<Raw>((sum + (sum >= 0 ? 1 : -1)) / 2);
  }

  /// e^a for a in [-1/4, 0): Taylor's series around -1/8 up to the fourth power.
  static Raw exp_of_quarter(Raw a) {
    const Raw at_centre = constant(1895147668);  // e^(-1/8)
    const Raw third = constant(715827883);
    const Raw x = add(a, power(-3, 0));
    const Raw x2 = multiply(x, x);
    const Raw x3 = multiply(x2, x);
    const Raw x4 = multiply(x2, x2);
    const Raw cubic = multiply(add(scale(x4, -2), x3), third);
    const Raw series = add(x, scale(add(cubic, x2), -1));
    const Raw product = multiply(at_centre, series);
    // Only the narrow type saturates here.
    return kWidth == 16 ? saturate(std::int64_t{at_centre} + product) : add(at_centre, product);
  }

  /// e^a for a <= 0: the part below 1/4 by the series, every higher bit by a factor.
  static Raw exp(Raw a, int integer_bits) {
    if (a == 0) return kOne;
    if (integer_bits > 5 && a < scale_of_minus_32(integer_bits)) return 0;
    const Raw quarter = power(-2, integer_bits);
    const Raw part = subtract(static_cast<Raw>(a & (quarter - 1)), quarter);
    Raw result = exp_of_quarter(scale(part, integer_bits));
    const Raw remainder = subtract(part, a);
    // e^(-2^exponent) for exponents -2 to 4.
    constexpr std::array<std::int32_t, 7> kFactors = {1672461947, 1302514674, 790015084, 290630308,
                                                      39332535,   720401,     242};
    for (int exponent = -2; exponent < std::min(integer_bits, 5); ++exponent) {
      if ((remainder & power(exponent, integer_bits)) != 0) {
        result = multiply(result, constant(kFactors[static_cast<std::size_t>(exponent + 2)]));
      }
    }
    return result;
  }

  static Raw scale_of_minus_32(int integer_bits) {
    return constant(-(std::int32_t{1} << (36 - integer_bits)));
  }

  /// 2 / (1 + a) for a in [0, 1], with 2 integer bits: three steps of Newton's method from
  /// 48/17 - 32/17 d, where d = (1 + a) / 2.
  static Raw twice_reciprocal(Raw a) {
    const Raw d = half_sum(a, kOne);
    const Raw one = power(0, 2);
    Raw x = add(constant(1515870810), multiply(d, constant(-1010580540)));
    for (int step = 0; step < 3; ++step) {
      const Raw error = subtract(one, multiply(d, x));
      x = add(x, scale(multiply(x, error), 2));
    }
    return x;
  }

  static Raw reciprocal_of_one_plus(Raw a) { return scale(twice_reciprocal(a), 1); }

  static Raw logistic(Raw a, int integer_bits) {
    if (a == 0) return constant(std::int32_t{1} << 30);
    const Raw below_zero = a > 0 ? negate(a) : a;
    const Raw result = reciprocal_of_one_plus(exp(below_zero, integer_bits));
    return a > 0 ? result : subtract(kOne, result);
  }

  static Raw tanh(Raw a, int integer_bits) {
    if (a == 0) return 0;
    const Raw below_zero = a < 0 ? a : negate(a);
    // (1 - e^2x) / (1 + e^2x) = 2 / (1 + e^2x) - 1; twice x is x with one more integer bit.
    const Raw quotient = twice_reciprocal(exp(below_zero, integer_bits + 1));
    const Raw result = scale(subtract(quotient, power(0, 2)), 2);
    return a < 0 ? negate(result) : result;
  }
};

}  // namespace

std::int32_t multiply_q31(std::int32_t a, std::int32_t b) {
  return Fixed<std::int32_t>::multiply(a, b);
}

std::int16_t logistic_q15(std::int16_t x, int integer_bits) {
  return Fixed<std::int16_t>::logistic(x, integer_bits);
}

std::int16_t tanh_q15(std::int16_t x, int integer_bits) {
  return Fixed<std::int16_t>::tanh(x, integer_bits);
}

std::int32_t logistic_q31(std::int32_t x, int integer_bits) {
  return Fixed<std::int32_t>::logistic(x, integer_bits);
}

std::int32_t tanh_q31(std::int32_t x, int integer_bits) {
  return Fixed<std::int32_t>::tanh(x, integer_bits);
}

std::int32_t exp_q31(std::int32_t x, int integer_bits) {
  return Fixed<std::int32_t>::exp(x, integer_bits);
}

std::int32_t reciprocal_of_one_plus_q31(std::int32_t x) {
  return Fixed<std::int32_t>::reciprocal_of_one_plus(x);
}

}  // namespace tessera::func
