// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/float_evaluator.h"

#include "workloads/error.h"
#include "workloads/reference/float_lstm.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace tessera::workloads {
namespace {

template <class T>
std::vector<float> scaled(const Tensor& tensor, std::span<const std::uint8_t> bytes) {
  const auto& quantization = *tensor.quantization;
  std::size_t inner = 1;
  for (auto i = static_cast<std::size_t>(quantization.axis) + 1; i < tensor.shape.size(); ++i) {
    inner *= static_cast<std::size_t>(tensor.shape[i]);
  }
  std::vector<float> real(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < real.size(); ++i) {
    T value{};
    std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
    const std::size_t channel =
        quantization.per_channel() ? i / inner % quantization.scales.size() : 0;
    real[i] = quantization.scales[channel] *
              static_cast<float>(std::int64_t{value} - quantization.zero_points[channel]);
  }
  return real;
}

std::vector<float> floats(std::span<const std::uint8_t> bytes) {
  std::vector<float> real(bytes.size() / sizeof(float));
  if (!real.empty()) {  // an empty tensor has no pointer to copy from
    std::memcpy(real.data(), bytes.data(), real.size() * sizeof(float));
  }
  return real;
}

[[noreturn]] void refuse(const Graph& graph, TensorIndex index, std::string_view problem) {
  const auto& tensor = graph.tensor(index);
  throw UnsupportedError(graph.source, fmt::format("tensor {} \"{}\"", index, tensor.name),
                         fmt::format("{}{} {}", data_type_name(tensor.type),
                                     tensor.quantization ? "" : " without quantization", problem));
}

/// One operator; `values` holds the real values of its inputs.
class Step {
 public:
  Step(const Graph& graph, std::size_t index, std::vector<std::vector<float>>& values)
      : graph_(graph), index_(index), op_(graph.operators[index]), values_(values) {}

  void operator()(const FullyConnected& layer) const {
    const auto& x = in(0);
    const auto& w = in(1);
    const auto outputs = static_cast<std::size_t>(graph_.tensor(op_.inputs[1]).shape[0]);
    const std::size_t inputs = w.size() / outputs;
    std::vector<float> y;
    for (std::size_t row = 0; row < x.size() / inputs; ++row) {
      for (std::size_t o = 0; o < outputs; ++o) {
        float sum = op_.input(2) == kNoTensor ? 0.0F : in(2)[o];
        for (std::size_t i = 0; i < inputs; ++i) {
          sum += x[row * inputs + i] * w[o * inputs + i];
        }
        y.push_back(activated(sum, layer.activation));
      }
    }
    out(std::move(y));
  }

  void operator()(const UnidirectionalSequenceLstm& lstm) const {
    out(evaluate_lstm(graph_, index_, lstm, values_));
  }

  void operator()(const Reshape&) const { out(in(0)); }
  void operator()(const Dequantize&) const { out(in(0)); }

  void operator()(const Quantize&) const {
    out(to_real(graph_, op_.outputs[0], to_stored(graph_, op_.outputs[0], in(0))));
  }

  void operator()(const Logistic&) const {
    auto y = in(0);
    std::ranges::transform(y, y.begin(), [](float x) { return 1.0F / (1.0F + std::exp(-x)); });
    out(std::move(y));
  }

  void operator()(const Softmax& softmax) const {
    auto y = in(0);
    const auto length = graph_.tensor(op_.inputs[0]).shape.back();
    for (auto row = y.begin(); row != y.end(); row += length) {
      const float largest = *std::max_element(row, row + length);
      float sum = 0.0F;
      for (auto value = row; value != row + length; ++value) {
        *value = std::exp((*value - largest) * softmax.beta);
        sum += *value;
      }
      std::for_each(row, row + length, [&](float& value) { value /= sum; });
    }
    out(std::move(y));
  }

  template <class Other>
  void operator()(const Other&) const {
    throw UnsupportedError(graph_.source, graph_.describe(index_), "has no float32 evaluation");
  }

 private:
  /// An operand is not empty (`validate`), so one without values is an integer without a scale.
  [[nodiscard]] const std::vector<float>& in(std::size_t operand) const {
    const auto& values = values_[static_cast<std::size_t>(op_.inputs[operand])];
    if (values.empty()) {
      refuse(graph_, op_.inputs[operand], "has no real value");
    }
    return values;
  }

