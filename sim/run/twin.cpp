// SPDX-License-Identifier: Apache-2.0
#include "sim/run/twin.h"

#include "workloads/error.h"
#include "workloads/reference/executor.h"
#include "workloads/reference/float_evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <utility>

namespace tessera::sim {
namespace {

using workloads::Bytes;
using workloads::TensorIndex;

template <class T>
double value_at(std::span<const std::uint8_t> bytes, std::size_t i) {
  T value{};
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return static_cast<double>(value);
}

/// Value of element `i`, as the tensor's type reads it.
double element(const workloads::Tensor& tensor, std::span<const std::uint8_t> bytes,
               std::size_t i) {
  using workloads::DataType;
  switch (tensor.type) {
    case DataType::kInt8:
      return value_at<std::int8_t>(bytes, i);
    case DataType::kInt16:
      return value_at<std::int16_t>(bytes, i);
    case DataType::kInt32:
      return value_at<std::int32_t>(bytes, i);
    case DataType::kInt64:
      return value_at<std::int64_t>(bytes, i);
    case DataType::kFloat32:
      return value_at<float>(bytes, i);
    default:
      return bytes[i];
  }
}

/// Bytes that `element` looks at.
std::size_t step_of(const workloads::Tensor& tensor) {
  using workloads::DataType;
  const bool bytewise = tensor.type == DataType::kFloat16 || tensor.type == DataType::kInt4;
  return bytewise ? 1 : static_cast<std::size_t>(workloads::element_bytes(tensor.type));
}

}  // namespace

std::optional<std::string> find_twin(const std::string& model) {
  const std::filesystem::path path(model);
  const std::string stem = path.stem().string();
  for (const std::string_view suffix : {"_edgetpu", "-edgetpu"}) {
    if (!stem.ends_with(suffix)) continue;
    const auto twin =
        path.parent_path() / (stem.substr(0, stem.size() - suffix.size()) + ".tflite");
    if (std::filesystem::exists(twin)) return twin.string();
  }
  return std::nullopt;
}

Twin::Twin(workloads::Graph graph, const TwinOptions& options, std::span<const Bytes> inputs)
    : graph_(std::move(graph)), options_(options) {
  expected_.resize(graph_.tensors.size());
  expected_real_.resize(graph_.tensors.size());
  try {
    execute(options.keep_all, inputs);
  } catch (const workloads::UnsupportedError&) {
    if (!options.allow_float) throw;
    evaluate(inputs);
  }
}

void Twin::execute(bool keep_all, std::span<const Bytes> inputs) {
  workloads::Executor executor(
      graph_, {.rule = options_.rule, .keep_all = keep_all, .mode = options_.mode});
  executor.run(inputs);
  method_ = "bytes";
  for (std::size_t i = 0; i < graph_.outputs.size(); ++i)
    expected_[static_cast<std::size_t>(graph_.outputs[i])] = executor.output(i);
  if (!keep_all) return;
  for (std::size_t i = 0; i < graph_.tensors.size(); ++i)
    if (graph_.tensors[i].is_quantized_8bit() && !graph_.tensors[i].is_constant())
      expected_[i] = executor.probe(static_cast<TensorIndex>(i));
}

void Twin::evaluate(std::span<const Bytes> inputs) {
  workloads::FloatEvaluator evaluator(graph_);
  evaluator.run(inputs);
  method_ = "float32";
  for (std::size_t i = 0; i < graph_.outputs.size(); ++i) {
    const auto real = evaluator.output(i);
    expected_real_[static_cast<std::size_t>(graph_.outputs[i])].assign(real.begin(), real.end());
    expected_[static_cast<std::size_t>(graph_.outputs[i])] =
        workloads::to_stored(graph_, graph_.outputs[i], real);
  }
}

CheckReport Twin::compare_output(std::size_t index, std::span<const std::uint8_t> actual) const {
  if (index >= graph_.outputs.size())
    throw workloads::UsageError(fmt::format("{} has {} outputs, the compiled program at least {}",
                                            graph_.source, graph_.outputs.size(), index + 1));
  return compare(graph_.outputs[index], actual);
}

std::optional<CheckReport> Twin::compare_tensor(const std::string& name,
                                                std::span<const std::uint8_t> actual) const {
  const auto tensor = graph_.find(name);
  if (!tensor || expected_[static_cast<std::size_t>(*tensor)].empty()) return std::nullopt;
  return compare(*tensor, actual);
}

CheckReport Twin::compare(TensorIndex index, std::span<const std::uint8_t> actual) const {
  const workloads::Tensor& tensor = graph_.tensor(index);
  const Bytes& expected = expected_[static_cast<std::size_t>(index)];
  if (expected.size() != actual.size())
    throw workloads::UsageError(fmt::format("{}: tensor '{}' has {} bytes, the device gave {}",
                                            graph_.source, tensor.name, expected.size(),
                                            actual.size()));
  const std::size_t step = step_of(tensor);
  CheckReport report{
      .method = method_,
      .reference = graph_.source.empty() ? graph_.name : graph_.source,
      .rule = method_ == "bytes" ? std::string(workloads::rule_name(options_.rule)) : "none",
      .elements = expected.size() / step};
  const auto& real = expected_real_[static_cast<std::size_t>(index)];
  for (std::size_t i = 0; i < report.elements; ++i) {
    if (!std::equal(&expected[i * step], &expected[i * step] + step, &actual[i * step]))
      ++report.mismatches;
    double exact = element(tensor, expected, i);
    if (!real.empty())
      exact = real[i] / tensor.quantization->scales[0] +
              static_cast<double>(tensor.quantization->zero_points[0]);
    report.largest_difference =
        std::max(report.largest_difference, std::abs(exact - element(tensor, actual, i)));
  }
  return report;
}

}  // namespace tessera::sim
