// SPDX-License-Identifier: Apache-2.0
// QUANTIZE, DEQUANTIZE, LOGISTIC: functions of single elements.
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr float kMaxCode = 255.0F;

/// TFLite's rule: divide, round half away from zero, add the zero point.
std::uint8_t quantized(float value, CodeQuantization to) {
  const auto zero = static_cast<float>(to.zero_point);
  const float code = std::round(value / to.scale) + zero;
  return static_cast<std::uint8_t>(code > 0.0F ? std::min(code, kMaxCode) : 0.0F);  // NaN gives 0
}

float dequantized(std::uint8_t code, CodeQuantization from) {
  return from.scale * static_cast<float>(code - from.zero_point);
}

/// Maps every code through a table, which is what one-byte functions amount to.
template <class Function>
Bytes map_codes(std::span<const std::uint8_t> codes, Function function) {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t code = 0; code < table.size(); ++code) {
    table[code] = function(static_cast<std::uint8_t>(code));
  }
  Bytes result(codes.size());
  std::ranges::transform(codes, result.begin(), [&](auto code) { return table[code]; });
  return result;
}

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
  context.emit(map_codes(x.codes, [&](std::uint8_t code) {
    return stage(static_cast<std::uint32_t>(code - x.quantization.zero_point), 0);
  }));
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
  const auto x = context.quantized_input(0);
  const auto to = context.quantized_output();
  context.emit(map_codes(x.codes, [&](std::uint8_t code) {
    return quantized(logistic(dequantized(code, x.quantization)), to);
  }));
}

}  // namespace tessera::workloads
