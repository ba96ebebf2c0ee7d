// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/operator.h"

namespace tessera::workloads {
namespace {

struct Name {
  std::string_view operator()(const Conv2d&) const { return "CONV_2D"; }
  std::string_view operator()(const DepthwiseConv2d&) const { return "DEPTHWISE_CONV_2D"; }
  std::string_view operator()(const FullyConnected&) const { return "FULLY_CONNECTED"; }
  std::string_view operator()(const Pool2d& pool) const {
    return pool.kind == Pool2d::Kind::kMax ? "MAX_POOL_2D" : "AVERAGE_POOL_2D";
  }
  std::string_view operator()(const Add&) const { return "ADD"; }
  std::string_view operator()(const Concatenation&) const { return "CONCATENATION"; }
  std::string_view operator()(const Split&) const { return "SPLIT"; }
  std::string_view operator()(const Reshape&) const { return "RESHAPE"; }
  std::string_view operator()(const Softmax&) const { return "SOFTMAX"; }
  std::string_view operator()(const Logistic&) const { return "LOGISTIC"; }
  std::string_view operator()(const Quantize&) const { return "QUANTIZE"; }
  std::string_view operator()(const Dequantize&) const { return "DEQUANTIZE"; }
  std::string_view operator()(const Mean&) const { return "MEAN"; }
  std::string_view operator()(const ArgMax&) const { return "ARG_MAX"; }
  std::string_view operator()(const UnidirectionalSequenceLstm&) const {
    return "UNIDIRECTIONAL_SEQUENCE_LSTM";
  }
  std::string_view operator()(const EdgetpuCustomOp&) const { return "edgetpu-custom-op"; }
};

}  // namespace

std::string_view operator_name(const OperatorOptions& options) {
  return std::visit(Name{}, options);
}

}  // namespace tessera::workloads
