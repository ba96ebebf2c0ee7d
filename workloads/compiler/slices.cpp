// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/slices.h"

#include "workloads/compiler/block_split.h"
#include "workloads/compiler/lowering.h"

#include <algorithm>
#include <optional>

namespace tessera::workloads {
namespace {

/// The only operator of the graph that reads a tensor, if it belongs to the part.
std::optional<std::size_t> only_reader(const Graph& graph, const std::vector<std::size_t>& part,
                                       TensorIndex tensor) {
  std::vector<std::size_t> readers;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const auto& inputs = graph.operators[i].inputs;
    if (std::count(inputs.begin(), inputs.end(), tensor) > 0) readers.push_back(i);
  }
  const bool read_outside = std::count(graph.outputs.begin(), graph.outputs.end(), tensor) > 0;
  if (readers.size() != 1 || read_outside) return std::nullopt;
  if (!std::binary_search(part.begin(), part.end(), readers[0])) return std::nullopt;
  return readers[0];
}

/// True if one of the sliced operators makes the tensor.
bool made_in_slices(const Graph& graph, const Slices& slices, TensorIndex tensor) {
  return std::any_of(slices.begin(), slices.end(), [&](const auto& entry) {
    const auto& outputs = graph.operators[entry.first].outputs;
    return std::count(outputs.begin(), outputs.end(), tensor) > 0;
  });
}

/// A convolution or depthwise layer of one position, which stays where it is.
bool is_pointwise(const Graph& graph, const Operator& op) {
  const auto single = [&](const Window& window) {
    const Shape& weights = graph.tensor(op.inputs[1]).shape;
    return weights[1] == 1 && weights[2] == 1 && window.stride_y == 1 && window.stride_x == 1;
  };
  if (const auto* conv = std::get_if<Conv2d>(&op.options)) return single(conv->window);
  if (const auto* conv = std::get_if<DepthwiseConv2d>(&op.options))
    return conv->depth_multiplier == 1 && single(conv->window);
  return false;
}

/// In rows, of each tile's block.
std::int64_t most_slices_for_sum(const Graph& graph, const Machine& machine, const Slices& slices,
                                 const Operator& sum, TensorIndex result) {
  if (sum.inputs[0] == sum.inputs[1]) return 1;
  const TensorIndex other = sum.inputs[sum.inputs[0] == result ? 1 : 0];
  if (made_in_slices(graph, slices, other)) return 1;
  return BlockSplit(image_shape(graph.tensor(result))->height, machine.rows).block();
}

}  // namespace

std::int64_t most_slices(const Graph& graph, const Machine& machine,
                         const std::vector<std::size_t>& part, const Slices& slices,
                         std::size_t index) {
  const Operator& op = graph.operators[index];
  const TensorIndex result = op.outputs[0];
  const auto reader = only_reader(graph, part, result);
  const auto shape = image_shape(graph.tensor(result));
  if (!reader || !shape || shape->is_vector()) return 1;
  const Operator& other = graph.operators[*reader];
  if (std::holds_alternative<Conv2d>(op.options) && !made_in_slices(graph, slices, op.inputs[0])) {
    const auto* depthwise = std::get_if<DepthwiseConv2d>(&other.options);
    if (depthwise != nullptr && depthwise->depth_multiplier == 1)
      return slices.contains(*reader) ? 1 : shape->channels / kWordBytes;
    if (std::holds_alternative<Add>(other.options) || std::holds_alternative<Sub>(other.options))
      return most_slices_for_sum(graph, machine, slices, other, result);
    return 1;
  }
  if (std::holds_alternative<DepthwiseConv2d>(op.options) && is_pointwise(graph, op) &&
      !made_in_slices(graph, slices, op.inputs[0]) &&
      std::holds_alternative<Conv2d>(other.options) && is_pointwise(graph, other) &&
      !slices.contains(*reader))
    return BlockSplit(shape->height, machine.rows).block();
  return 1;
}

}  // namespace tessera::workloads
