// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/statistics.h"

#include "workloads/reference/executor.h"

#include <algorithm>
#include <cstddef>

namespace tessera::workloads {
namespace {

/// Counts over the outputs of one operator.
class Tally {
 public:
  Tally(const Tensor& tensor, std::string_view operation)
      : signed_(tensor.type == DataType::kInt8),
        zero_point_(tensor.quantization->zero_points[0]),
        extremes_(tensor.shape.empty() ? 1 : static_cast<std::size_t>(tensor.shape.back())) {
    result_.tensor = tensor.name;
    result_.operation = operation;
  }

  void add(const Bytes& values) {
    const std::int64_t low = signed_ ? -128 : 0;
    const std::int64_t high = low + 255;
    std::size_t channel = 0;
    for (const auto byte : values) {
      const std::int64_t value = signed_ ? std::int64_t{static_cast<std::int8_t>(byte)} : byte;
      zeros_ += value == zero_point_ ? 1 : 0;
      saturated_ += value == high || (value == low && zero_point_ != low) ? 1 : 0;
      auto& [least, most] = extremes_[channel];
      least = std::min(least, value);
      most = std::max(most, value);
      channel = channel + 1 == extremes_.size() ? 0 : channel + 1;
    }
    result_.elements += values.size();
  }

  [[nodiscard]] LayerStatistics finish() {
    const auto elements = static_cast<double>(result_.elements);
    result_.saturated = static_cast<double>(saturated_) / elements;
    result_.zero = static_cast<double>(zeros_) / elements;
    const auto constant = std::ranges::count_if(
        extremes_, [](const Extremes& channel) { return channel.least == channel.most; });
    result_.constant = static_cast<double>(constant) / static_cast<double>(extremes_.size());
    return result_;
  }

 private:
  struct Extremes {
    std::int64_t least = 256;
    std::int64_t most = -256;
  };

  bool signed_;
  std::int64_t zero_point_;
  std::vector<Extremes> extremes_;
  std::uint64_t zeros_ = 0;
  std::uint64_t saturated_ = 0;
  LayerStatistics result_;
};

}  // namespace

std::vector<LayerStatistics> layer_statistics(const Graph& graph, std::span<const Bytes> inputs) {
  std::vector<std::pair<TensorIndex, Tally>> tallies;
  for (const auto& op : graph.operators) {
    for (const auto output : op.outputs) {
      if (graph.tensor(output).is_quantized_8bit()) {
        tallies.emplace_back(output, Tally(graph.tensor(output), operator_name(op.options)));
      }
    }
  }
  Executor executor(graph, {.keep_all = true});
  for (const auto& input : inputs) {
    executor.run(std::span(&input, 1));
    for (auto& [tensor, tally] : tallies) {
      tally.add(executor.probe(tensor));
    }
  }
  std::vector<LayerStatistics> result;
  result.reserve(tallies.size());
  for (auto& entry : tallies) {
    result.push_back(entry.second.finish());
  }
  return result;
}

}  // namespace tessera::workloads
