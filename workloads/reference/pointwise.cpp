// SPDX-License-Identifier: Apache-2.0
// QUANTIZE, DEQUANTIZE, LOGISTIC: functions of single elements.
#include "workloads/reference/activation_codes.h"
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tessera::workloads {
namespace {

float logistic(float x) { return 1.0F / (1.0F + std::exp(-x)); }

}  // namespace

void run_kernel(const Context& context, const Quantize&) {
  const auto to = context.quantized_output();
  if (context.input(0).type == DataType::kFloat32) {
    Bytes result;
    for (const float value : context.floats(0)) {
      result.push_back(quantized(value, to));
    }
    context.emit(std::move(result));
    return;
  }
  const auto x = context.quantized_input(0);
  const std::array<float, 1> one{1.0F};
  const auto stage = context.output_stage(x.quantization.scale, one, Activation::kNone);
  CodeTable table{};
  for (std::size_t code = 0; code < table.size(); ++code) {
    const auto centered = static_cast<std::int32_t>(code) - x.quantization.zero_point;
    table[code] = stage(static_cast<std::uint32_t>(centered), 0);
  }
  context.emit(mapped(x.codes, table));
}

void run_kernel(const Context& context, const Dequantize&) {
  const auto x = context.quantized_input(0);
  std::vector<float> values(x.codes.size());
  std::ranges::transform(x.codes, values.begin(),
                         [&](auto code) { return dequantized(code, x.quantization); });
  context.emit_floats(values);
}

void run_kernel(const Context& context, const Logistic&) {
  if (context.input(0).type == DataType::kFloat32) {
    auto values = context.floats(0);
    std::ranges::transform(values, values.begin(), logistic);
    context.emit_floats(values);
    return;
  }
  context.require_one_type();
  const auto x = context.quantized_input(0);
  const auto to = context.quantized_output();
  if (context.mode() != func::RequantMode::kF32 && to != kLogisticOutput) {
    context.refuse("output scale and zero point other than 1/256 and the lowest value");
  }
  context.emit(mapped(x.codes, logistic_codes(context.mode(), x.quantization, to)));
}

}  // namespace tessera::workloads
