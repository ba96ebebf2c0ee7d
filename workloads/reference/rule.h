// SPDX-License-Identifier: Apache-2.0
// How requantization constants are formed. The arithmetic is the same for all rules
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
  /// What this project's compiler makes of a network: XNNPACK's constants, but ADD in the form that
  /// the chip's op unit executes (two weights of 16 bits, an int32 offset, one multiplier).
  /// XNNPACK's own ADD needs weights of 21 bits, which the op unit does not have.
  kTessera,
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

/// Clamp of a code, after the zero point was added: what TFLite's kernels do in fixed point.
struct CodeBounds {
  std::int32_t low;
  std::int32_t high;
};

/// The same for TFLite's fixed-point kernels, whatever the rule.
[[nodiscard]] CodeBounds code_bounds(Activation activation, float scale, std::int32_t zero_point);

}  // namespace tessera::workloads
