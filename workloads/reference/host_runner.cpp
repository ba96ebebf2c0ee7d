// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/host_runner.h"

#include "workloads/error.h"
#include "workloads/program/tensor_layout.h"
#include "workloads/reference/executor.h"

#include <fmt/format.h>

namespace tessera::workloads {
namespace {

void check_count(const Program& program, std::string_view what, std::size_t given,
                 std::size_t allowed) {
  if (given != allowed) {
    throw UsageError(
        fmt::format("{}: {} {} given, allowed {}", program.source, given, what, allowed));
  }
}

}  // namespace

HostRunner::HostRunner(const Program& program) : program_(program), values_(program.host) {}

void HostRunner::set_inputs(std::span<const Bytes> inputs) {
  check_count(program_, "inputs", inputs.size(), program_.host.inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    values_.set_stored(program_.host.inputs[i], inputs[i]);
  }
  next_ = 0;
}

std::vector<Bytes> HostRunner::begin(std::size_t part) {
  const auto& compiled = program_.parts.at(part);
  run_up_to(compiled.custom_operator);
  std::vector<Bytes> buffers;
  for (std::size_t i = 0; i < compiled.inputs.size(); ++i) {
    buffers.push_back(to_device(compiled.inputs[i], values_.stored(compiled.input_tensors[i])));
  }
  return buffers;
}

void HostRunner::finish(std::size_t part, std::span<const Bytes> device_outputs) {
  const auto& compiled = program_.parts.at(part);
  check_count(program_, "device outputs", device_outputs.size(), compiled.outputs.size());
  for (std::size_t i = 0; i < device_outputs.size(); ++i) {
    values_.set_stored(compiled.output_tensors[i],
                       from_device(compiled.outputs[i], device_outputs[i]));
  }
  next_ = compiled.custom_operator + 1;
}

std::vector<Bytes> HostRunner::outputs() {
  run_up_to(program_.host.operators.size());
  std::vector<Bytes> outputs;
  for (const auto tensor : program_.host.outputs) {
    outputs.push_back(values_.stored(tensor));
  }
  return outputs;
}

void HostRunner::run_up_to(std::size_t end) {
  const ExecutorOptions options{.rule = program_.rule, .mode = program_.requant};
  for (; next_ < end; ++next_) {
    run_operator(program_.host, next_, options, values_);
  }
}

}  // namespace tessera::workloads
