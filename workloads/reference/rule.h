// SPDX-License-Identifier: Apache-2.0
// How float32 requantization constants are formed. The arithmetic is the same for both rules
// (hw/func/requantize.h); the constants are made by whoever compiles, and differ by an ulp.
#pragma once

#include "workloads/graph/operator.h"

#include <cstdint>
#include <string_view>

namespace tessera::workloads {

enum class ConstantRule {
  /// Google's Edge TPU compiler: f32(f32(sx*sw) * f32(1/sy)), clamps that need not be integers.
  kGoogle,
  /// XNNPACK: sx*sw/sy in float32, clamps at integers.
  kXnnpack,
};

[[nodiscard]] std::string_view rule_name(ConstantRule rule);

/// Multiplier of an accumulator of scale `input * weight` towards the scale `output`.
[[nodiscard]] float product_multiplier(ConstantRule rule, float input, float weight, float output);

/// Clamp of the scaled accumulator, before rounding and before the zero point is added.
struct ClampBounds {
  float low;
  float high;
};

/// Bounds of an 8-bit output with a fused activation. `zero_point` is that of the codes 0..255.
[[nodiscard]] ClampBounds clamp_bounds(ConstantRule rule, Activation activation, float scale,
                                       std::int32_t zero_point);

}  // namespace tessera::workloads
