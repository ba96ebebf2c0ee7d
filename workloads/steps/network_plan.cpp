// SPDX-License-Identifier: Apache-2.0
#include "workloads/steps/network_plan.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tessera::workloads {
namespace {

constexpr std::uint64_t kMaxBufferBytes = std::uint64_t{1} << 30;

class Planner {
 public:
  explicit Planner(const Program& program) : program_(program) {}

  NetworkPlan plan() {
    const Graph& graph = program_.host;
    for (const TensorIndex tensor : graph.inputs) {
      const std::size_t buffer =
          add(graph.tensor(tensor).name, bytes_of(tensor), BufferRole::kInput);
      plan_.input_buffers.push_back(buffer);
      buffer_of_[tensor] = buffer;
    }
    add_device_buffers();
    find_last_step();
    std::size_t next = 0;
    for (std::size_t part = 0; part < program_.parts.size(); ++part) {
      const CompiledPart& compiled = program_.parts[part];
      open_step(part);
      run_operators(next, compiled.custom_operator);
      for (std::size_t i = 0; i < compiled.inputs.size(); ++i) {
        need(compiled.input_tensors[i]);
        step_.actions.emplace_back(
            ToDevice{compiled.input_tensors[i], part, i, plan_.part_inputs[part][i]});
      }
      close_step(part);
      plan_.steps.push_back({StepKind::kDevice, part});
      next = compiled.custom_operator + 1;
    }
    open_step(program_.parts.size());
    run_operators(next, graph.operators.size());
    for (const TensorIndex tensor : graph.outputs) {
      need(tensor);
      const std::size_t buffer =
          add(graph.tensor(tensor).name, bytes_of(tensor), BufferRole::kOutput);
      plan_.output_buffers.push_back(buffer);
      step_.actions.emplace_back(StoreTensor{tensor, buffer});
    }
    close_step(program_.parts.size());
    return std::move(plan_);
  }

 private:
  std::size_t add(const std::string& name, std::uint64_t bytes, BufferRole role) {
    if (bytes == 0 || bytes > kMaxBufferBytes) {
      throw UnsupportedError(program_.source, fmt::format("tensor '{}'", name),
                             fmt::format("has {} bytes, allowed 1 to {}", bytes, kMaxBufferBytes));
    }
    plan_.buffers.push_back({name, static_cast<std::uint32_t>(bytes), role});
    return plan_.buffers.size() - 1;
  }

  std::uint64_t bytes_of(TensorIndex tensor) const {
    return program_.host.tensor(tensor).size_bytes();
  }

  void add_device_buffers() {
    const auto add_all = [this](const std::vector<DeviceTensor>& tensors, std::int32_t batch) {
      std::vector<std::size_t> buffers;
      for (const DeviceTensor& tensor : tensors) {
        const auto elements = static_cast<std::uint64_t>(std::max(batch, 1));
        buffers.push_back(
            add(tensor.name, transfer_bytes(tensor) * elements, BufferRole::kInternal));
      }
      return buffers;
    };
    for (const CompiledPart& part : program_.parts) {
      plan_.part_inputs.push_back(add_all(part.inputs, part.execution.batch));
      plan_.part_outputs.push_back(add_all(part.outputs, part.execution.batch));
    }
  }

  /// For each tensor, the last host step that reads it.
  void find_last_step() {
    const Graph& graph = program_.host;
    std::size_t step = 0;
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
      for (const TensorIndex input : graph.operators[i].inputs) {
        if (input != kNoTensor) last_step_[input] = step;
      }
      if (step < program_.parts.size() && i == program_.parts[step].custom_operator) ++step;
    }
    for (const TensorIndex output : graph.outputs) last_step_[output] = program_.parts.size();
  }

  /// Host step `number` begins with what the part before it has sent.
  void open_step(std::size_t number) {
    step_ = {};
    present_.clear();
    made_.clear();
    if (number == 0) return;
    const CompiledPart& before = program_.parts[number - 1];
    for (std::size_t i = 0; i < before.outputs.size(); ++i) {
      step_.actions.emplace_back(
          FromDevice{plan_.part_outputs[number - 1][i], number - 1, i, before.output_tensors[i]});
      make(before.output_tensors[i]);
    }
  }

  void make(TensorIndex tensor) {
    present_.insert(tensor);
    made_.push_back(tensor);
  }

  /// A tensor that this step did not make comes from its buffer.
  void need(TensorIndex tensor) {
    if (tensor == kNoTensor || stays_with_runner(tensor) || !present_.insert(tensor).second) return;
    const auto found = buffer_of_.find(tensor);
    if (found == buffer_of_.end()) {
      throw UnsupportedError(program_.source,
                             fmt::format("tensor '{}'", program_.host.tensor(tensor).name),
                             "is read before anything has made it");
    }
    step_.actions.emplace_back(LoadTensor{found->second, tensor});
  }

  bool stays_with_runner(TensorIndex tensor) const {
    const Tensor& description = program_.host.tensor(tensor);
    return description.is_constant() || description.is_variable;
  }

  void run_operators(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const Operator& each = program_.host.operators[i];
      for (const TensorIndex input : each.inputs) need(input);
      step_.actions.emplace_back(RunOperator{i});
      for (const TensorIndex output : each.outputs) {
        if (output != kNoTensor) make(output);
      }
    }
  }

  /// What a later host step reads goes to memory.
  void close_step(std::size_t number) {
    for (const TensorIndex tensor : made_) {
      const auto last = last_step_.find(tensor);
      if (stays_with_runner(tensor) || last == last_step_.end() || last->second <= number ||
          buffer_of_.contains(tensor)) {
        continue;
      }
      const std::size_t buffer =
          add(program_.host.tensor(tensor).name, bytes_of(tensor), BufferRole::kInternal);
      buffer_of_[tensor] = buffer;
      step_.actions.emplace_back(StoreTensor{tensor, buffer});
    }
    plan_.steps.push_back({StepKind::kHost, plan_.host_steps.size()});
    plan_.host_steps.push_back(std::move(step_));
  }

  const Program& program_;
  NetworkPlan plan_;
  HostStep step_;
  std::map<TensorIndex, std::size_t> buffer_of_;  // tensors that lie in memory
  std::map<TensorIndex, std::size_t> last_step_;
  std::set<TensorIndex> present_;  // in the open step
  std::vector<TensorIndex> made_;  // by the open step, in order
};

}  // namespace

std::uint64_t transfer_bytes(const DeviceTensor& tensor) {
  return tensor.size_bytes * static_cast<std::uint64_t>(std::max(tensor.execution_count, 1));
}

NetworkPlan plan_network(const Program& program) { return Planner(program).plan(); }

}  // namespace tessera::workloads
