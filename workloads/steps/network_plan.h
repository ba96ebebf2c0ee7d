// SPDX-License-Identifier: Apache-2.0
// A program as a sequence of steps on buffers in memory: what the firmware runs. Steps of the
// device are the program's parts; between them, before and behind, host steps hold the operators
// that the accelerator lacks, and the conversions between the network's tensors and the device's
// buffers.
#pragma once

#include "workloads/program/program.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tessera::workloads {

enum class BufferRole : std::uint8_t { kInternal, kInput, kOutput };  // of the network

/// Memory that holds one tensor of the network, in its own type, or one buffer of the device.
struct PlanBuffer {
  std::string name;
  std::uint32_t bytes = 0;
  BufferRole role = BufferRole::kInternal;
};

// --- what a host step does, in order
// --------------------------------------------------------------

/// The tensor of the host graph takes the contents of the buffer.
struct LoadTensor {
  std::size_t buffer = 0;
  TensorIndex tensor = kNoTensor;
};
/// The tensor takes what a part sent into the buffer, converted from the layout of its output.
struct FromDevice {
  std::size_t buffer = 0;
  std::size_t part = 0;
  std::size_t output = 0;
  TensorIndex tensor = kNoTensor;
};
struct RunOperator {
  std::size_t index = 0;  // in the host graph
};
/// The buffer takes the tensor in the layout of the part's input, padding included.
struct ToDevice {
  TensorIndex tensor = kNoTensor;
  std::size_t part = 0;
  std::size_t input = 0;
  std::size_t buffer = 0;
};
struct StoreTensor {
  TensorIndex tensor = kNoTensor;
  std::size_t buffer = 0;
};
using HostAction = std::variant<LoadTensor, FromDevice, RunOperator, ToDevice, StoreTensor>;

struct HostStep {
  std::vector<HostAction> actions;
};

enum class StepKind : std::uint8_t { kDevice, kHost };

struct PlanStep {
  StepKind kind = StepKind::kHost;
  std::size_t target = 0;  // number of the part, or of the host step
};

struct NetworkPlan {
  std::vector<PlanBuffer> buffers;
  std::vector<HostStep> host_steps;
  std::vector<PlanStep> steps;                        // in order of execution
  std::vector<std::size_t> input_buffers;             // of each input of the network
  std::vector<std::size_t> output_buffers;            // of each output of the network
  std::vector<std::vector<std::size_t>> part_inputs;  // [part][input]: buffer
  std::vector<std::vector<std::size_t>> part_outputs;
};

/// Bytes of a device tensor for one element of the batch: all its transfers.
[[nodiscard]] std::uint64_t transfer_bytes(const DeviceTensor& tensor);

/// The plan of a program that has passed `check`. Tensors that live from one host step to another
/// get a buffer; variables stay with whoever runs the host steps. Throws `UnsupportedError` for
/// a device tensor or network tensor of more than 1 GiB.
[[nodiscard]] NetworkPlan plan_network(const Program& program);

}  // namespace tessera::workloads
