// SPDX-License-Identifier: Apache-2.0
#include "workloads/estimate/ideal_array.h"

#include <algorithm>
#include <array>
#include <variant>

namespace tessera::workloads {
namespace {

constexpr std::array<IdealArray, 1> kArrays = {{{"ws64", 64, 64}}};

std::uint64_t folds(const IdealArray& array, const DenseLayer& layer) {
  const auto ceil = [](std::uint64_t a, std::uint64_t b) { return (a + b - 1) / b; };
  return ceil(layer.depth, array.rows) * ceil(layer.outputs, array.columns);
}

}  // namespace

std::span<const IdealArray> ideal_arrays() { return kArrays; }

const IdealArray* find_ideal_array(std::string_view name) {
  const auto found = std::ranges::find(kArrays, name, &IdealArray::name);
  return found == kArrays.end() ? nullptr : &*found;
}

std::vector<DenseLayer> dense_layers(const Graph& graph) {
  std::vector<DenseLayer> layers;
  for (const Operator& op : graph.operators) {
    const bool convolution = std::holds_alternative<Conv2d>(op.options);
    if (!convolution && !std::holds_alternative<FullyConnected>(op.options)) continue;
    const Shape& weights = graph.tensor(op.inputs.at(1)).shape;  // outputs first
    const auto outputs = static_cast<std::uint64_t>(weights[0]);
    const auto depth = static_cast<std::uint64_t>(element_count(weights)) / outputs;
    const auto elements = static_cast<std::uint64_t>(graph.tensor(op.outputs.at(0)).elements());
    layers.push_back({op.name, elements / outputs, depth, outputs});
  }
  return layers;
}

std::uint64_t cycles_without_overlap(const IdealArray& array, const DenseLayer& layer) {
  return folds(array, layer) * (layer.positions + 2 * array.rows + array.columns - 2) - 1;
}

std::uint64_t cycles_with_overlap(const IdealArray& array, const DenseLayer& layer) {
  const std::uint64_t per_fold = std::max<std::uint64_t>(layer.positions, array.rows);
  return array.rows + folds(array, layer) * per_fold + array.rows + array.columns - 2 - 1;
}

}  // namespace tessera::workloads
