// SPDX-License-Identifier: Apache-2.0
// Field ids, codes and limits of the TFLite container (identifier TFL3, version 3).
// Source of the numbers: the field tables of the format's facts sheet; no schema file is used.
#pragma once

#include "workloads/flatbuffer/table.h"

#include <cstdint>

namespace tessera::workloads::tflite {

inline constexpr const char* kIdentifier = "TFL3";
inline constexpr std::uint32_t kVersion = 3;

// Sane maxima: far above any network, low enough that a hostile file cannot cost much.
inline constexpr std::uint64_t kMaxTensors = 65536;
inline constexpr std::uint64_t kMaxOperators = 16384;
inline constexpr std::uint64_t kMaxOperands = 256;
inline constexpr std::uint64_t kMaxChannels = 65536;
inline constexpr std::uint64_t kMaxTextBytes = 16384;

namespace model {
inline constexpr Field kVersion{0, "version"};
inline constexpr Field kOperatorCodes{1, "operator_codes"};
inline constexpr Field kSubgraphs{2, "subgraphs"};
inline constexpr Field kBuffers{4, "buffers"};
}  // namespace model

namespace subgraph {
inline constexpr Field kTensors{0, "tensors"};
inline constexpr Field kInputs{1, "inputs"};
inline constexpr Field kOutputs{2, "outputs"};
inline constexpr Field kOperators{3, "operators"};
inline constexpr Field kName{4, "name"};
}  // namespace subgraph

namespace tensor {
inline constexpr Field kShape{0, "shape"};
inline constexpr Field kType{1, "type"};
inline constexpr Field kBuffer{2, "buffer"};
inline constexpr Field kName{3, "name"};
inline constexpr Field kQuantization{4, "quantization"};
inline constexpr Field kIsVariable{5, "is_variable"};
}  // namespace tensor

namespace quantization {
inline constexpr Field kScale{2, "scale"};
inline constexpr Field kZeroPoint{3, "zero_point"};
inline constexpr Field kDimension{6, "quantized_dimension"};
}  // namespace quantization

namespace buffer {
inline constexpr Field kData{0, "data"};
inline constexpr Field kOffset{1, "offset"};
}  // namespace buffer

namespace operator_code {
inline constexpr Field kDeprecatedCode{0, "deprecated_builtin_code"};
inline constexpr Field kCustomCode{1, "custom_code"};
inline constexpr Field kCode{3, "builtin_code"};
}  // namespace operator_code

namespace op {
inline constexpr Field kOpcodeIndex{0, "opcode_index"};
inline constexpr Field kInputs{1, "inputs"};
inline constexpr Field kOutputs{2, "outputs"};
inline constexpr Field kOptionsType{3, "builtin_options_type"};
inline constexpr Field kOptions{4, "builtin_options"};
inline constexpr Field kCustomOptions{5, "custom_options"};
inline constexpr Field kIntermediates{8, "intermediates"};
}  // namespace op

/// Builtin operator codes.
enum class Code : std::int32_t {
  kAdd = 0,
  kAveragePool2d = 1,
  kConcatenation = 2,
  kConv2d = 3,
  kDepthwiseConv2d = 4,
  kDequantize = 6,
  kFullyConnected = 9,
  kLogistic = 14,
  kMaxPool2d = 17,
  kMul = 18,
  kRelu = 19,
  kReluN1To1 = 20,
  kRelu6 = 21,
  kReshape = 22,
  kResizeBilinear = 23,
  kSoftmax = 25,
  kTanh = 28,
  kCustom = 32,
  kPad = 34,
  kTranspose = 39,
  kMean = 40,
  kSub = 41,
  kSqueeze = 43,
  kUnidirectionalSequenceLstm = 44,
  kStridedSlice = 45,
  kSplit = 49,
  kArgMax = 56,
  kPadV2 = 60,
  kSlice = 65,
  kTransposeConv = 67,
  kExpandDims = 70,
  kSum = 74,
  kRsqrt = 76,
  kReduceMax = 82,
  kPack = 83,
  kUnpack = 88,
  kResizeNearestNeighbor = 97,
  kLeakyRelu = 98,
  kQuantize = 114,
  kHardSwish = 117,
  kBatchMatmul = 126,
  kGelu = 150,
};

/// Numbers of the members of the options union whose fields are read.
enum class OptionsType : std::uint8_t {
  kNone = 0,
  kConv2d = 1,
  kDepthwiseConv2d = 2,
  kPool2d = 5,
  kFullyConnected = 8,
  kSoftmax = 9,
  kConcatenation = 10,
  kAdd = 11,
  kResizeBilinear = 15,
  kReshape = 17,
  kMul = 21,
  kReducer = 27,
  kSub = 28,
  kSqueeze = 30,
  kStridedSlice = 32,
  kSplit = 35,
  kTransposeConv = 49,
  kPack = 59,
  kUnpack = 64,
  kUnidirectionalSequenceLstm = 71,
  kResizeNearestNeighbor = 74,
  kLeakyRelu = 75,
  kBatchMatmul = 101,
  kGelu = 116,
};

}  // namespace tessera::workloads::tflite
