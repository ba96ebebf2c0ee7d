// SPDX-License-Identifier: Apache-2.0
// Operators that multiply and accumulate, or reduce. Images are NHWC.
#pragma once

#include "workloads/graph/options.h"

namespace tessera::workloads {

struct Conv2d {  // inputs: x NHWC, weights OHWI, bias or absent
  Window window;
  Activation activation = Activation::kNone;
};

struct DepthwiseConv2d {  // inputs: x NHWC, weights 1HWC, bias or absent
  Window window;
  std::int32_t depth_multiplier = 1;
  Activation activation = Activation::kNone;
};

/// Inputs: constant output shape, weights OHWI (O of the output), x NHWC, bias or absent. The
/// window is that of the convolution from the output to x whose gradient this is; not dilated.
struct TransposeConv {
  Window window;
  Activation activation = Activation::kNone;
};

struct FullyConnected {  // inputs: x, weights [out, in], bias or absent
  Activation activation = Activation::kNone;
  bool keep_dimensions = false;
};

/// Inputs: a [..., M, K] and b [..., K, N], with the last two swapped where `adjoint_` says so;
/// the dimensions in front broadcast.
struct BatchMatmul {
  bool adjoint_a = false;
  bool adjoint_b = false;
};

struct Pool2d {
  enum class Kind { kAverage, kMax };
  Kind kind = Kind::kAverage;
  Window window;
  std::int32_t filter_y = 1;
  std::int32_t filter_x = 1;
  Activation activation = Activation::kNone;
};

struct Mean {  // inputs: x, constant axes
  bool keep_dimensions = false;
};

struct Sum {  // inputs: x, constant axes
  bool keep_dimensions = false;
};

struct ReduceMax {  // inputs: x, constant axes
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

}  // namespace tessera::workloads
