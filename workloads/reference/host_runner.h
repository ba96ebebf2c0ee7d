// SPDX-License-Identifier: Apache-2.0
// The host's part of a compiled network: operators before, between and behind the calls of the
// device, and the buffers that go to it and come from it.
#pragma once

#include "workloads/file.h"
#include "workloads/program/program.h"
#include "workloads/reference/values.h"

#include <span>
#include <vector>

namespace tessera::workloads {

class HostRunner final {
 public:
  /// `program` must have passed `check` and must outlive this. Host operators run on the reference
  /// executor, which refuses by name what it does not know.
  explicit HostRunner(const Program& program);

  /// Inputs of the network, in the order of the host graph and in its types. Begins an inference.
  void set_inputs(std::span<const Bytes> inputs);

  /// Runs the host operators before compiled part number `part`; the result is what to send for
  /// each of its inputs, padding included. Parts are taken in their order.
  [[nodiscard]] std::vector<Bytes> begin(std::size_t part);

  /// Takes what the device sent for each output of the part and keeps the variables among them for
  /// the next inference.
  void finish(std::size_t part, std::span<const Bytes> device_outputs);

  /// Runs the operators behind the last part and returns the network's outputs.
  [[nodiscard]] std::vector<Bytes> outputs();

  /// Variables back to their zero points.
  void reset_variables() { values_ = Values(program_.host); }

 private:
  void run_up_to(std::size_t end);

  const Program& program_;
  std::size_t next_ = 0;  // operator of the host graph
  Values values_;
};

}  // namespace tessera::workloads
