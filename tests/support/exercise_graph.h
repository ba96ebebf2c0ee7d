// SPDX-License-Identifier: Apache-2.0
// Runs whatever network an importer let through, in every mode, as long as it is small: nothing but
// an Error may come out.
#pragma once

#include "workloads/error.h"
#include "workloads/graph/graph.h"
#include "workloads/input/lcg.h"
#include "workloads/reference/executor.h"
#include "workloads/reference/float_evaluator.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tessera::test {

/// At least the products of an operator: every output element with every constant that meets it.
[[nodiscard]] inline std::int64_t work_of(const workloads::Graph& graph,
                                          const workloads::Operator& op) {
  std::int64_t outputs = 0;
  for (const auto tensor : op.outputs) outputs += graph.tensor(tensor).elements();
  std::int64_t per_output = 1;
  for (const auto tensor : op.inputs) {
    if (tensor != workloads::kNoTensor) {
      per_output = std::max(per_output, graph.tensor(tensor).elements());
    }
  }
  if (const auto* pool = std::get_if<workloads::Pool2d>(&op.options)) {
    per_output = std::max(per_output, std::int64_t{pool->filter_y} * pool->filter_x);
  }
  return std::max<std::int64_t>(outputs, 1) * per_output;
}

/// At most about `limit` products per operator and as many elements in all tensors.
[[nodiscard]] inline bool is_small(const workloads::Graph& graph, std::int64_t limit) {
  std::int64_t elements = 0;
  for (const auto& tensor : graph.tensors) elements += tensor.elements();
  return elements <= limit && std::ranges::all_of(graph.operators, [&](const auto& op) {
           return work_of(graph, op) <= limit;
         });
}

/// Both ways to evaluate a network, twice in each mode (variables change); true if any ran.
inline bool exercise(const workloads::Graph& graph) {
  using namespace workloads;
  using func::RequantMode;
  Lcg random;
  std::vector<Bytes> inputs;
  for (const auto input : graph.inputs) {
    inputs.push_back(random.bytes(graph.tensor(input).size_bytes()));
  }
  bool any = false;
  for (const ExecutorOptions options :
       {ExecutorOptions{}, ExecutorOptions{.rule = ConstantRule::kGoogle},
        ExecutorOptions{.rule = ConstantRule::kTessera},
        ExecutorOptions{.mode = RequantMode::kSingle},
        ExecutorOptions{.mode = RequantMode::kDouble, .lstm = LstmFlavour::kTflm}}) {
    try {
      Executor executor(graph, options);
      for (int run = 0; run < 2; ++run) executor.run(inputs);
      for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
        static_cast<void>(executor.output(i));
      }
      any = true;
    } catch (const Error&) {
    }
  }
  try {
    FloatEvaluator evaluator(graph);
    for (int run = 0; run < 2; ++run) evaluator.run(inputs);
  } catch (const Error&) {
  }
  return any;
}

}  // namespace tessera::test