  void out(std::vector<float> value) const {
    values_[static_cast<std::size_t>(op_.outputs[0])] = std::move(value);
  }

  [[nodiscard]] float activated(float x, Activation activation) const {
    switch (activation) {
      case Activation::kNone:
        return x;
      case Activation::kRelu:
        return std::max(x, 0.0F);
      case Activation::kReluN1To1:
        return std::clamp(x, -1.0F, 1.0F);
      case Activation::kRelu6:
        return std::clamp(x, 0.0F, 6.0F);
      case Activation::kTanh:
        return std::tanh(x);
    }
    return x;
  }

  const Graph& graph_;
  std::size_t index_;
  const Operator& op_;
  std::vector<std::vector<float>>& values_;
};

}  // namespace

std::vector<float> to_real(const Graph& graph, TensorIndex index,
                           std::span<const std::uint8_t> bytes) {
  const auto& tensor = graph.tensor(index);
  if (bytes.size() != tensor.size_bytes()) {
    throw UsageError(fmt::format("{}: tensor {} \"{}\": {} bytes given, allowed {}", graph.source,
                                 index, tensor.name, bytes.size(), tensor.size_bytes()));
  }
  if (tensor.type == DataType::kFloat32) {
    return floats(bytes);
  }
  if (!tensor.quantization) {
    refuse(graph, index, "has no real value");
  }
  switch (tensor.type) {
    case DataType::kInt8:
      return scaled<std::int8_t>(tensor, bytes);
    case DataType::kUint8:
      return scaled<std::uint8_t>(tensor, bytes);
    case DataType::kInt16:
      return scaled<std::int16_t>(tensor, bytes);
    case DataType::kInt32:
      return scaled<std::int32_t>(tensor, bytes);
    default:
      refuse(graph, index, "has no real value");
  }
}

Bytes to_stored(const Graph& graph, TensorIndex index, std::span<const float> real) {
  const auto& tensor = graph.tensor(index);
  if (!tensor.is_quantized_8bit() || tensor.quantization->per_channel()) {
    refuse(graph, index, "is not 8-bit with one scale");
  }
  const bool is_signed = tensor.type == DataType::kInt8;
  const auto low = is_signed ? -128.0F : 0.0F;
  const auto zero = static_cast<float>(tensor.quantization->zero_points[0]);
  Bytes bytes;
  for (const float value : real) {
    const float code = std::nearbyint(value / tensor.quantization->scales[0]) + zero;
    const float bounded = code > low ? std::min(code, low + 255.0F) : low;  // NaN gives low
    bytes.push_back(static_cast<std::uint8_t>(static_cast<std::int32_t>(bounded)));
  }
  return bytes;
}

FloatEvaluator::FloatEvaluator(const Graph& graph) : graph_(graph), values_(graph.tensors.size()) {
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const auto& tensor = graph.tensors[i];
    const auto index = static_cast<TensorIndex>(i);
    if (tensor.is_variable) {
      values_[i].assign(static_cast<std::size_t>(tensor.elements()), 0.0F);
    } else if (tensor.is_constant() && (tensor.quantization || tensor.type == DataType::kFloat32)) {
      values_[i] = to_real(graph, index, *tensor.data);
    }
  }
}

void FloatEvaluator::run(std::span<const Bytes> inputs) {
  if (inputs.size() != graph_.inputs.size()) {
    throw UsageError(fmt::format("{}: {} inputs given, allowed {}", graph_.source, inputs.size(),
                                 graph_.inputs.size()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    values_[static_cast<std::size_t>(graph_.inputs[i])] =
        to_real(graph_, graph_.inputs[i], inputs[i]);
  }
  for (std::size_t i = 0; i < graph_.operators.size(); ++i) {
    std::visit(Step(graph_, i, values_), graph_.operators[i].options);
  }
}

std::span<const float> FloatEvaluator::output(std::size_t index) const {
  return values_[static_cast<std::size_t>(graph_.outputs.at(index))];
}

std::span<const float> FloatEvaluator::probe(std::string_view name) const {
  const auto tensor = graph_.find(name);
  if (!tensor) {
    throw UsageError(fmt::format("{}: no tensor \"{}\"", graph_.source, name));
  }
  return values_[static_cast<std::size_t>(*tensor)];
}

}  // namespace tessera::workloads
