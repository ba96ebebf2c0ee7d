// SPDX-License-Identifier: Apache-2.0
// A compiled program in memory, whatever file it came from: a network in which one or several
// operators have been compiled for the device. The others run on the host.
#pragma once

#include "hw/func/requantize.h"
#include "hw/spec/command.h"
#include "workloads/graph/graph.h"
#include "workloads/program/device_tensor.h"
#include "workloads/program/executable.h"
#include "workloads/reference/rule.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tessera::workloads {

/// What a program was compiled for.
struct Target {
  std::string system;       // empty: any whose accelerator has the encoding
  std::string accelerator;  // of that system
  spec::Encoding encoding = spec::Encoding::kCoral;

  [[nodiscard]] bool operator==(const Target&) const = default;
};

/// One EdgetpuCustomOp of the host graph.
struct CompiledPart {
  std::size_t custom_operator = 0;  // its number in the host graph
  std::vector<DeviceTensor> inputs;
  std::vector<DeviceTensor> outputs;
  /// Tensor of the host graph behind each device tensor. An output that is the next state of a
  /// variable is bound to that variable.
  std::vector<TensorIndex> input_tensors;
  std::vector<TensorIndex> output_tensors;
  Executable execution;  // runs once per inference

  [[nodiscard]] bool operator==(const CompiledPart&) const = default;
};

/// A layer of the network: the tile commands that compute it. A tile command's ordinal is its place
/// among the tile commands of all bitstreams of its part's execution, in order; loops of the scalar
/// core do not count again.
struct LayerRange {
  std::string name;
  std::string op;        // operator_name of what was compiled
  std::size_t part = 0;  // which of Program::parts
  std::uint32_t first_command = 0;
  std::uint32_t command_count = 0;
  std::uint64_t macs = 0;  // of the network, padding not counted

  [[nodiscard]] bool operator==(const LayerRange&) const = default;
};

struct Program {
  std::string source;  // file name, for messages
  std::string model_name;
  std::string compiler_version;
  std::int32_t min_runtime_version = 0;

  Target target;
  /// How the compiled part rounds, and how its constants were formed: what a reference must do.
  func::RequantMode requant = func::RequantMode::kF32;
  ConstantRule rule = ConstantRule::kGoogle;

  Graph host;                         // each compiled part is one EdgetpuCustomOp in it
  std::optional<Executable> caching;  // loads the parameters of all parts, once per token
  std::vector<CompiledPart> parts;    // in the order of execution; none: all runs on the host
  std::vector<LayerRange> layers;     // in the order of execution; empty where the file has none

  /// The caching executable, if any, then that of each part.
  [[nodiscard]] std::vector<const Executable*> executables() const {
    std::vector<const Executable*> list;
    if (caching) list.push_back(&*caching);
    for (const auto& part : parts) list.push_back(&part.execution);
    return list;
  }
};

}  // namespace tessera::workloads
