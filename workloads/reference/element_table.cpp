// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/element_table.h"

#include "workloads/reference/executor.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr std::int64_t kCodes = 256;

template <class Options, class... Functions>
constexpr bool is_one_of = (std::is_same_v<Options, Functions> || ...);

}  // namespace

std::optional<std::size_t> element_operand(const Graph& graph, std::size_t index) {
  const Operator& op = graph.operators[index];
  const auto data = [&](std::size_t operand) {
    return !graph.tensor(op.inputs[operand]).is_constant();
  };
  const auto single = [&](std::size_t operand) {
    return graph.tensor(op.inputs[operand]).elements() == 1;
  };
  return std::visit(
      [&]<class Options>(const Options&) -> std::optional<std::size_t> {
        if constexpr (is_one_of<Options, HardSwish, Logistic, Tanh, Gelu, Relu, LeakyRelu, Rsqrt,
                                Quantize>) {
          return 0;
        } else if constexpr (is_one_of<Options, Add, Sub, Mul>) {
          if (data(0) && !data(1) && single(1)) return 0;
          if (data(1) && !data(0) && single(0)) return 1;
        }
        return std::nullopt;
      },
      op.options);
}

CodeTable element_table(const Graph& graph, std::size_t index, const ExecutorOptions& options) {
  // A network of this operator alone, on every code.
  Graph small;
  small.source = graph.source;
  Operator op = graph.operators[index];
  const std::size_t operand = element_operand(graph, index).value();
  const auto keep = [&](TensorIndex tensor, bool all_codes) {
    Tensor& copy = small.tensors.emplace_back(graph.tensor(tensor));
    if (all_codes) copy.shape = {kCodes};
    return static_cast<TensorIndex>(small.tensors.size() - 1);
  };
  for (std::size_t i = 0; i < op.inputs.size(); ++i)
    op.inputs[i] = keep(op.inputs[i], i == operand);
  op.outputs[0] = keep(op.outputs[0], true);
  const TensorIndex from = op.inputs[operand];
  const TensorIndex to = op.outputs[0];
  small.operators.push_back(std::move(op));

  Values values(small);
  values.set_codes(from, [] {
    Bytes codes(kCodes);
    for (std::size_t code = 0; code < codes.size(); ++code)
      codes[code] = static_cast<std::uint8_t>(code);
    return codes;
  }());
  run_operator(small, 0, options, values);
  CodeTable table{};
  std::ranges::copy(values.codes(to), table.begin());
  return table;
}

}  // namespace tessera::workloads
