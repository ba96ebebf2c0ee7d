// SPDX-License-Identifier: Apache-2.0
// The check against an independent evaluation: the uncompiled network on the same inputs.
#pragma once

#include "sim/run/run_outcome.h"
#include "workloads/graph/graph.h"
#include "workloads/reference/options.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tessera::sim {

/// File of the uncompiled network beside a compiled one: NAME_edgetpu.tflite -> NAME.tflite. Empty
/// if there is none.
[[nodiscard]] std::optional<std::string> find_twin(const std::string& model);

struct TwinOptions {
  workloads::ConstantRule rule = workloads::ConstantRule::kTessera;
  func::RequantMode mode = func::RequantMode::kF32;
  /// Keep what is inside the network for `compare_tensor`.
  bool keep_all = false;
  /// Evaluate in float32 what the executor refuses: Google's LSTM has no integer reference.
  bool allow_float = false;
};

/// Evaluates the uncompiled network, operator by operator, rounding as the program does.
class Twin final {
 public:
  /// Throws UnsupportedError for a network that cannot be evaluated.
  Twin(workloads::Graph graph, const TwinOptions& options,
       std::span<const workloads::Bytes> inputs);

  /// Compares one output of the network, by its number.
  [[nodiscard]] CheckReport compare_output(std::size_t index,
                                           std::span<const std::uint8_t> actual) const;
  /// Compares a tensor of that name; empty if the twin has none, or keeps none.
  [[nodiscard]] std::optional<CheckReport> compare_tensor(
      const std::string& name, std::span<const std::uint8_t> actual) const;

 private:
  [[nodiscard]] CheckReport compare(workloads::TensorIndex index,
                                    std::span<const std::uint8_t> actual) const;

  void execute(bool keep_all, std::span<const workloads::Bytes> inputs);
  void evaluate(std::span<const workloads::Bytes> inputs);

  workloads::Graph graph_;
  TwinOptions options_;
  std::string method_;
  std::vector<workloads::Bytes> expected_;         // per tensor, in its own type; empty: not known
  std::vector<std::vector<float>> expected_real_;  // per tensor, in the float32 method
};

}  // namespace tessera::sim
