// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/rule.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tessera::workloads {
namespace {

constexpr float kMaxCode = 255.0F;

/// Range of real values that an activation lets through.
ClampBounds activation_range(Activation activation) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  switch (activation) {
    case Activation::kRelu:
      return {0.0F, kInfinity};
    case Activation::kReluN1To1:
      return {-1.0F, 1.0F};
    case Activation::kRelu6:
      return {0.0F, 6.0F};
    case Activation::kNone:
    case Activation::kTanh:  // refused by the kernels
      break;
  }
  return {-kInfinity, kInfinity};
}

}  // namespace

std::string_view rule_name(ConstantRule rule) {
  switch (rule) {
    case ConstantRule::kGoogle:
      return "google";
    case ConstantRule::kXnnpack:
      return "xnnpack";
    case ConstantRule::kTessera:
      return "tessera";
  }
  return "";
}

float product_multiplier(ConstantRule rule, float input, float weight, float output) {
  const float product = input * weight;
  if (rule == ConstantRule::kGoogle) {
    const float inverse = 1.0F / output;
    return product * inverse;
  }
  return product / output;
}

ClampBounds clamp_bounds(ConstantRule rule, Activation activation, float scale,
                         std::int32_t zero_point) {
  const auto zero = static_cast<float>(zero_point);
  const auto real = activation_range(activation);
  if (rule == ConstantRule::kGoogle) {
    const float inverse = 1.0F / scale;
    const float low = std::max((0.0F - zero) * scale, real.low);
    const float high = std::min((kMaxCode - zero) * scale, real.high);
    return {low * inverse, high * inverse};
  }
  return {std::max(0.0F - zero, std::nearbyint(real.low / scale)),
          std::min(kMaxCode - zero, std::nearbyint(real.high / scale))};
}

CodeBounds code_bounds(Activation activation, float scale, std::int32_t zero_point) {
  const auto zero = static_cast<float>(zero_point);
  const auto real = activation_range(activation);
  const auto low = std::clamp(zero + std::round(real.low / scale), 0.0F, kMaxCode);
  const auto high = std::clamp(zero + std::round(real.high / scale), 0.0F, kMaxCode);
  return {static_cast<std::int32_t>(low), static_cast<std::int32_t>(high)};
}

}  // namespace tessera::workloads
