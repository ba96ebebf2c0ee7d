// SPDX-License-Identifier: Apache-2.0
// What a kernel sees of the graph: the operands of one operator, checked for the types it takes.
#pragma once

#include "hw/func/requantize.h"
#include "workloads/graph/graph.h"
#include "workloads/reference/rule.h"
#include "workloads/reference/values.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tessera::workloads {

/// Scale and zero point of the codes 0..255 of an 8-bit tensor.
struct CodeQuantization {
  float scale;
  std::int32_t zero_point;

  [[nodiscard]] bool operator==(const CodeQuantization&) const = default;
};

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

/// Turns int32 accumulators into codes.
struct OutputStage {
  std::vector<float> multipliers;  // one, or one per output channel
  ClampBounds bounds;
  std::int32_t zero_point;

  [[nodiscard]] std::uint8_t operator()(std::uint32_t accumulator, std::size_t channel) const {
    const float multiplier = multipliers.size() == 1 ? multipliers[0] : multipliers[channel];
    return static_cast<std::uint8_t>(func::requantize_f32(
        static_cast<std::int32_t>(accumulator), multiplier, bounds.low, bounds.high, zero_point));
  }
};

class Context final {
 public:
  Context(const Graph& graph, std::size_t index, ConstantRule rule, Values& values)
      : graph_(graph), index_(index), op_(graph.operators[index]), rule_(rule), values_(values) {}

  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] const Operator& op() const { return op_; }
  [[nodiscard]] ConstantRule rule() const { return rule_; }

  [[nodiscard]] const Tensor& input(std::size_t operand) const;
  [[nodiscard]] const Tensor& output(std::size_t operand = 0) const;
  [[nodiscard]] std::span<const std::uint8_t> codes(std::size_t operand) const;
  void emit(Bytes codes, std::size_t operand = 0) const;

  /// An 8-bit per-tensor quantized operand; anything else is refused by name.
  [[nodiscard]] QuantizedOperand quantized_input(std::size_t operand) const;
  [[nodiscard]] CodeQuantization quantized_output(std::size_t operand = 0) const;
  /// Refuses unless every input and output has the same 8-bit type.
  void require_one_type() const;

  [[nodiscard]] std::vector<float> floats(std::size_t operand) const;
  void emit_floats(std::span<const float> values) const;

  /// 8-bit weights; `channel_axis` is where per-channel scales must lie.
  [[nodiscard]] Weights weights(std::size_t operand, std::int32_t channel_axis) const;
  /// int32 bias of `channels` outputs; zeros if absent. Kept unsigned: accumulators wrap.
  [[nodiscard]] std::vector<std::uint32_t> bias(std::size_t operand, std::size_t channels) const;
  /// Stage for accumulators of scale `input * weights.scales[channel]`.
  [[nodiscard]] OutputStage output_stage(float input_scale, std::span<const float> weight_scales,
                                         Activation activation) const;
  [[nodiscard]] ClampBounds bounds(Activation activation) const;

  [[noreturn]] void refuse(std::string_view problem) const;

 private:
  [[nodiscard]] CodeQuantization code_quantization(const Tensor& tensor) const;

  const Graph& graph_;
  std::size_t index_;
  const Operator& op_;
  ConstantRule rule_;
  Values& values_;
};

}  // namespace tessera::workloads
