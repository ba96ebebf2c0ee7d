// SPDX-License-Identifier: Apache-2.0
#include "workloads/import/tflite_operators.h"

#include "workloads/error.h"
#include "workloads/import/tflite_operator_names.h"
#include "workloads/import/tflite_options.h"
#include "workloads/import/tflite_schema.h"

#include <fmt/format.h>

namespace tessera::workloads {
namespace {

using tflite::Code;
using tflite::OptionsType;

constexpr const char* kCustomOpName = "edgetpu-custom-op";
constexpr Field kFusedActivation{0, "fused_activation_function"};

Conv2d read_conv_2d(const Table& op) {
  const TfliteOptions options(op, OptionsType::kConv2d);
  Conv2d conv;
  conv.window = options.window();
  conv.activation = options.activation({3, "fused_activation_function"});
  conv.window.dilation_x = options.get<std::int32_t>({4, "dilation_w_factor"}, 1);
  conv.window.dilation_y = options.get<std::int32_t>({5, "dilation_h_factor"}, 1);
  return conv;
}

DepthwiseConv2d read_depthwise_conv_2d(const Table& op) {
  const TfliteOptions options(op, OptionsType::kDepthwiseConv2d);
  DepthwiseConv2d conv;
  conv.window = options.window();
  conv.depth_multiplier = options.integer({3, "depth_multiplier"});
  conv.activation = options.activation({4, "fused_activation_function"});
  conv.window.dilation_x = options.get<std::int32_t>({5, "dilation_w_factor"}, 1);
  conv.window.dilation_y = options.get<std::int32_t>({6, "dilation_h_factor"}, 1);
  return conv;
}

TransposeConv read_transpose_conv(const Table& op) {
  const TfliteOptions options(op, OptionsType::kTransposeConv);
  return {options.window(), options.activation({3, "fused_activation_function"})};
}

Pool2d read_pool_2d(const Table& op, Pool2d::Kind kind) {
  const TfliteOptions options(op, OptionsType::kPool2d);
  Pool2d pool;
  pool.kind = kind;
  pool.window = options.window();
  pool.filter_x = options.integer({3, "filter_width"});
  pool.filter_y = options.integer({4, "filter_height"});
  pool.activation = options.activation({5, "fused_activation_function"});
  return pool;
}

FullyConnected read_fully_connected(const Table& op) {
  const TfliteOptions options(op, OptionsType::kFullyConnected);
  const auto format = options.get<std::int8_t>({1, "weights_format"}, 0);
  if (format != 0) {
    refuse_operator(op, fmt::format("FULLY_CONNECTED with weights_format {}, allowed 0", format));
  }
  return {options.activation(kFusedActivation), options.flag({2, "keep_num_dims"})};
}

BatchMatmul read_batch_matmul(const Table& op) {
  const TfliteOptions options(op, OptionsType::kBatchMatmul);
  return {options.flag({0, "adj_x"}), options.flag({1, "adj_y"})};
}

UnidirectionalSequenceLstm read_lstm(const Table& op) {
  const TfliteOptions options(op, OptionsType::kUnidirectionalSequenceLstm);
  return {options.activation(kFusedActivation), options.finite({1, "cell_clip"}),
          options.finite({2, "proj_clip"}), options.flag({3, "time_major"})};
}

Concatenation read_concatenation(const Table& op) {
  const TfliteOptions options(op, OptionsType::kConcatenation);
  return {options.integer({0, "axis"}), options.activation({1, "fused_activation_function"})};
}

StridedSlice read_strided_slice(const Table& op) {
  const TfliteOptions options(op, OptionsType::kStridedSlice);
  return {options.mask({0, "begin_mask"}),       options.mask({1, "end_mask"}),
          options.mask({2, "ellipsis_mask"}),    options.mask({3, "new_axis_mask"}),
          options.mask({4, "shrink_axis_mask"}), options.flag({5, "offset"})};
}

Pack read_pack(const Table& op) {
  const TfliteOptions options(op, OptionsType::kPack);
  return {options.integer({1, "axis"}), options.integer({0, "values_count"})};
}

Unpack read_unpack(const Table& op) {
  const TfliteOptions options(op, OptionsType::kUnpack);
  return {options.integer({0, "num"}), options.integer({1, "axis"})};
}

Activation fused(const Table& op, OptionsType type) {
  return TfliteOptions(op, type).activation(kFusedActivation);
}

bool keep_dimensions(const Table& op) {
  return TfliteOptions(op, OptionsType::kReducer).flag({0, "keep_dims"});
}

template <class Resize>
Resize read_resize(const Table& op, OptionsType type, std::uint16_t first_field) {
  const TfliteOptions options(op, type);
  const auto second_field = static_cast<std::uint16_t>(first_field + 1);
  return {options.flag({first_field, "align_corners"}),
          options.flag({second_field, "half_pixel_centers"})};
}

OperatorOptions read_custom(const Table& op, const OperatorCode& code) {
  if (code.custom == kCustomOpName) {
    return EdgetpuCustomOp{};
  }
  refuse_operator(op, fmt::format(R"(operator CUSTOM "{}" is not supported, allowed "{}")",
                                  code.custom.substr(0, 64), kCustomOpName));
}

OperatorOptions read_options(const Table& op, const OperatorCode& code) {
  switch (static_cast<Code>(code.code)) {
    case Code::kConv2d:
      return read_conv_2d(op);
    case Code::kDepthwiseConv2d:
      return read_depthwise_conv_2d(op);
    case Code::kTransposeConv:
      return read_transpose_conv(op);
    case Code::kFullyConnected:
      return read_fully_connected(op);
    case Code::kBatchMatmul:
      return read_batch_matmul(op);
    case Code::kAveragePool2d:
      return read_pool_2d(op, Pool2d::Kind::kAverage);
    case Code::kMaxPool2d:
      return read_pool_2d(op, Pool2d::Kind::kMax);
    case Code::kMean:
      return Mean{keep_dimensions(op)};
    case Code::kSum:
      return Sum{keep_dimensions(op)};
    case Code::kReduceMax:
      return ReduceMax{keep_dimensions(op)};
    case Code::kArgMax:
      return ArgMax{};
    case Code::kUnidirectionalSequenceLstm:
      return read_lstm(op);
    case Code::kAdd:
      return Add{fused(op, OptionsType::kAdd)};
    case Code::kSub:
      return Sub{fused(op, OptionsType::kSub)};
    case Code::kMul:
      return Mul{fused(op, OptionsType::kMul)};
    case Code::kQuantize:
      return Quantize{};
    case Code::kDequantize:
      return Dequantize{};
    case Code::kSoftmax:
      return Softmax{TfliteOptions(op, OptionsType::kSoftmax).finite({0, "beta"})};
    case Code::kLogistic:
      return Logistic{};
    case Code::kTanh:
      return Tanh{};
    case Code::kHardSwish:
      return HardSwish{};
    case Code::kRsqrt:
      return Rsqrt{};
    case Code::kGelu:
      return Gelu{TfliteOptions(op, OptionsType::kGelu).flag({0, "approximate"})};
    case Code::kRelu:
      return Relu{Relu::Kind::kRelu};
    case Code::kReluN1To1:
      return Relu{Relu::Kind::kReluN1To1};
    case Code::kRelu6:
      return Relu{Relu::Kind::kRelu6};
    case Code::kLeakyRelu:
      return LeakyRelu{TfliteOptions(op, OptionsType::kLeakyRelu).finite({0, "alpha"})};
    case Code::kConcatenation:
      return read_concatenation(op);
    case Code::kSplit:
      return Split{TfliteOptions(op, OptionsType::kSplit).integer({0, "num_splits"})};
    case Code::kReshape:
      return Reshape{TfliteOptions(op, OptionsType::kReshape).integers({0, "new_shape"})};
    case Code::kSqueeze:
      return Squeeze{TfliteOptions(op, OptionsType::kSqueeze).integers({0, "squeeze_dims"})};
    case Code::kExpandDims:
      return ExpandDims{};
    case Code::kPad:
      return Pad{false};
    case Code::kPadV2:
      return Pad{true};
    case Code::kSlice:
      return Slice{};
    case Code::kStridedSlice:
      return read_strided_slice(op);
    case Code::kPack:
      return read_pack(op);
    case Code::kUnpack:
      return read_unpack(op);
    case Code::kTranspose:
      return Transpose{};
    case Code::kResizeBilinear:
      return read_resize<ResizeBilinear>(op, OptionsType::kResizeBilinear, 2);
    case Code::kResizeNearestNeighbor:
      return read_resize<ResizeNearestNeighbor>(op, OptionsType::kResizeNearestNeighbor, 0);
    case Code::kCustom:
      return read_custom(op, code);
  }
  refuse_operator(op, fmt::format("operator {} (code {}) is not supported",
                                  builtin_operator_name(code.code), code.code));
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
