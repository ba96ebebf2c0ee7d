// SPDX-License-Identifier: Apache-2.0
// TANH, GELU, RELU and its family, LEAKY_RELU on codes.
#include "workloads/reference/activation_codes.h"
#include "workloads/reference/code_table.h"
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tessera::workloads {
namespace {

Activation clamp_of(Relu::Kind kind) {
  switch (kind) {
    case Relu::Kind::kRelu:
      return Activation::kRelu;
    case Relu::Kind::kReluN1To1:
      return Activation::kReluN1To1;
    case Relu::Kind::kRelu6:
      return Activation::kRelu6;
  }
  return Activation::kNone;
}

float gelu(float x, bool approximate) {
  if (approximate) {
    constexpr float kFactor = std::numbers::inv_sqrtpi_v<float> * std::numbers::sqrt2_v<float>;
    return 0.5F * x * (1.0F + std::tanh(kFactor * (x + 0.044715F * x * x * x)));
  }
  return 0.5F * x * std::erfc(x * -(std::numbers::sqrt2_v<float> / 2.0F));
}

std::uint8_t code_of(float value, CodeQuantization to) {
  const float code = value + static_cast<float>(to.zero_point);
  return static_cast<std::uint8_t>(code > 0.0F ? std::min(code, 255.0F) : 0.0F);  // NaN gives 0
}

}  // namespace

/// Mode f32: a table of float32 values, as XNNPACK's and TFLite's built-in kernels make it.
/// Fixed-point modes: gemmlowp's function, as TFLite's reference kernels.
void run_kernel(const Context& context, const Tanh&) {
  context.require_one_type();
  const auto x = context.quantized_input(0);
  const auto to = context.quantized_output();
  if (context.mode() != func::RequantMode::kF32 && to != kTanhOutput) {
    context.refuse("output scale and zero point other than 1/128 and the middle value");
  }
  context.emit(mapped(x.codes, tanh_codes(context.mode(), x.quantization, to)));
}

/// TFLite's table in every mode: float32 values of the function times 1/scale, ties away from zero.
/// There is no fixed-point kernel, and none in XNNPACK.
void run_kernel(const Context& context, const Gelu& options) {
  context.require_one_type();
  const auto x = context.quantized_input(0);
  const auto to = context.quantized_output();
  const float inverse = 1.0F / to.scale;
  context.emit(mapped(x.codes, table_of([&](std::uint8_t code) {
                        const float real =
                            gelu(dequantized(code, x.quantization), options.approximate);
                        return code_of(std::round(real * inverse), to);
                      })));
}

/// Requantized to the output's scale and clamped; nothing but a clamp where the scales are equal.
void run_kernel(const Context& context, const Relu& relu) {
  context.require_one_type();
  const auto x = context.quantized_input(0);
  const float scale = context.quantized_output().scale;
  OutputStage stage = context.output_stage(clamp_of(relu.kind));
  stage.multipliers = {product_multiplier(context.rule(), x.quantization.scale, 1.0F, scale)};
  stage.fixed = {func::quantize_multiplier(double{x.quantization.scale / scale})};
  context.emit(mapped(x.codes, table_of([&](std::uint8_t code) {
                        return stage(static_cast<std::uint32_t>(code - x.quantization.zero_point),
                                     0);
                      })));
}

/// Mode f32: XNNPACK's table of float32 values, ties to even. Fixed-point modes: TFLite's, one
/// multiplier for each sign.
void run_kernel(const Context& context, const LeakyRelu& options) {
  context.require_one_type();
  if (options.alpha < 0.0F) {
    context.refuse("alpha below 0, allowed 0 and more");
  }
  const auto x = context.quantized_input(0);
  const auto to = context.quantized_output();
  const float ratio = x.quantization.scale / to.scale;
  if (context.mode() == func::RequantMode::kF32) {
    context.emit(mapped(
        x.codes, table_of([&](std::uint8_t code) {
          const float scaled = ratio * static_cast<float>(code - x.quantization.zero_point);
          return code_of(std::nearbyint(scaled < 0.0F ? scaled * options.alpha : scaled), to);
        })));
    return;
  }
  auto stage = context.output_stage(Activation::kNone);
  stage.fixed = {
      func::quantize_multiplier(double{ratio}),
      func::quantize_multiplier(double{x.quantization.scale * options.alpha / to.scale})};
  context.emit(mapped(x.codes, table_of([&](std::uint8_t code) {
                        const std::int32_t value = code - x.quantization.zero_point;
                        return stage(static_cast<std::uint32_t>(value), value < 0 ? 1 : 0);
                      })));
}

}  // namespace tessera::workloads
