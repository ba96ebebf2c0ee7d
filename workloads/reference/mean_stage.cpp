// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/mean_stage.h"

#include <algorithm>
#include <bit>

namespace tessera::workloads {
namespace {

/// ratio / count as TFLite's MEAN forms it: the quotient of the mantissa is cut, not rounded, and
/// keeps the leading zeros that the division leaves.
func::FixedMultiplier mean_multiplier(double ratio, std::int64_t count) {
  const auto whole = func::quantize_multiplier(ratio);
  const int width = std::bit_width(static_cast<std::uint64_t>(count)) - 1;
  const int shift = std::min({width, 32, 31 + whole.exponent});
  return {static_cast<std::int32_t>((std::int64_t{whole.q} << shift) / count),
          whole.exponent - shift};
}

}  // namespace

OutputStage mean_stage(const Context& context, std::int64_t count) {
  const float in_scale = context.code_quantization(context.input(0)).scale;
  const float out_scale = context.quantized_output().scale;
  OutputStage stage = context.output_stage(Activation::kNone);
  stage.multipliers = {in_scale / (out_scale * static_cast<float>(count))};
  stage.fixed = {mean_multiplier(double{in_scale} / double{out_scale}, count)};
  return stage;
}

}  // namespace tessera::workloads
