// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/operator.h"

namespace tessera::workloads {
namespace {

std::string_view relu_name(Relu::Kind kind) {
  switch (kind) {
    case Relu::Kind::kRelu:
      return "RELU";
    case Relu::Kind::kReluN1To1:
      return "RELU_N1_TO_1";
    case Relu::Kind::kRelu6:
      return "RELU6";
  }
  return "?";
}

struct Name {
  std::string_view operator()(const Conv2d&) const { return "CONV_2D"; }
  std::string_view operator()(const DepthwiseConv2d&) const { return "DEPTHWISE_CONV_2D"; }
  std::string_view operator()(const TransposeConv&) const { return "TRANSPOSE_CONV"; }
  std::string_view operator()(const FullyConnected&) const { return "FULLY_CONNECTED"; }
  std::string_view operator()(const BatchMatmul&) const { return "BATCH_MATMUL"; }
  std::string_view operator()(const Pool2d& pool) const {
    return pool.kind == Pool2d::Kind::kMax ? "MAX_POOL_2D" : "AVERAGE_POOL_2D";
  }
  std::string_view operator()(const Mean&) const { return "MEAN"; }
  std::string_view operator()(const Sum&) const { return "SUM"; }
  std::string_view operator()(const ReduceMax&) const { return "REDUCE_MAX"; }
  std::string_view operator()(const ArgMax&) const { return "ARG_MAX"; }
  std::string_view operator()(const UnidirectionalSequenceLstm&) const {
    return "UNIDIRECTIONAL_SEQUENCE_LSTM";
  }
  std::string_view operator()(const Add&) const { return "ADD"; }
  std::string_view operator()(const Sub&) const { return "SUB"; }
  std::string_view operator()(const Mul&) const { return "MUL"; }
  std::string_view operator()(const Quantize&) const { return "QUANTIZE"; }
  std::string_view operator()(const Dequantize&) const { return "DEQUANTIZE"; }
  std::string_view operator()(const Softmax&) const { return "SOFTMAX"; }
  std::string_view operator()(const Logistic&) const { return "LOGISTIC"; }
  std::string_view operator()(const Tanh&) const { return "TANH"; }
  std::string_view operator()(const HardSwish&) const { return "HARD_SWISH"; }
  std::string_view operator()(const Rsqrt&) const { return "RSQRT"; }
  std::string_view operator()(const Gelu&) const { return "GELU"; }
  std::string_view operator()(const Relu& relu) const { return relu_name(relu.kind); }
  std::string_view operator()(const LeakyRelu&) const { return "LEAKY_RELU"; }
  std::string_view operator()(const Concatenation&) const { return "CONCATENATION"; }
  std::string_view operator()(const Split&) const { return "SPLIT"; }
  std::string_view operator()(const Reshape&) const { return "RESHAPE"; }
  std::string_view operator()(const Squeeze&) const { return "SQUEEZE"; }
  std::string_view operator()(const ExpandDims&) const { return "EXPAND_DIMS"; }
  std::string_view operator()(const Pad& pad) const { return pad.with_value ? "PADV2" : "PAD"; }
  std::string_view operator()(const Slice&) const { return "SLICE"; }
  std::string_view operator()(const StridedSlice&) const { return "STRIDED_SLICE"; }
  std::string_view operator()(const Pack&) const { return "PACK"; }
  std::string_view operator()(const Unpack&) const { return "UNPACK"; }
  std::string_view operator()(const Transpose&) const { return "TRANSPOSE"; }
  std::string_view operator()(const ResizeBilinear&) const { return "RESIZE_BILINEAR"; }
  std::string_view operator()(const ResizeNearestNeighbor&) const {
    return "RESIZE_NEAREST_NEIGHBOR";
  }
  std::string_view operator()(const EdgetpuCustomOp&) const { return "edgetpu-custom-op"; }
};

}  // namespace

std::string_view operator_name(const OperatorOptions& options) {
  return std::visit(Name{}, options);
}

}  // namespace tessera::workloads
