// SPDX-License-Identifier: Apache-2.0
// XNNPACK's 8-bit operators as functions of bytes: what mode f32 must give.
#pragma once

#include "tests/reference/random_layer.h"
#include "workloads/file.h"
#include "workloads/graph/options.h"

#include <optional>
#include <vector>

namespace tessera::test {

/// A 2D convolution of one type (int8 or uint8), NHWC.
struct ConvLayer {
  workloads::DataType type = workloads::DataType::kInt8;
  std::int32_t batch = 1, height = 1, width = 1, in_channels = 1, out_channels = 1;
  std::int32_t filter_y = 1, filter_x = 1;
  workloads::Window window;
  bool depthwise = false;  // then out_channels is a multiple of in_channels
  workloads::Activation activation = workloads::Activation::kNone;
  Quant x, y;
  std::vector<float> weight_scales;  // one, or one per output channel (int8)
  std::int32_t weight_zero_point = 0;
  workloads::Bytes weights;  // OHWI, or 1HWC
  std::vector<std::int32_t> bias;
};

/// Lowest and highest value of an output, in its own type.
struct OutputRange {
  std::int32_t low;
  std::int32_t high;
};
[[nodiscard]] OutputRange output_range(workloads::DataType type, workloads::Activation activation,
                                       Quant y);

/// Every function throws `std::runtime_error` where XNNPACK refuses.
[[nodiscard]] workloads::Bytes xnnpack_conv(const ConvLayer& layer, const workloads::Bytes& x,
                                            std::size_t output_bytes);

/// x [rows, inputs], weights [outputs, inputs].
struct DenseLayer {
  workloads::DataType type = workloads::DataType::kInt8;
  std::int32_t rows = 1, inputs = 1, outputs = 1;
  workloads::Activation activation = workloads::Activation::kNone;
  Quant x, w, y;
  workloads::Bytes weights;
  std::vector<std::int32_t> bias;
};
[[nodiscard]] workloads::Bytes xnnpack_dense(const DenseLayer& layer, const workloads::Bytes& x);

enum class Elementwise { kAdd, kSubtract, kMultiply };
[[nodiscard]] workloads::Bytes xnnpack_elementwise(
    Elementwise op, workloads::DataType type, workloads::Activation activation, Quant a, Quant b,
    Quant y, const workloads::Shape& shape_a, const workloads::Shape& shape_b,
    const workloads::Bytes& bytes_a, const workloads::Bytes& bytes_b, std::size_t output_bytes);

/// Mean of [batch, positions, channels] over the positions.
[[nodiscard]] workloads::Bytes xnnpack_mean(workloads::DataType type, Quant x, Quant y,
                                            std::int32_t batch, std::int32_t positions,
                                            std::int32_t channels, const workloads::Bytes& bytes);

enum class Function { kLogistic, kTanh };
[[nodiscard]] workloads::Bytes xnnpack_function(Function function, workloads::DataType type,
                                                Quant x, Quant y, const workloads::Bytes& bytes);

}  // namespace tessera::test
