// SPDX-License-Identifier: Apache-2.0
// Rows of the network tables. A network is a list of these; expand.h turns them into layers.
#pragma once

#include <cstdint>

namespace tessera::workloads::zoo {

enum class BlockKind {
  kConv,        // kernel x kernel convolution, batch norm, nonlinearity
  kSeparable,   // depthwise and 1x1, each with batch norm and nonlinearity (MobileNetV1)
  kRep,         // MobileOne's, as inference has it: the same with biases, squeeze-and-excite inside
  kBottleneck,  // [start depthwise], [1x1 to `expanded`], [depthwise], 1x1 without nonlinearity
  kFused,       // kernel x kernel convolution to `expanded`, 1x1 without nonlinearity
  kTucker,    // 1x1 to a share of the input, kernel x kernel to one of the output, 1x1 (MobileDet)
  kResidual,  // ResNet's bottleneck, nonlinearity behind the sum
  kPreResidual,  // ResNetV2's, nonlinearity in front of the convolutions
  kAffine,       // a batch norm of its own with nonlinearity
  kAttention,    // Mobile MQA: one key and value head for all query heads
  kPool,         // global average
  kMaxPool,
  kClassifier,  // fully connected with bias
  kDense,       // the same with nonlinearity
  kPad,         // zeros around the image
  kUpConv,      // transposed convolution, batch norm, nonlinearity
  kResize,      // bilinear, corners aligned
  kJoin,        // channels of two values
  kHeads,       // box and class maps of a detector: results of the network beside the way on
};

/// kNetwork: the network's.
enum class Nonlinearity { kNetwork, kNone, kRelu, kRelu6, kHardSwish, kGelu };

/// How a row takes part in a network's width multiplier.
enum class Widening { kScaled, kNotBelowFull, kFixed };

struct Attention {
  std::int32_t heads = 0;
  std::int32_t key_size = 0;
  std::int32_t value_size = 0;
  std::int32_t kv_stride = 1;  // above 1: a 3x3 depthwise of that stride in front of key and value
};

/// Number of a value that later rows read. 0: none.
using Slot = std::int32_t;

struct Block {
  BlockKind kind = BlockKind::kConv;
  std::int32_t out = 0;  // channels
  std::int32_t stride = 1;
  std::int32_t kernel = 0;        // of the (middle) window; 0: the bottleneck has none
  std::int32_t start_kernel = 0;  // of the depthwise in front; 0: none
  std::int32_t dilation = 1;      // of the (middle) window
  std::int32_t ratio = 0;         // channels after expansion / channels of the input; or
  std::int32_t expanded = 0;      // that number itself; both 0: no expansion
  bool ratio_of_out = false;      // the ratio is to the channels of the output
  bool squeeze = false;           // squeeze-and-excite on the expanded channels
  bool batch_norm = true;         // of a kConv; without, it has a bias
  bool valid = false;             // no padding
  bool residual = true;           // where shapes agree
  Nonlinearity nonlinearity = Nonlinearity::kNetwork;
  Widening widening = Widening::kScaled;
  Attention attention = {};
  std::int32_t repeat = 1;  // the stride is the first one's
  Slot from = 0;            // reads that value instead of the last row's
  Slot other = 0;           // kJoin: the second value; kResize: whose size (0: the input's)
  Slot keep = 0;            // stores its result there
  Slot keep_expanded = 0;   // stores a bottleneck's expansion there
  bool joined = false;      // a kJoin reads the (expanded) result: see `kJoinedGrid`
  std::int32_t padded = 0;  // kPad: height and width of the result,
  std::int32_t padded_in_calibration = 0;  // the calibration's
};

// How the tables write their rows.

[[nodiscard]] constexpr Block conv(std::int32_t kernel, std::int32_t stride, std::int32_t out,
                                   Nonlinearity nonlinearity = Nonlinearity::kNetwork) {
  return {.kind = BlockKind::kConv,
          .out = out,
          .stride = stride,
          .kernel = kernel,
          .nonlinearity = nonlinearity};
}

/// A 1x1 convolution with bias instead of batch norm.
[[nodiscard]] constexpr Block biased(std::int32_t out, Nonlinearity nonlinearity) {
  Block block = conv(1, 1, out, nonlinearity);
  block.batch_norm = false;
  return block;
}

[[nodiscard]] constexpr Block separable(std::int32_t stride, std::int32_t out,
                                        std::int32_t repeat = 1) {
  return {
      .kind = BlockKind::kSeparable, .out = out, .stride = stride, .kernel = 3, .repeat = repeat};
}

/// MobileNetV2's inverted bottleneck; ratio 1 has no expansion.
[[nodiscard]] constexpr Block bottleneck(std::int32_t ratio, std::int32_t stride, std::int32_t out,
                                         std::int32_t repeat = 1) {
  return {.kind = BlockKind::kBottleneck,
          .out = out,
          .stride = stride,
          .kernel = 3,
          .ratio = ratio == 1 ? 0 : ratio,
          .repeat = repeat};
}

/// MobileNetV3's: the table of its paper gives the expanded channels themselves.
[[nodiscard]] constexpr Block bneck(std::int32_t kernel, std::int32_t expanded, std::int32_t out,
                                    bool squeeze, Nonlinearity nonlinearity, std::int32_t stride) {
  return {.kind = BlockKind::kBottleneck,
          .out = out,
          .stride = stride,
          .kernel = kernel,
          .expanded = expanded,
          .squeeze = squeeze,
          .nonlinearity = nonlinearity};
}

/// MobileNetV4's universal inverted bottleneck: both windows ExtraDW, the middle one IB, the start
/// one ConvNext, none FFN. A stride is always the middle window's.
[[nodiscard]] constexpr Block uib(std::int32_t start_kernel, std::int32_t kernel,
                                  std::int32_t stride, std::int32_t out, std::int32_t ratio,
                                  std::int32_t repeat = 1) {
  return {.kind = BlockKind::kBottleneck,
          .out = out,
          .stride = stride,
          .kernel = kernel,
          .start_kernel = start_kernel,
          .ratio = ratio,
          .repeat = repeat};
}

[[nodiscard]] constexpr Block fused(std::int32_t kernel, std::int32_t stride, std::int32_t out,
                                    std::int32_t ratio, std::int32_t repeat = 1) {
  return {.kind = BlockKind::kFused,
          .out = out,
          .stride = stride,
          .kernel = kernel,
          .ratio = ratio,
          .repeat = repeat};
}

/// An inverted bottleneck with a window of any size (facts/workloads.md: `ib K S OUT eE`).
[[nodiscard]] constexpr Block ib(std::int32_t kernel, std::int32_t stride, std::int32_t out,
                                 std::int32_t ratio, std::int32_t repeat = 1) {
  return uib(0, kernel, stride, out, ratio, repeat);
}

/// MobileDet's `tk 3 1 OUT .25 .75 nores`, the only one of its EdgeTPU network.
[[nodiscard]] constexpr Block tucker(std::int32_t kernel, std::int32_t out) {
  return {.kind = BlockKind::kTucker, .out = out, .kernel = kernel, .residual = false};
}

/// ResNet: 1x1 to `mid`, 3x3, 1x1 to four times `mid`.
[[nodiscard]] constexpr Block residual(std::int32_t stride, std::int32_t mid, std::int32_t repeat) {
  return {.kind = BlockKind::kResidual,
          .out = 4 * mid,
          .stride = stride,
          .kernel = 3,
          .expanded = mid,
          .repeat = repeat};
}

[[nodiscard]] constexpr Block pre_residual(std::int32_t stride, std::int32_t mid,
                                           std::int32_t repeat = 1) {
  Block block = residual(stride, mid, repeat);
  block.kind = BlockKind::kPreResidual;
  return block;
}

[[nodiscard]] constexpr Block affine() { return {.kind = BlockKind::kAffine}; }

[[nodiscard]] constexpr Block rep(std::int32_t stride, std::int32_t out, std::int32_t repeat,
                                  bool squeeze = false) {
  return {.kind = BlockKind::kRep,
          .out = out,
          .stride = stride,
          .kernel = 3,
          .squeeze = squeeze,
          .batch_norm = false,
          .widening = Widening::kFixed,
          .repeat = repeat};
}

[[nodiscard]] constexpr Block mqa(std::int32_t heads, std::int32_t size, std::int32_t kv_stride,
                                  std::int32_t out) {
  return {
      .kind = BlockKind::kAttention,
      .out = out,
      .attention = {.heads = heads, .key_size = size, .value_size = size, .kv_stride = kv_stride}};
}

[[nodiscard]] constexpr Block pool() { return {.kind = BlockKind::kPool}; }

[[nodiscard]] constexpr Block max_pool(std::int32_t kernel, std::int32_t stride) {
  return {.kind = BlockKind::kMaxPool, .stride = stride, .kernel = kernel};
}

[[nodiscard]] constexpr Block classifier(std::int32_t classes) {
  return {.kind = BlockKind::kClassifier, .out = classes};
}

[[nodiscard]] constexpr Block dense(std::int32_t units, std::int32_t repeat = 1) {
  return {.kind = BlockKind::kDense, .out = units, .repeat = repeat};
}

[[nodiscard]] constexpr Block pad_to(std::int32_t size, std::int32_t in_calibration) {
  return {.kind = BlockKind::kPad, .padded = size, .padded_in_calibration = in_calibration};
}

[[nodiscard]] constexpr Block up_conv(std::int32_t out) {
  return {.kind = BlockKind::kUpConv, .out = out, .stride = 2, .kernel = 3};
}

/// The last row's channels, then the slot's.
[[nodiscard]] constexpr Block join(Slot other) {
  return {.kind = BlockKind::kJoin, .other = other};
}

[[nodiscard]] constexpr Block resize_as(Slot other) {
  return {.kind = BlockKind::kResize, .other = other};
}

/// `boxes` boxes per position on a kept value: 1x1 convolutions with bias, or `separable` ones.
[[nodiscard]] constexpr Block heads(Slot from, std::int32_t boxes, bool separable) {
  return {.kind = BlockKind::kHeads, .out = boxes, .kernel = separable ? 3 : 1, .from = from};
}

// What a table says of single rows.

[[nodiscard]] constexpr Block repeated(Block block, std::int32_t times) {
  block.repeat = times;
  return block;
}

[[nodiscard]] constexpr Block without_residual(Block block) {
  block.residual = false;
  return block;
}

[[nodiscard]] constexpr Block kept(Block block, Slot slot) {
  block.keep = slot;
  return block;
}

[[nodiscard]] constexpr Block kept_expansion(Block block, Slot slot) {
  block.keep_expanded = slot;
  return block;
}

/// For a kJoin to read.
[[nodiscard]] constexpr Block joined(Block block) {
  block.joined = true;
  return block;
}

[[nodiscard]] constexpr Block from(Slot slot, Block block) {
  block.from = slot;
  return block;
}

[[nodiscard]] constexpr Block linear(Block block) {
  block.nonlinearity = Nonlinearity::kNone;
  return block;
}

[[nodiscard]] constexpr Block with_bias(Block block) {
  block.batch_norm = false;
  return block;
}

[[nodiscard]] constexpr Block dilated(Block block, std::int32_t dilation) {
  block.dilation = dilation;
  return block;
}

[[nodiscard]] constexpr Block unpadded(Block block) {
  block.valid = true;
  return block;
}

[[nodiscard]] constexpr Block widened(Block block, Widening widening) {
  block.widening = widening;
  return block;
}

}  // namespace tessera::workloads::zoo
