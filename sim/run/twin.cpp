// SPDX-License-Identifier: Apache-2.0
#include "sim/run/twin.h"

#include "workloads/error.h"
#include "workloads/import/tflite.h"
#include "workloads/reference/executor.h"
#include "workloads/reference/float_evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace tessera::sim {
namespace {

using workloads::Bytes;
using workloads::TensorIndex;

/// Value of element `i` of 8-bit contents, as the tensor's type reads it.
int element(const workloads::Tensor& tensor, std::span<const std::uint8_t> bytes, std::size_t i) {
  return tensor.type == workloads::DataType::kInt8 ? static_cast<std::int8_t>(bytes[i]) : bytes[i];
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

Twin::Twin(const std::string& file, std::span<const Bytes> inputs)
    : graph_(workloads::import_tflite(file)) {
  expected_.resize(graph_.tensors.size());
  expected_real_.resize(graph_.tensors.size());
  try {
    workloads::Executor executor(graph_,
                                 {.rule = workloads::ConstantRule::kGoogle, .keep_all = true});
    executor.run(inputs);
    method_ = "bytes";
    for (std::size_t i = 0; i < graph_.tensors.size(); ++i)
      if (graph_.tensors[i].is_quantized_8bit() && !graph_.tensors[i].is_constant())
        expected_[i] = executor.probe(static_cast<TensorIndex>(i));
  } catch (const workloads::UnsupportedError&) {
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
  CheckReport report{
      method_, graph_.source, method_ == "bytes" ? "google" : "none", expected.size(), 0, 0};
  const auto& real = expected_real_[static_cast<std::size_t>(index)];
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i] != actual[i]) ++report.mismatches;
    double difference = std::abs(element(tensor, expected, i) - element(tensor, actual, i));
    if (!real.empty()) {
      const double exact = real[i] / tensor.quantization->scales[0] +
                           static_cast<double>(tensor.quantization->zero_points[0]);
      difference = std::abs(exact - element(tensor, actual, i));
    }
    report.largest_difference = std::max(report.largest_difference, difference);
  }
  return report;
}

}  // namespace tessera::sim
