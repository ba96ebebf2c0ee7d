// SPDX-License-Identifier: Apache-2.0
// Operators on single elements, and on rows of them (SOFTMAX).
#pragma once

#include "workloads/graph/options.h"

namespace tessera::workloads {

// Inputs a and b, whose shapes broadcast.
struct Add {
  Activation activation = Activation::kNone;
};

struct Sub {  // a - b
  Activation activation = Activation::kNone;
};

struct Mul {
  Activation activation = Activation::kNone;
};

struct Quantize {};
struct Dequantize {};

struct Softmax {
  float beta = 1.0F;
};

struct Logistic {};
struct Tanh {};
struct HardSwish {};
struct Rsqrt {};

struct Gelu {
  bool approximate = false;  // the tanh form instead of the error function
};

struct Relu {
  enum class Kind { kRelu, kReluN1To1, kRelu6 };
  Kind kind = Kind::kRelu;
};

struct LeakyRelu {
  float alpha = 0.0F;  // slope below zero
};

}  // namespace tessera::workloads
