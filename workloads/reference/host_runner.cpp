// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/host_runner.h"

#include "workloads/error.h"
#include "workloads/program/output_layout.h"
#include "workloads/reference/executor.h"

#include <fmt/format.h>

namespace tessera::workloads {
namespace {

struct RunsOnHost {
  bool operator()(const Softmax&) const { return true; }
  bool operator()(const Quantize&) const { return true; }
  bool operator()(const Dequantize&) const { return true; }
  bool operator()(const ArgMax&) const { return true; }
  bool operator()(const Reshape&) const { return true; }
  template <class Other>
  bool operator()(const Other&) const {
    return false;
  }
};

void check_count(const Program& program, std::string_view what, std::size_t given,
                 std::size_t allowed) {
  if (given != allowed) {
    throw UsageError(
        fmt::format("{}: {} {} given, allowed {}", program.source, given, what, allowed));
  }
}

}  // namespace

HostRunner::HostRunner(const Program& program) : program_(program), values_(program.host) {
  for (std::size_t i = 0; i < program.host.operators.size(); ++i) {
    if (i != program.custom_operator &&
        !std::visit(RunsOnHost{}, program.host.operators[i].options)) {
      throw UnsupportedError(program.source, program.host.describe(i),
                             "is not executed on the host, allowed SOFTMAX, QUANTIZE, DEQUANTIZE, "
                             "ARG_MAX and RESHAPE");
    }
  }
}

std::vector<Bytes> HostRunner::begin(std::span<const Bytes> inputs) {
  check_count(program_, "inputs", inputs.size(), program_.host.inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    values_.set_stored(program_.host.inputs[i], inputs[i]);
  }
  run_operators(0, program_.custom_operator);
  std::vector<Bytes> buffers;
  for (std::size_t i = 0; i < program_.inputs.size(); ++i) {
    buffers.push_back(to_device(program_.inputs[i], values_.stored(program_.input_tensors[i])));
  }
  return buffers;
}

std::vector<Bytes> HostRunner::finish(std::span<const Bytes> device_outputs) {
  check_count(program_, "device outputs", device_outputs.size(), program_.outputs.size());
  for (std::size_t i = 0; i < device_outputs.size(); ++i) {
    values_.set_stored(program_.output_tensors[i],
                       from_device(program_.outputs[i], device_outputs[i]));
  }
  run_operators(program_.custom_operator + 1, program_.host.operators.size());
  std::vector<Bytes> outputs;
  for (const auto tensor : program_.host.outputs) {
    outputs.push_back(values_.stored(tensor));
  }
  return outputs;
}

void HostRunner::run_operators(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    run_operator(program_.host, i, ExecutorOptions{}, values_);
  }
}

}  // namespace tessera::workloads
