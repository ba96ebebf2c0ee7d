// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/host_graph.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::workloads {

HostGraph make_host_graph(const Graph& network, const Partition& partition,
                          const std::vector<PartPlan>& plans) {
  HostGraph result;
  result.graph.source = network.source;
  result.graph.name = network.name;
  result.renumbered.assign(network.tensors.size(), kNoTensor);
  const auto keep = [&](TensorIndex tensor) {
    if (tensor == kNoTensor) return kNoTensor;
    TensorIndex& number = result.renumbered.at(static_cast<std::size_t>(tensor));
    if (number == kNoTensor) {
      number = static_cast<TensorIndex>(result.graph.tensors.size());
      result.graph.tensors.push_back(network.tensor(tensor));
    }
    return number;
  };
  const auto keep_all = [&](std::vector<TensorIndex> list) {
    std::transform(list.begin(), list.end(), list.begin(), keep);
    return list;
  };
  result.graph.inputs = keep_all(network.inputs);
  for (std::size_t level = 0; level < partition.host.size(); ++level) {
    for (const std::size_t index : partition.host[level]) {
      Operator op = network.operators[index];
      op.inputs = keep_all(op.inputs);
      op.outputs = keep_all(op.outputs);
      op.intermediates = keep_all(op.intermediates);
      result.graph.operators.push_back(std::move(op));
    }
    if (level >= plans.size()) continue;
    Operator part;
    part.options = EdgetpuCustomOp{};
    part.name = fmt::format("part {}", level);
    for (const PartTensor& input : plans[level].inputs) part.inputs.push_back(keep(input.tensor));
    for (const PartTensor& output : plans[level].outputs)
      part.outputs.push_back(keep(output.tensor));
    result.custom_operators.push_back(result.graph.operators.size());
    result.graph.operators.push_back(std::move(part));
  }
  result.graph.outputs = keep_all(network.outputs);
  return result;
}

}  // namespace tessera::workloads
