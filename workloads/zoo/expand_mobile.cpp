// SPDX-License-Identifier: Apache-2.0
// Blocks of the MobileNets and their relatives.
#include "workloads/zoo/expansion.h"

#include <algorithm>
#include <cmath>

namespace tessera::workloads::zoo {
namespace {

/// A quarter, rounded to a multiple of 8 that is not below nine tenths of it.
std::int32_t squeezed(std::int32_t channels) {
  const std::int32_t quarter = channels / 4;
  const std::int32_t rounded = std::max(8, (quarter + 4) / 8 * 8);
  return 10 * rounded < 9 * quarter ? rounded + 8 : rounded;
}

/// MobileDet's ranks: the nearest multiple of 8, at least 8.
std::int32_t rank(std::int32_t channels, std::int32_t quarters) {
  return std::max((channels * quarters / 4 + 4) / 8 * 8, 8);
}

}  // namespace

void Expansion::separable(const Block& block) {
  auto behind = tail(block);
  if (x_.shape[1] <= block.stride && x_.shape[2] <= block.stride) {  // one position is left
    behind.target = kVector;
  }
  x_ = layers_.depthwise(prefix_ + "depthwise", x_, block.kernel, block.stride, behind);
  x_ = layers_.conv(prefix_ + "pointwise", x_, 1, 1, channels(block), behind);
}

void Expansion::bottleneck(const Block& block) {
  const Node input = x_;
  if (block.start_kernel > 0) {
    x_ = layers_.depthwise(prefix_ + "start", x_, block.start_kernel, 1, {});
  }
  if (block.ratio > 0 || block.expanded > 0) {
    x_ = layers_.conv(prefix_ + "expand", x_, 1, 1, wide(block, input.channels()), tail(block));
  }
  if (block.keep_expanded != 0) {
    slots_[block.keep_expanded] = x_;
  }
  if (block.kernel > 0) {
    auto inner = block;
    inner.joined = false;
    x_ = layers_.depthwise(prefix_ + "depthwise", x_, block.kernel, window(block), tail(inner));
  }
  if (block.squeeze) {
    squeeze_and_excite();
  }
  project(block, input);
}

void Expansion::fused(const Block& block) {
  const Node input = x_;
  x_ = layers_.conv(prefix_ + "fused", x_, block.kernel, block.stride,
                    wide(block, input.channels()), tail(block));
  project(block, input);
}

void Expansion::tucker(const Block& block) {
  const Node input = x_;
  x_ = layers_.conv(prefix_ + "reduce", x_, 1, 1, rank(input.channels(), 1), tail(block));
  x_ = layers_.conv(prefix_ + "window", x_, block.kernel, block.stride, rank(channels(block), 3),
                    tail(block));
  project(block, input);
}

void Expansion::project(const Block& block, const Node& input) {
  const auto out = channels(block);
  const bool sum = block.residual && block.stride == 1 && out == input.channels();
  auto end = branch_end(sum, out);
  if (block.kind != BlockKind::kBottleneck) {
    end.more_parameters = 0;  // layer scales are MobileNetV4's, which has none in fused ones
  }
  x_ = layers_.conv(prefix_ + "project", x_, 1, 1, out, end);
  if (sum) {
    x_ = layers_.add(prefix_ + "add", input, x_);
  }
}

/// Gate per channel: clamp(y + 3, 0, 6) / 6 of two layers on the image's mean. The clamp is the
/// second layer's RELU6, the 3 part of its bias, and the 1/6 part of the weights behind.
void Expansion::squeeze_and_excite() {
  constexpr Target kGate{.deviation = 0.75F, .mean = 3.0F};
  const auto name = prefix_ + "squeeze/";
  const auto mean = layers_.mean(name + "mean", x_);
  const auto narrow = layers_.conv(name + "reduce", mean, 1, 1, squeezed(x_.channels()),
                                   {Nonlinearity::kRelu, Affine::kBias, kVector});
  const auto gate = layers_.conv(name + "gate", narrow, 1, 1, x_.channels(),
                                 {Nonlinearity::kRelu6, Affine::kBias, kGate});
  x_ = layers_.mul(name + "scale", x_, gate);
}

/// Mobile multi-query attention. All query heads share key and value, so heads are rows of the
/// query matrix and nothing is transposed.
void Expansion::attention(const Block& block) {
  const auto& shape = block.attention;
  const Node input = x_;
  // Scores are divided by sqrt(key size), which is folded into the query. Deviations of 1.2 in
  // query and key give scores of deviation 1.4: weights neither uniform nor all on one key.
  constexpr float kDeviation = 1.2F;
  const float root = std::sqrt(static_cast<float>(shape.key_size));
  const auto norm = 2 * static_cast<std::uint64_t>(input.channels());  // of the input
  const auto query = layers_.conv(prefix_ + "query", input, 1, 1, shape.heads * shape.key_size,
                                  {std::nullopt, Affine::kFolded, {kDeviation / root}, norm});
  const auto key = key_or_value("key", input, shape, shape.key_size, {kDeviation});
  const auto value = key_or_value("value", input, shape, shape.value_size, {});

  const std::int32_t rows = input.shape[1] * input.shape[2] * shape.heads;
  const auto scores = layers_.matmul(
      prefix_ + "scores", layers_.reshape(prefix_ + "query_rows", query, {1, rows, shape.key_size}),
      key, true);
  const auto weights = layers_.softmax(prefix_ + "softmax", scores);
  const auto heads = layers_.matmul(prefix_ + "heads", weights, value, false);
  const Shape image{1, input.shape[1], input.shape[2], shape.heads * shape.value_size};
  auto tail = branch_end(true, block.out);
  tail.affine = Affine::kFolded;
  x_ = layers_.conv(prefix_ + "project", layers_.reshape(prefix_ + "image", heads, image), 1, 1,
                    block.out, tail);
  x_ = layers_.add(prefix_ + "add", input, x_);
}

/// A matrix with one row per position.
Node Expansion::key_or_value(const std::string& name, Node x, const Attention& shape,
                             std::int32_t size, Target target) {
  if (shape.kv_stride > 1) {
    x = layers_.depthwise(prefix_ + name + "_depthwise", x, 3, shape.kv_stride, {});
  }
  x = layers_.conv(prefix_ + name, x, 1, 1, size, {std::nullopt, Affine::kFolded, target});
  return layers_.reshape(prefix_ + name + "_rows", x, {1, x.shape[1] * x.shape[2], size});
}

}  // namespace tessera::workloads::zoo
