// SPDX-License-Identifier: Apache-2.0
#include "workloads/import/tflite_operators.h"

#include "workloads/error.h"
#include "workloads/import/tflite_operator_names.h"
#include "workloads/import/tflite_schema.h"

#include <fmt/format.h>

#include <cmath>

namespace tessera::workloads {
namespace {

using tflite::Code;
using tflite::OptionsType;

constexpr const char* kCustomOpName = "edgetpu-custom-op";

[[noreturn]] void refuse(const Table& op, std::string_view problem) {
  throw UnsupportedError(op.file(), op.where(tflite::op::kOpcodeIndex), problem);
}

/// The options table of an operator, or the defaults if the file has none.
class Options {
 public:
  Options(const Table& op, OptionsType expected) : op_(op) {
    const auto found = op.scalar<std::uint8_t>(tflite::op::kOptionsType, 0);
    if (found == static_cast<std::uint8_t>(OptionsType::kNone)) {
      return;
    }
    if (found != static_cast<std::uint8_t>(expected)) {
      op.fail(tflite::op::kOptionsType,
              fmt::format("{}, allowed {} or 0", found, static_cast<int>(expected)));
    }
    table_ = op.table(tflite::op::kOptions, "BuiltinOptions");
  }

  template <WireScalar T>
  [[nodiscard]] T get(Field field, T fallback) const {
    return table_ ? table_->scalar<T>(field, fallback) : fallback;
  }

  [[nodiscard]] bool flag(Field field) const { return get<std::uint8_t>(field, 0) != 0; }

  [[nodiscard]] float finite(Field field) const {
    const auto value = get<float>(field, 0.0F);
    if (!std::isfinite(value)) {
      table_->fail(field, "not a finite number");
    }
    return value;
  }

  [[nodiscard]] Padding padding(Field field) const {
    const auto value = get<std::int8_t>(field, 0);
    if (value != 0 && value != 1) {
      table_->fail(field, fmt::format("{}, allowed 0 (SAME) and 1 (VALID)", value));
    }
    return value == 0 ? Padding::kSame : Padding::kValid;
  }

  [[nodiscard]] Activation activation(Field field) const {
    const auto value = get<std::int8_t>(field, 0);
    switch (value) {
      case 0:
        return Activation::kNone;
      case 1:
        return Activation::kRelu;
      case 2:
        return Activation::kReluN1To1;
      case 3:
        return Activation::kRelu6;
      case 4:
        return Activation::kTanh;
      default:
        refuse(op_, fmt::format("fused activation {}, allowed 0 to 4", value));
    }
  }

  /// Padding and strides, which are fields 0 to 2 of every windowed operator.
  [[nodiscard]] Window window() const {
    Window window;
    window.padding = padding({0, "padding"});
    window.stride_x = get<std::int32_t>({1, "stride_w"}, 0);
    window.stride_y = get<std::int32_t>({2, "stride_h"}, 0);
    return window;
  }

