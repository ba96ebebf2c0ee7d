// SPDX-License-Identifier: Apache-2.0
// An operator of a network with its typed options. Importers fill these; validate.h checks them.
#pragma once

#include "workloads/file.h"
#include "workloads/graph/options_compute.h"
#include "workloads/graph/options_elementwise.h"
#include "workloads/graph/options_movement.h"
#include "workloads/graph/tensor.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tessera::workloads {

/// The compiled part of a network; the bytes are a FlexBuffer (import/edgetpu_package.h).
struct EdgetpuCustomOp {
  Bytes package;  // empty where the package was taken out
};

using OperatorOptions =
    std::variant<Conv2d, DepthwiseConv2d, TransposeConv, FullyConnected, BatchMatmul, Pool2d, Mean,
                 Sum, ReduceMax, ArgMax, UnidirectionalSequenceLstm, Add, Sub, Mul, Quantize,
                 Dequantize, Softmax, Logistic, Tanh, HardSwish, Rsqrt, Gelu, Relu, LeakyRelu,
                 Concatenation, Split, Reshape, Squeeze, ExpandDims, Pad, Slice, StridedSlice, Pack,
                 Unpack, Transpose, ResizeBilinear, ResizeNearestNeighbor, EdgetpuCustomOp>;

using TensorIndex = std::int32_t;
inline constexpr TensorIndex kNoTensor = -1;  // an absent optional operand

struct Operator {
  OperatorOptions options = {};
  std::vector<TensorIndex> inputs = {};
  std::vector<TensorIndex> outputs = {};
  std::vector<TensorIndex> intermediates = {};
  std::string name = {};  // the layer's, for reports

  /// The operand's tensor, or kNoTensor also when the list is shorter.
  [[nodiscard]] TensorIndex input(std::size_t operand) const {
    return operand < inputs.size() ? inputs[operand] : kNoTensor;
  }
};

/// "CONV_2D"
[[nodiscard]] std::string_view operator_name(const OperatorOptions& options);

}  // namespace tessera::workloads
