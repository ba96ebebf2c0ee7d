// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/costs.h"

namespace tessera::workloads {
namespace {

/// Multiply-accumulates of an operator.
class Macs {
 public:
  Macs(const Graph& graph, const Operator& op) : graph_(graph), op_(op) {}

  // Every output element takes a window of all input channels...
  std::int64_t operator()(const Conv2d&) const {
    const auto& w = in(1);
    return result().elements() * w.shape[1] * w.shape[2] * w.shape[3];
  }
  // ... or of its own channel.
  std::int64_t operator()(const DepthwiseConv2d&) const {
    const auto& w = in(1);
    return result().elements() * w.shape[1] * w.shape[2];
  }
  // Every input element goes into a window of all output channels.
  std::int64_t operator()(const TransposeConv&) const {
    const auto& w = in(1);
    return in(2).elements() * w.shape[0] * w.shape[1] * w.shape[2];
  }
  std::int64_t operator()(const FullyConnected&) const {
    return result().elements() * in(1).shape[1];
  }
  std::int64_t operator()(const BatchMatmul& product) const {
    const auto& a = in(0).shape;
    return result().elements() * (product.adjoint_a ? a[a.size() - 2] : a.back());
  }
  std::int64_t operator()(const UnidirectionalSequenceLstm&) const {
    const auto& x = in(0).shape;
    std::int64_t per_step = 0;
    for (std::size_t gate = 0; gate < 4; ++gate) {
      for (const std::size_t operand : {1 + gate, 5 + gate}) {
        per_step += op_.input(operand) == kNoTensor ? 0 : in(operand).elements();
      }
    }
    per_step += op_.input(16) == kNoTensor ? 0 : in(16).elements();
    return per_step * x[0] * x[1];
  }
  template <class Other>
  std::int64_t operator()(const Other&) const {
    return 0;
  }

 private:
  [[nodiscard]] const Tensor& in(std::size_t operand) const {
    return graph_.tensor(op_.inputs.at(operand));
  }
  [[nodiscard]] const Tensor& result() const { return graph_.tensor(op_.outputs.at(0)); }

  const Graph& graph_;
  const Operator& op_;
};

/// Operands that say where elements go instead of being computed with: [first, last].
struct Range {
  std::size_t first = 1;
  std::size_t last = 0;
};

struct Structural {
  Range operator()(const Mean&) const { return {1, 1}; }
  Range operator()(const Sum&) const { return {1, 1}; }
  Range operator()(const ReduceMax&) const { return {1, 1}; }
  Range operator()(const ArgMax&) const { return {1, 1}; }
  Range operator()(const TransposeConv&) const { return {0, 0}; }
  Range operator()(const Split&) const { return {0, 0}; }
  Range operator()(const Reshape&) const { return {1, 1}; }
  Range operator()(const ExpandDims&) const { return {1, 1}; }
  Range operator()(const Pad&) const { return {1, 1}; }
  Range operator()(const Slice&) const { return {1, 2}; }
  Range operator()(const StridedSlice&) const { return {1, 3}; }
  Range operator()(const Transpose&) const { return {1, 1}; }
  Range operator()(const ResizeBilinear&) const { return {1, 1}; }
  Range operator()(const ResizeNearestNeighbor&) const { return {1, 1}; }
  template <class Other>
  Range operator()(const Other&) const {
    return {};
  }
};

}  // namespace

Costs& Costs::operator+=(const Costs& other) {
  macs += other.macs;
  parameter_bytes += other.parameter_bytes;
  input_bytes += other.input_bytes;
  output_bytes += other.output_bytes;
  return *this;
}

Costs operator_costs(const Graph& graph, std::size_t index) {
  const auto& op = graph.operators.at(index);
  const auto structural = std::visit(Structural{}, op.options);
  Costs costs;
  costs.macs = std::visit(Macs(graph, op), op.options);
  for (std::size_t i = 0; i < op.inputs.size(); ++i) {
    if (op.inputs[i] == kNoTensor || (i >= structural.first && i <= structural.last)) {
      continue;
    }
    const auto& tensor = graph.tensor(op.inputs[i]);
    (tensor.is_constant() ? costs.parameter_bytes : costs.input_bytes) += tensor.size_bytes();
  }
  for (const auto output : op.outputs) {
    costs.output_bytes += graph.tensor(output).size_bytes();
  }
  return costs;
}

Costs total_costs(const Graph& graph) {
  Costs total;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    total += operator_costs(graph, i);
  }
  return total;
}

}  // namespace tessera::workloads
