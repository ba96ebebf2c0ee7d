// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/executor.h"

#include "workloads/error.h"
#include "workloads/reference/kernels.h"
#include "workloads/reference/rule_evidence.h"

#include <fmt/format.h>

#include <limits>

namespace tessera::workloads {

void run_kernel(const Context& context, const EdgetpuCustomOp&) {
  context.refuse("compiled for the Edge TPU; the device executes it");
}

void run_operator(const Graph& graph, std::size_t index, const ExecutorOptions& options,
                  Values& values) {
  const Context context(graph, index, options, values);
  if (const auto reason = without_evidence(context)) {
    context.refuse(*reason);
  }
  std::visit([&](const auto& op) { run_kernel(context, op); }, graph.operators.at(index).options);
}

Executor::Executor(const Graph& graph, ExecutorOptions options)
    : graph_(graph), options_(options), values_(graph), last_use_(graph.tensors.size()) {
  require_rule_of_mode(graph.source, options.rule, options.mode);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    for (const auto input : graph.operators[i].inputs) {
      if (input != kNoTensor) {
        last_use_[static_cast<std::size_t>(input)] = i;
      }
    }
  }
  for (const auto output : graph.outputs) {
    last_use_[static_cast<std::size_t>(output)] = std::numeric_limits<std::size_t>::max();
  }
}

void Executor::run(std::span<const Bytes> inputs) {
  if (inputs.size() != graph_.inputs.size()) {
    throw UsageError(fmt::format("{}: {} inputs given, allowed {}", graph_.source, inputs.size(),
                                 graph_.inputs.size()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    values_.set_stored(graph_.inputs[i], inputs[i]);
  }
  for (std::size_t i = 0; i < graph_.operators.size(); ++i) {
    run_operator(graph_, i, options_, values_);
    release_after(i);
  }
}

void Executor::release_after(std::size_t index) {
  if (options_.keep_all) {
    return;
  }
  for (const auto input : graph_.operators[index].inputs) {
    if (input != kNoTensor && last_use_[static_cast<std::size_t>(input)] == index) {
      values_.release(input);
    }
  }
}

Bytes Executor::output(std::size_t index) const {
  if (index >= graph_.outputs.size()) {
    throw UsageError(
        fmt::format("{}: output {} of {}", graph_.source, index, graph_.outputs.size()));
  }
  return values_.stored(graph_.outputs[index]);
}

Bytes Executor::probe(TensorIndex tensor) const {
  if (tensor < 0 || static_cast<std::size_t>(tensor) >= graph_.tensors.size()) {
    throw UsageError(
        fmt::format("{}: tensor {} of {}", graph_.source, tensor, graph_.tensors.size()));
  }
  return values_.stored(tensor);
}

Bytes Executor::probe(std::string_view name) const {
  const auto tensor = graph_.find(name);
  if (!tensor) {
    throw UsageError(fmt::format("{}: no tensor \"{}\"", graph_.source, name));
  }
  return probe(*tensor);
}

}  // namespace tessera::workloads
