// SPDX-License-Identifier: Apache-2.0
#include "workloads/steps/host_steps.h"

#include "workloads/program/tensor_layout.h"
#include "workloads/reference/executor.h"

namespace tessera::workloads {
namespace {

struct Performer {
  const Program& program;
  const NetworkPlan& plan;
  Values& values;
  PlanMemory& memory;

  [[nodiscard]] Bytes contents(std::size_t buffer, std::uint64_t count) const {
    Bytes bytes(count);
    memory.read(buffer, bytes);
    return bytes;
  }

  void operator()(const LoadTensor& action) const {
    values.set_stored(action.tensor, contents(action.buffer, plan.buffers[action.buffer].bytes));
  }
  void operator()(const FromDevice& action) const {
    const DeviceTensor& output = program.parts[action.part].outputs[action.output];
    values.set_stored(action.tensor,
                      from_device(output, contents(action.buffer, transfer_bytes(output))));
  }
  void operator()(const RunOperator& action) const {
    run_operator(program.host, action.index, {.rule = program.rule, .mode = program.requant},
                 values);
  }
  void operator()(const ToDevice& action) const {
    memory.write(action.buffer, to_device(program.parts[action.part].inputs[action.input],
                                          values.stored(action.tensor)));
  }
  void operator()(const StoreTensor& action) const {
    memory.write(action.buffer, values.stored(action.tensor));
  }
};

}  // namespace

HostSteps::HostSteps(const Program& program, const NetworkPlan& plan)
    : program_(program), plan_(plan), values_(program.host) {}

void HostSteps::run(std::size_t step, PlanMemory& memory) {
  const HostStep& host_step = plan_.host_steps.at(step);
  for (const HostAction& action : host_step.actions) {
    std::visit(Performer{program_, plan_, values_, memory}, action);
  }
  forget(host_step);
}

void HostSteps::reset_variables() { values_ = Values(program_.host); }

// What the next step needs it finds in memory, nowhere else.
void HostSteps::forget(const HostStep& step) {
  const auto drop = [this](TensorIndex tensor) {
    const Tensor& description = program_.host.tensor(tensor);
    if (!description.is_constant() && !description.is_variable && values_.has(tensor)) {
      values_.release(tensor);
    }
  };
  for (const HostAction& action : step.actions) {
    if (const auto* load = std::get_if<LoadTensor>(&action)) drop(load->tensor);
    if (const auto* from = std::get_if<FromDevice>(&action)) drop(from->tensor);
    if (const auto* run = std::get_if<RunOperator>(&action)) {
      for (const TensorIndex output : program_.host.operators[run->index].outputs) {
        if (output != kNoTensor) drop(output);
      }
    }
  }
}

}  // namespace tessera::workloads
