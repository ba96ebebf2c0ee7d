// SPDX-License-Identifier: Apache-2.0
// Rows of the network tables. A network is a list of these; expand.h turns them into layers.
#pragma once

#include <cstdint>

namespace tessera::workloads::zoo {

enum class BlockKind {
  kConv,        // kernel x kernel convolution, batch norm, nonlinearity
  kSeparable,   // depthwise and 1x1, each with batch norm and nonlinearity (MobileNetV1)
  kBottleneck,  // [start depthwise], [1x1 to `expanded`], [depthwise], 1x1 without nonlinearity
  kFused,       // kernel x kernel convolution to `expanded`, 1x1 without nonlinearity
  kAttention,   // Mobile MQA: one key and value head for all query heads
  kPool,        // global average
  kClassifier,  // fully connected with bias
};

enum class Nonlinearity { kNetwork, kRelu, kRelu6, kHardSwish, kGelu };  // kNetwork: the network's

struct Attention {
  std::int32_t heads = 0;
  std::int32_t key_size = 0;
  std::int32_t value_size = 0;
  std::int32_t kv_stride = 1;  // above 1: a 3x3 depthwise of that stride in front of key and value
};

struct Block {
  BlockKind kind = BlockKind::kConv;
  std::int32_t out = 0;  // channels
  std::int32_t stride = 1;
  std::int32_t kernel = 0;        // of the (middle) window; 0: the bottleneck has none
  std::int32_t start_kernel = 0;  // of the depthwise in front; 0: none
  std::int32_t ratio = 0;         // channels after expansion / channels of the input; or
  std::int32_t expanded = 0;      // that number itself; both 0: no expansion
  bool squeeze = false;           // squeeze-and-excite on the expanded channels
  bool batch_norm = true;         // of a kConv; without, it has a bias
  Nonlinearity nonlinearity = Nonlinearity::kNetwork;
  Attention attention = {};
  std::int32_t repeat = 1;  // the stride is the first one's
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
                                    std::int32_t ratio) {
  return {
      .kind = BlockKind::kFused, .out = out, .stride = stride, .kernel = kernel, .ratio = ratio};
}

[[nodiscard]] constexpr Block mqa(std::int32_t heads, std::int32_t size, std::int32_t kv_stride,
                                  std::int32_t out) {
  return {
      .kind = BlockKind::kAttention,
      .out = out,
      .attention = {.heads = heads, .key_size = size, .value_size = size, .kv_stride = kv_stride}};
}

[[nodiscard]] constexpr Block pool() { return {.kind = BlockKind::kPool}; }

[[nodiscard]] constexpr Block classifier(std::int32_t classes) {
  return {.kind = BlockKind::kClassifier, .out = classes};
}

}  // namespace tessera::workloads::zoo
