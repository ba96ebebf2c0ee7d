// SPDX-License-Identifier: Apache-2.0
// Float32 evaluation of a quantized network: what its weights mean, without the rounding between
// operators. It is the yardstick where no integer reference exists (LSTMs on the Edge TPU).
#pragma once

#include "workloads/file.h"
#include "workloads/graph/graph.h"

#include <span>
#include <string_view>
#include <vector>

namespace tessera::workloads {

/// Real values of a constant or of given contents; float32 passes, integers need quantization.
[[nodiscard]] std::vector<float> to_real(const Graph& graph, TensorIndex index,
                                         std::span<const std::uint8_t> bytes);

/// Nearest values in the tensor's own 8-bit type, saturated.
[[nodiscard]] Bytes to_stored(const Graph& graph, TensorIndex index, std::span<const float> real);

/// Executes FULLY_CONNECTED, UNIDIRECTIONAL_SEQUENCE_LSTM, RESHAPE, SOFTMAX, LOGISTIC, QUANTIZE and
/// DEQUANTIZE in float32; others are refused by name. QUANTIZE rounds to its output's grid, as it
/// does at the borders of a network; nothing else rounds.
class FloatEvaluator final {
 public:
  /// `graph` must have passed `validate` and must outlive the evaluator.
  explicit FloatEvaluator(const Graph& graph);

  /// Inputs in the order of `graph.inputs`, in their own types. Variables (zero at first) keep
  /// their contents from run to run.
  void run(std::span<const Bytes> inputs);

  [[nodiscard]] std::span<const float> output(std::size_t index = 0) const;
  [[nodiscard]] std::span<const float> probe(std::string_view name) const;

 private:
  const Graph& graph_;
  std::vector<std::vector<float>> values_;
};

}  // namespace tessera::workloads