 private:
  const Table& op_;
  std::optional<Table> table_;
};

Conv2d read_conv_2d(const Table& op) {
  const Options options(op, OptionsType::kConv2d);
  Conv2d conv;
  conv.window = options.window();
  conv.activation = options.activation({3, "fused_activation_function"});
  conv.window.dilation_x = options.get<std::int32_t>({4, "dilation_w_factor"}, 1);
  conv.window.dilation_y = options.get<std::int32_t>({5, "dilation_h_factor"}, 1);
  return conv;
}

DepthwiseConv2d read_depthwise_conv_2d(const Table& op) {
  const Options options(op, OptionsType::kDepthwiseConv2d);
  DepthwiseConv2d conv;
  conv.window = options.window();
  conv.depth_multiplier = options.get<std::int32_t>({3, "depth_multiplier"}, 0);
  conv.activation = options.activation({4, "fused_activation_function"});
  conv.window.dilation_x = options.get<std::int32_t>({5, "dilation_w_factor"}, 1);
  conv.window.dilation_y = options.get<std::int32_t>({6, "dilation_h_factor"}, 1);
  return conv;
}

Pool2d read_pool_2d(const Table& op, Pool2d::Kind kind) {
  const Options options(op, OptionsType::kPool2d);
  Pool2d pool;
  pool.kind = kind;
  pool.window = options.window();
  pool.filter_x = options.get<std::int32_t>({3, "filter_width"}, 0);
  pool.filter_y = options.get<std::int32_t>({4, "filter_height"}, 0);
  pool.activation = options.activation({5, "fused_activation_function"});
  return pool;
}

FullyConnected read_fully_connected(const Table& op) {
  const Options options(op, OptionsType::kFullyConnected);
  const auto format = options.get<std::int8_t>({1, "weights_format"}, 0);
  if (format != 0) {
    refuse(op, fmt::format("FULLY_CONNECTED with weights_format {}, allowed 0", format));
  }
  return {options.activation({0, "fused_activation_function"}), options.flag({2, "keep_num_dims"})};
}

UnidirectionalSequenceLstm read_lstm(const Table& op) {
  const Options options(op, OptionsType::kUnidirectionalSequenceLstm);
  return {options.activation({0, "fused_activation_function"}), options.finite({1, "cell_clip"}),
          options.finite({2, "proj_clip"}), options.flag({3, "time_major"})};
}

OperatorOptions read_options(const Table& op, const OperatorCode& code) {
  switch (static_cast<Code>(code.code)) {
    case Code::kConv2d:
      return read_conv_2d(op);
    case Code::kDepthwiseConv2d:
      return read_depthwise_conv_2d(op);
    case Code::kFullyConnected:
      return read_fully_connected(op);
    case Code::kAveragePool2d:
      return read_pool_2d(op, Pool2d::Kind::kAverage);
    case Code::kMaxPool2d:
      return read_pool_2d(op, Pool2d::Kind::kMax);
    case Code::kAdd:
      return Add{Options(op, OptionsType::kAdd).activation({0, "fused_activation_function"})};
    case Code::kConcatenation: {
      const Options options(op, OptionsType::kConcatenation);
      return Concatenation{options.get<std::int32_t>({0, "axis"}, 0),
                           options.activation({1, "fused_activation_function"})};
    }
    case Code::kSplit:
      return Split{};
    case Code::kReshape:
      return Reshape{};
    case Code::kSoftmax:
      return Softmax{Options(op, OptionsType::kSoftmax).finite({0, "beta"})};
    case Code::kLogistic:
      return Logistic{};
    case Code::kQuantize:
      return Quantize{};
    case Code::kDequantize:
      return Dequantize{};
    case Code::kMean:
      return Mean{Options(op, OptionsType::kReducer).flag({0, "keep_dims"})};
    case Code::kArgMax:
      return ArgMax{};
    case Code::kUnidirectionalSequenceLstm:
      return read_lstm(op);
    case Code::kCustom:
      if (code.custom == kCustomOpName) {
        return EdgetpuCustomOp{};
      }
      refuse(op, fmt::format(R"(operator CUSTOM "{}" is not supported, allowed "{}")",
                             code.custom.substr(0, 64), kCustomOpName));
  }
  refuse(op, fmt::format("operator {} (code {}) is not supported", builtin_operator_name(code.code),
                         code.code));
}

}  // namespace

Operator read_operator(const Table& table, std::span<const OperatorCode> codes) {
  const auto index = table.scalar<std::uint32_t>(tflite::op::kOpcodeIndex, 0);
  if (index >= codes.size()) {
    table.fail(tflite::op::kOpcodeIndex,
               fmt::format("{}, the file has {} operator codes", index, codes.size()));
  }
  Operator op;
  op.options = read_options(table, codes[index]);
  op.inputs = table.scalars<std::int32_t>(tflite::op::kInputs, tflite::kMaxOperands);
  op.outputs = table.scalars<std::int32_t>(tflite::op::kOutputs, tflite::kMaxOperands);
  op.intermediates = table.scalars<std::int32_t>(tflite::op::kIntermediates, tflite::kMaxOperands);
  return op;
}

}  // namespace tessera::workloads
