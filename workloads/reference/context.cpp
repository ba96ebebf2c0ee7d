// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/context.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr std::int32_t kSignedOffset = 128;

}  // namespace

void Context::refuse(std::string_view problem) const {
  throw UnsupportedError(graph_.source, graph_.describe(index_), problem);
}

const Tensor& Context::input(std::size_t operand) const {
  if (op_.input(operand) == kNoTensor) {
    refuse(fmt::format("input {} is absent", operand));
  }
  return graph_.tensor(op_.inputs[operand]);
}

const Tensor& Context::output(std::size_t operand) const {
  return graph_.tensor(op_.outputs.at(operand));
}

std::span<const std::uint8_t> Context::codes(std::size_t operand) const {
  static_cast<void>(input(operand));
  return values_.codes(op_.inputs[operand]);
}

void Context::emit(Bytes codes, std::size_t operand) const {
  values_.set_codes(op_.outputs.at(operand), std::move(codes));
}

void Context::update_variable(std::size_t operand, Bytes codes) const {
  if (!input(operand).is_variable) {
    refuse(fmt::format("input {} is not a variable", operand));
  }
  values_.set_codes(op_.inputs[operand], std::move(codes));
}

CodeQuantization Context::code_quantization(const Tensor& tensor) const {
  if (!tensor.is_quantized_8bit() || tensor.quantization->per_channel()) {
    refuse(fmt::format("tensor \"{}\" is {}{}, allowed int8 or uint8 with one scale", tensor.name,
                       data_type_name(tensor.type),
                       tensor.quantization ? "" : " without quantization"));
  }
  const auto zero = static_cast<std::int32_t>(tensor.quantization->zero_points[0]);
  return {tensor.quantization->scales[0],
          tensor.type == DataType::kInt8 ? zero + kSignedOffset : zero};
}

QuantizedOperand Context::quantized_input(std::size_t operand) const {
  const auto& tensor = input(operand);
  return {codes(operand), tensor.shape, code_quantization(tensor)};
}

CodeQuantization Context::quantized_output(std::size_t operand) const {
  return code_quantization(output(operand));
}

void Context::require_one_type() const {
  const auto type = input(0).type;
  for (std::size_t i = 1; i < op_.inputs.size(); ++i) {
    if (input(i).type != type) {
      refuse(
          fmt::format("inputs of {} and {}", data_type_name(type), data_type_name(input(i).type)));
    }
  }
  for (std::size_t i = 0; i < op_.outputs.size(); ++i) {
    if (output(i).type != type) {
      refuse(fmt::format("input of {} and output of {}", data_type_name(type),
                         data_type_name(output(i).type)));
    }
  }
}

std::vector<float> Context::floats(std::size_t operand) const {
  const auto& tensor = input(operand);
  if (tensor.type != DataType::kFloat32) {
    refuse(fmt::format("input {} is {}, allowed float32", operand, data_type_name(tensor.type)));
  }
  const auto bytes = codes(operand);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

void Context::emit_floats(std::span<const float> values) const {
  if (output().type != DataType::kFloat32) {
    refuse(fmt::format("output is {}, allowed float32", data_type_name(output().type)));
  }
  Bytes bytes(values.size_bytes());
  std::memcpy(bytes.data(), values.data(), bytes.size());
  emit(std::move(bytes));
}

Weights Context::weights(std::size_t operand, std::int32_t channel_axis,
                         std::size_t activations) const {
  const auto& tensor = input(operand);
  if (!tensor.is_quantized_8bit() || tensor.type != input(activations).type) {
    refuse(fmt::format("weights of {}{} for an input of {}, allowed the same 8-bit type",
                       data_type_name(tensor.type),
                       tensor.quantization ? "" : " without quantization",
                       data_type_name(input(activations).type)));
  }
  const auto& quantization = *tensor.quantization;
  if (quantization.per_channel() && quantization.axis != channel_axis) {
    refuse(fmt::format("weights quantized along axis {}, allowed {}", quantization.axis,
                       channel_axis));
  }
  const auto axis = static_cast<std::size_t>(channel_axis);
  std::size_t inner = 1;  // elements between two steps along the channel axis
  for (std::size_t i = axis + 1; i < tensor.shape.size(); ++i) {
    inner *= static_cast<std::size_t>(tensor.shape[i]);
  }
  const auto channels = static_cast<std::size_t>(tensor.shape[axis]);
  const auto offset = tensor.type == DataType::kInt8 ? kSignedOffset : 0;
  const auto bytes = codes(operand);
  Weights weights{std::vector<std::int16_t>(bytes.size()), tensor.shape, quantization.scales};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto channel = quantization.per_channel() ? i / inner % channels : 0;
    const auto zero = static_cast<std::int32_t>(quantization.zero_points[channel]) + offset;
    weights.values[i] = static_cast<std::int16_t>(bytes[i] - zero);
  }
  return weights;
}

std::vector<std::uint32_t> Context::bias(std::size_t operand, std::size_t channels) const {
  std::vector<std::uint32_t> values(channels);
  if (op_.input(operand) == kNoTensor) {
    return values;
  }
  if (input(operand).type != DataType::kInt32) {
    refuse(fmt::format("bias of {}, allowed int32", data_type_name(input(operand).type)));
  }
  std::memcpy(values.data(), codes(operand).data(), channels * sizeof(std::uint32_t));
  return values;
}

OutputStage Context::output_stage(Activation activation) const {
  OutputStage stage;
  stage.mode = mode();
  stage.zero_point = quantized_output().zero_point;
  if (mode() == func::RequantMode::kF32) {
    stage.bounds = bounds(activation);
  } else {
    stage.code_bounds = code_bounds(activation);
  }
  return stage;
}

OutputStage Context::output_stage(float input_scale, std::span<const float> weight_scales,
                                  Activation activation) const {
  const float output_scale = quantized_output().scale;
  OutputStage stage = output_stage(activation);
  // TFLite's product of two scales is in float32 for matrix products and for uint8, unless there is
  // a scale per channel (read in its kernel_util).
  const bool in_float =
      weight_scales.size() == 1 &&
      (output().type == DataType::kUint8 || std::holds_alternative<FullyConnected>(op_.options) ||
       std::holds_alternative<BatchMatmul>(op_.options));
  for (const float scale : weight_scales) {
    if (mode() == func::RequantMode::kF32) {
      stage.multipliers.push_back(product_multiplier(rule(), input_scale, scale, output_scale));
      continue;
    }
    const double both =
        in_float ? double{input_scale * scale} : double{input_scale} * double{scale};
    stage.fixed.push_back(func::quantize_multiplier(both / double{output_scale}));
  }
  return stage;
}

ClampBounds Context::bounds(Activation activation) const {
  if (activation == Activation::kTanh) {
    refuse("fused TANH");
  }
  const auto quantization = quantized_output();
  return clamp_bounds(rule(), activation, quantization.scale, quantization.zero_point);
}

CodeBounds Context::code_bounds(Activation activation) const {
  if (activation == Activation::kTanh) {
    refuse("fused TANH");
  }
  const auto quantization = quantized_output();
  return tessera::workloads::code_bounds(activation, quantization.scale, quantization.zero_point);
}

}  // namespace tessera::workloads
