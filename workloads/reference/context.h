// SPDX-License-Identifier: Apache-2.0
// What a kernel sees of the graph: the operands of one operator, checked for the types it takes.
#pragma once

#include "workloads/graph/graph.h"
#include "workloads/reference/code_quantization.h"
#include "workloads/reference/options.h"
#include "workloads/reference/output_stage.h"
#include "workloads/reference/values.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tessera::workloads {

struct QuantizedOperand {
  std::span<const std::uint8_t> codes;
  const Shape& shape;
  CodeQuantization quantization;
};

/// Weights with their zero points subtracted, in file order.
struct Weights {
  std::vector<std::int16_t> values;
  const Shape& shape;
  std::vector<float> scales;  // one, or one per output channel
};

class Context final {
 public:
  Context(const Graph& graph, std::size_t index, const ExecutorOptions& options, Values& values)
      : graph_(graph),
        index_(index),
        op_(graph.operators[index]),
        options_(options),
        values_(values) {}

  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] const Operator& op() const { return op_; }
  [[nodiscard]] ConstantRule rule() const { return options_.rule; }
  [[nodiscard]] func::RequantMode mode() const { return options_.mode; }
  [[nodiscard]] LstmFlavour lstm_flavour() const { return options_.lstm; }

  [[nodiscard]] const Tensor& input(std::size_t operand) const;
  [[nodiscard]] const Tensor& output(std::size_t operand = 0) const;
  [[nodiscard]] std::span<const std::uint8_t> codes(std::size_t operand) const;
  void emit(Bytes codes, std::size_t operand = 0) const;
  /// New contents of an input that is a variable.
  void update_variable(std::size_t operand, Bytes codes) const;

  /// An 8-bit per-tensor quantized operand; anything else is refused by name.
  [[nodiscard]] QuantizedOperand quantized_input(std::size_t operand) const;
  [[nodiscard]] CodeQuantization quantized_output(std::size_t operand = 0) const;
  /// Of any 8-bit tensor of the graph.
  [[nodiscard]] CodeQuantization code_quantization(const Tensor& tensor) const;
  /// Refuses unless every input and output has the same 8-bit type.
  void require_one_type() const;

  [[nodiscard]] std::vector<float> floats(std::size_t operand) const;
  void emit_floats(std::span<const float> values) const;

  /// 8-bit weights of the type of the activations; `channel_axis` is where per-channel scales must
  /// lie.
  [[nodiscard]] Weights weights(std::size_t operand, std::int32_t channel_axis,
                                std::size_t activations = 0) const;
  /// int32 bias of `channels` outputs; zeros if absent. Kept unsigned: accumulators wrap.
  [[nodiscard]] std::vector<std::uint32_t> bias(std::size_t operand, std::size_t channels) const;
  /// Stage without a multiplier: clamps and zero point of the output.
  [[nodiscard]] OutputStage output_stage(Activation activation) const;
  /// Stage for accumulators of scale `input * weights.scales[channel]`.
  [[nodiscard]] OutputStage output_stage(float input_scale, std::span<const float> weight_scales,
                                         Activation activation) const;
  /// Clamps of the output in mode f32 and in the fixed-point modes.
  [[nodiscard]] ClampBounds bounds(Activation activation) const;
  [[nodiscard]] CodeBounds code_bounds(Activation activation) const;

  [[noreturn]] void refuse(std::string_view problem) const;

 private:
  const Graph& graph_;
  std::size_t index_;
  const Operator& op_;
  ExecutorOptions options_;
  Values& values_;
};

}  // namespace tessera::workloads
