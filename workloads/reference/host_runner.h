// SPDX-License-Identifier: Apache-2.0
// The host's part of a compiled network: operators before and after the device call, and the
// buffers that go to and come from the device.
#pragma once

#include "workloads/file.h"
#include "workloads/program/program.h"
#include "workloads/reference/values.h"

#include <span>
#include <vector>

namespace tessera::workloads {

class HostRunner final {
 public:
  /// `program` must have passed `check` and must outlive this. Host operators other than SOFTMAX,
  /// QUANTIZE, DEQUANTIZE, ARG_MAX and RESHAPE are refused by name.
  explicit HostRunner(const Program& program);

  /// Runs the operators before the compiled one. `inputs` in the order of the host graph and in
  /// its types; the result is what to send for each of `program.inputs`, padding included.
  [[nodiscard]] std::vector<Bytes> begin(std::span<const Bytes> inputs);

  /// Takes what the device sent for each of `program.outputs`, keeps the variables among them for
  /// the next `begin`, runs the remaining operators and returns the network's outputs.
  [[nodiscard]] std::vector<Bytes> finish(std::span<const Bytes> device_outputs);

  /// Variables back to their zero points.
  void reset_variables() { values_ = Values(program_.host); }

 private:
  void run_operators(std::size_t begin, std::size_t end);

  const Program& program_;
  Values values_;
};

}  // namespace tessera::workloads
