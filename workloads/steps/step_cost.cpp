// SPDX-License-Identifier: Apache-2.0
#include "workloads/steps/step_cost.h"

#include "workloads/graph/costs.h"

#include <algorithm>
#include <cmath>

namespace tessera::workloads {
namespace {

struct Cost {
  const Graph& graph;
  std::size_t index;
  const Operator& each;
  const spec::HostOperatorCycles& figures;

  [[nodiscard]] double elements(TensorIndex tensor) const {
    return tensor == kNoTensor ? 0 : static_cast<double>(graph.tensor(tensor).elements());
  }
  [[nodiscard]] double output_elements() const {
    double sum = 0;
    for (const TensorIndex output : each.outputs) sum += elements(output);
    return sum;
  }
  [[nodiscard]] double arithmetic() const {
    double most = output_elements();
    for (const TensorIndex input : each.inputs) most = std::max(most, elements(input));
    return most * figures.arithmetic_per_element;
  }
  [[nodiscard]] double functions() const {
    return output_elements() * figures.function_per_element;
  }
  [[nodiscard]] double moves() const {
    double bytes = 0;
    for (const TensorIndex output : each.outputs) {
      if (output != kNoTensor) bytes += static_cast<double>(graph.tensor(output).size_bytes());
    }
    return bytes * figures.copy_per_byte;
  }
  [[nodiscard]] double products() const {
    return static_cast<double>(operator_costs(graph, index).macs) * figures.mac_per_mac +
           output_elements() * figures.arithmetic_per_element;
  }

  double operator()(const Conv2d&) const { return products(); }
  double operator()(const DepthwiseConv2d&) const { return products(); }
  double operator()(const FullyConnected&) const { return products(); }
  double operator()(const TransposeConv&) const { return products(); }
  double operator()(const BatchMatmul&) const { return products(); }
  double operator()(const UnidirectionalSequenceLstm&) const {  // four gates of a function each
    return products() + 4 * functions();
  }
  double operator()(const Softmax&) const { return functions(); }
  double operator()(const Logistic&) const { return functions(); }
  double operator()(const Tanh&) const { return functions(); }
  double operator()(const Gelu&) const { return functions(); }
  double operator()(const Rsqrt&) const { return functions(); }
  double operator()(const Reshape&) const { return moves(); }
  double operator()(const Squeeze&) const { return moves(); }
  double operator()(const ExpandDims&) const { return moves(); }
  double operator()(const Concatenation&) const { return moves(); }
  double operator()(const Split&) const { return moves(); }
  double operator()(const Pad&) const { return moves(); }
  double operator()(const Slice&) const { return moves(); }
  double operator()(const StridedSlice&) const { return moves(); }
  double operator()(const Pack&) const { return moves(); }
  double operator()(const Unpack&) const { return moves(); }
  double operator()(const Transpose&) const { return moves(); }
  double operator()(const ResizeNearestNeighbor&) const { return moves(); }
  double operator()(const EdgetpuCustomOp&) const { return 0; }  // never a host action
  template <class Other>
  double operator()(const Other&) const {
    return arithmetic();
  }
};

struct ActionCost {
  const Program& program;
  const spec::HostOperatorCycles& figures;

  [[nodiscard]] double conversion(TensorIndex tensor) const {
    return static_cast<double>(program.host.tensor(tensor).size_bytes()) * figures.copy_per_byte;
  }
  double operator()(const LoadTensor&) const { return 0; }
  double operator()(const StoreTensor&) const { return 0; }
  double operator()(const FromDevice& action) const { return conversion(action.tensor); }
  double operator()(const ToDevice& action) const { return conversion(action.tensor); }
  double operator()(const RunOperator& action) const {
    const Operator& each = program.host.operators[action.index];
    return std::visit(Cost{program.host, action.index, each, figures}, each.options);
  }
};

}  // namespace

std::uint64_t action_cycles(const Program& program, const HostAction& action,
                            const spec::HostOperatorCycles& figures) {
  return static_cast<std::uint64_t>(std::ceil(std::visit(ActionCost{program, figures}, action)));
}

std::uint64_t step_cycles(const Program& program, const HostStep& step,
                          const spec::HostOperatorCycles& figures) {
  std::uint64_t sum = 0;
  for (const HostAction& action : step.actions) sum += action_cycles(program, action, figures);
  return sum;
}

}  // namespace tessera::workloads
