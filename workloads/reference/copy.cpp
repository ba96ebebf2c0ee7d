// SPDX-License-Identifier: Apache-2.0
// Operators that move elements: RESHAPE, CONCATENATION, SPLIT.
#include "workloads/graph/validate.h"
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tessera::workloads {
namespace {

/// Bytes of one slice along `axis` and everything inside it.
std::size_t slice_bytes(const Tensor& tensor, std::size_t axis) {
  std::size_t bytes = element_bytes(tensor.type);
  for (std::size_t i = axis; i < tensor.shape.size(); ++i) {
    bytes *= static_cast<std::size_t>(tensor.shape[i]);
  }
  return bytes;
}

/// uint8 codes of one scale to codes of another, as TFLite's ConcatenationWithScaling does.
Bytes rescaled(const QuantizedOperand& operand, CodeQuantization to) {
  const float inverse = 1.0F / to.scale;
  const float scale = operand.quantization.scale * inverse;
  const float bias = static_cast<float>(-operand.quantization.zero_point) * scale;
  Bytes result;
  result.reserve(operand.codes.size());
  constexpr float kFar = 512.0F;  // further from the zero point than any code
  for (const auto code : operand.codes) {
    const float real = std::round(static_cast<float>(code) * scale + bias);
    const float bounded = real > -kFar ? std::min(real, kFar) : -kFar;  // also if not a number
    const auto value = static_cast<std::int32_t>(bounded) + to.zero_point;
    result.push_back(static_cast<std::uint8_t>(std::clamp(value, 0, 255)));
  }
  return result;
}

/// One input of a concatenation in the codes of the output.
Bytes part_codes(const Context& context, std::size_t operand) {
  const auto codes = context.codes(operand);
  const bool quantized = context.output().is_quantized_8bit();
  if (!quantized || context.quantized_input(operand).quantization == context.quantized_output()) {
    return {codes.begin(), codes.end()};
  }
  if (context.output().type != DataType::kUint8) {
    context.refuse("inputs of several scales or zero points");
  }
  return rescaled(context.quantized_input(operand), context.quantized_output());
}

}  // namespace

void run_kernel(const Context& context, const Reshape&) {
  if (context.input(0).type != context.output().type) {
    context.refuse("input and output of different types");
  }
  const auto codes = context.codes(0);
  context.emit({codes.begin(), codes.end()});
}

void run_kernel(const Context& context, const Concatenation& concatenation) {
  context.require_one_type();
  if (concatenation.activation != Activation::kNone) {
    context.refuse("fused activation");
  }
  const auto axis = normalized_axis(context.graph(), context.index(), concatenation.axis,
                                    context.output().shape.size());
  const std::size_t step = slice_bytes(context.output(), axis);
  Bytes result(context.output().size_bytes());
  std::size_t offset = 0;
  for (std::size_t i = 0; i < context.op().inputs.size(); ++i) {
    const auto part = part_codes(context, i);
    const std::size_t run = slice_bytes(context.input(i), axis);
    for (std::size_t outer = 0; outer < result.size() / step; ++outer) {
      std::copy_n(part.data() + outer * run, run, result.data() + outer * step + offset);
    }
    offset += run;
  }
  context.emit(std::move(result));
}

void run_kernel(const Context& context, const Split&) {
  const auto& x = context.input(1);
  const auto axes = constant_int32(context.graph(), context.index(), context.op().inputs[0]);
  const auto axis = normalized_axis(context.graph(), context.index(), axes.at(0), x.shape.size());
  const auto codes = context.codes(1);
  const std::size_t step = slice_bytes(x, axis);
  const std::size_t run = step / context.op().outputs.size();
  for (std::size_t i = 0; i < context.op().outputs.size(); ++i) {
    if (context.output(i).type != x.type) {
      context.refuse("input and output of different types");
    }
    if (x.is_quantized_8bit() &&
        context.quantized_input(1).quantization != context.quantized_output(i)) {
      context.refuse("input and output with different scales or zero points");
    }
    Bytes part;
    part.reserve(context.output(i).size_bytes());
    for (std::size_t outer = 0; outer < codes.size() / step; ++outer) {
      const auto from = codes.subspan(outer * step + i * run, run);
      part.insert(part.end(), from.begin(), from.end());
    }
    context.emit(std::move(part), i);
  }
}

}  // namespace tessera::workloads
