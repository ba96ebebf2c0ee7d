// SPDX-License-Identifier: Apache-2.0
// The check against an independent evaluation: the uncompiled twin of a compiled program.
#pragma once

#include "sim/run/run_outcome.h"
#include "workloads/graph/graph.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tessera::sim {

/// File of the uncompiled network beside a compiled one: NAME_edgetpu.tflite -> NAME.tflite. Empty
/// if there is none.
[[nodiscard]] std::optional<std::string> find_twin(const std::string& model);

/// Evaluates the twin on the same inputs. Integer networks are executed operator by operator with
/// the constants that Google's compiler forms; where that is not possible (LSTM), in float32.
class Twin final {
 public:
  /// Throws the importer's errors, and UnsupportedError if neither way is possible.
  Twin(const std::string& file, std::span<const workloads::Bytes> inputs);

  /// Compares one output of the network, by its number.
  [[nodiscard]] CheckReport compare_output(std::size_t index,
                                           std::span<const std::uint8_t> actual) const;
  /// Compares a tensor of that name; empty if the twin has none, or keeps none.
  [[nodiscard]] std::optional<CheckReport> compare_tensor(
      const std::string& name, std::span<const std::uint8_t> actual) const;

 private:
  [[nodiscard]] CheckReport compare(workloads::TensorIndex index,
                                    std::span<const std::uint8_t> actual) const;

  workloads::Graph graph_;
  std::string method_;
  std::vector<workloads::Bytes> expected_;         // per tensor, in its own type; empty: not known
  std::vector<std::vector<float>> expected_real_;  // per tensor, in the float32 method
};

}  // namespace tessera::sim
