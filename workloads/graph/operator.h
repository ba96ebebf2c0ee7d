// SPDX-License-Identifier: Apache-2.0
// Operators of a network with their typed options. Importers fill these; validate.h checks them.
#pragma once

#include "workloads/file.h"
#include "workloads/graph/tensor.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tessera::workloads {

enum class Activation { kNone, kRelu, kReluN1To1, kRelu6, kTanh };
enum class Padding { kSame, kValid };

/// Window of a convolution or a pooling in height (y) and width (x).
struct Window {
  Padding padding = Padding::kSame;
  std::int32_t stride_y = 1;
  std::int32_t stride_x = 1;
  std::int32_t dilation_y = 1;
  std::int32_t dilation_x = 1;
};

struct Conv2d {  // inputs: x NHWC, weights OHWI, bias or absent
  Window window;
  Activation activation = Activation::kNone;
};

struct DepthwiseConv2d {  // inputs: x NHWC, weights 1HWC, bias or absent
  Window window;
  std::int32_t depth_multiplier = 1;
  Activation activation = Activation::kNone;
};

struct FullyConnected {  // inputs: x, weights [out, in], bias or absent
  Activation activation = Activation::kNone;
  bool keep_dimensions = false;
};

struct Pool2d {
  enum class Kind { kAverage, kMax };
  Kind kind = Kind::kAverage;
  Window window;
  std::int32_t filter_y = 1;
  std::int32_t filter_x = 1;
  Activation activation = Activation::kNone;
};

struct Add {
  Activation activation = Activation::kNone;
};

struct Concatenation {
  std::int32_t axis = 0;
  Activation activation = Activation::kNone;
};

struct Split {};    // inputs: constant axis, x
struct Reshape {};  // inputs: x, shape or nothing; the output tensor has the shape

struct Softmax {
  float beta = 1.0F;
};

struct Logistic {};
struct Quantize {};
struct Dequantize {};

struct Mean {  // inputs: x, constant axes
  bool keep_dimensions = false;
};

struct ArgMax {};  // inputs: x, constant axis

/// Inputs: 0 x; 1-4 input weights i f g o; 5-8 recurrent; 9-11 peephole; 12-15 bias;
/// 16-17 projection; 18 hidden state; 19 cell state; 20-23 layer norm.
struct UnidirectionalSequenceLstm {
  Activation activation = Activation::kTanh;
  float cell_clip = 0.0F;
  float projection_clip = 0.0F;
  bool time_major = false;
};

/// The compiled part of a network; the bytes are a FlexBuffer (import/edgetpu_package.h).
struct EdgetpuCustomOp {
  Bytes package;  // empty where the package was taken out
};

using OperatorOptions =
    std::variant<Conv2d, DepthwiseConv2d, FullyConnected, Pool2d, Add, Concatenation, Split,
                 Reshape, Softmax, Logistic, Quantize, Dequantize, Mean, ArgMax,
                 UnidirectionalSequenceLstm, EdgetpuCustomOp>;

using TensorIndex = std::int32_t;
inline constexpr TensorIndex kNoTensor = -1;  // an absent optional operand

struct Operator {
  OperatorOptions options;
  std::vector<TensorIndex> inputs;
  std::vector<TensorIndex> outputs;
  std::vector<TensorIndex> intermediates;

  /// The operand's tensor, or kNoTensor also when the list is shorter.
  [[nodiscard]] TensorIndex input(std::size_t operand) const {
    return operand < inputs.size() ? inputs[operand] : kNoTensor;
  }
};

/// "CONV_2D"
[[nodiscard]] std::string_view operator_name(const OperatorOptions& options);

}  // namespace tessera::workloads
