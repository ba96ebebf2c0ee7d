// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/rule_evidence.h"

#include "workloads/error.h"
#include "workloads/graph/window.h"

#include <fmt/format.h>

namespace tessera::workloads {
namespace {

using Reason = std::optional<std::string>;

/// The google rule is read off compiled networks (facts: beagle_isa sections 5 and 6): layers with
/// weights, ADD, average pools of full windows, and operators that have no constants.
class Evidence {
 public:
  explicit Evidence(const Context& context) : context_(context) {}

  Reason operator()(const Pool2d& pool) const {
    if (pool.kind == Pool2d::Kind::kMax) return std::nullopt;
    const Shape& image = context_.input(0).shape;
    if (inside(axis_y(pool.window, image[1], pool.filter_y)) &&
        inside(axis_x(pool.window, image[2], pool.filter_x)))
      return std::nullopt;
    return "padded average pool under the google rule: no evidence of the constants";
  }
  Reason operator()(const Mean&) const {
    if (one_quantization()) return std::nullopt;
    return "MEAN that rescales under the google rule: no evidence of the constants";
  }
  Reason operator()(const Concatenation&) const {
    if (!context_.output().is_quantized_8bit() || one_quantization()) return std::nullopt;
    return "CONCATENATION that rescales under the google rule: no evidence of the constants";
  }
  Reason operator()(const UnidirectionalSequenceLstm&) const {
    return "not executed under the google rule: the device has functions of its own";
  }
  Reason operator()(const Rsqrt& op) const { return none(op); }
  Reason operator()(const ResizeBilinear& op) const { return none(op); }
  Reason operator()(const Mul& op) const { return none(op); }
  Reason operator()(const BatchMatmul& op) const { return none(op); }
  Reason operator()(const Tanh& op) const { return none(op); }
  Reason operator()(const Gelu& op) const { return none(op); }
  Reason operator()(const Relu& op) const { return none(op); }
  Reason operator()(const LeakyRelu& op) const { return none(op); }
  Reason operator()(const TransposeConv& op) const { return none(op); }
  Reason operator()(const HardSwish& op) const { return none(op); }
  Reason operator()(const Sub& op) const { return none(op); }
  Reason operator()(const Sum& op) const { return none(op); }
  template <class Other>
  Reason operator()(const Other&) const {
    return std::nullopt;
  }

 private:
  template <class Options>
  static Reason none(const Options& op) {
    return fmt::format("{} under the google rule: no evidence of the constants", operator_name(op));
  }
  static bool inside(const WindowAxis& axis) {
    return axis.pad_before() == 0 && (axis.output() - 1) * axis.stride + axis.reach() <= axis.input;
  }
  /// All 8-bit inputs have the output's scale and zero point.
  [[nodiscard]] bool one_quantization() const {
    for (std::size_t i = 0; i < context_.op().inputs.size(); ++i) {
      const Tensor& input = context_.input(i);
      if (input.is_quantized_8bit() &&
          context_.code_quantization(input) != context_.quantized_output())
        return false;
    }
    return true;
  }

  const Context& context_;
};

}  // namespace

std::optional<std::string> without_evidence(const Context& context) {
  if (context.rule() != ConstantRule::kGoogle) return std::nullopt;
  return std::visit(Evidence(context), context.op().options);
}

void require_rule_of_mode(const std::string& source, ConstantRule rule, func::RequantMode mode) {
  if (rule == ConstantRule::kGoogle && mode != func::RequantMode::kF32)
    throw UsageError(fmt::format(
        "{}: the google rule has constants for mode f32 only; allowed xnnpack, tessera", source));
}

}  // namespace tessera::workloads
