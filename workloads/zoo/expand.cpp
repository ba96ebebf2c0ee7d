// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/expand.h"

#include "workloads/zoo/layer_list.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace tessera::workloads::zoo {
namespace {

constexpr std::int32_t kInputChannels = 3;

/// A branch that is added to its input carries half of its deviation, so that a stage's values
/// grow slowly.
constexpr Target kBranch{.deviation = 0.5F};
/// Towards a clamp at zero: most values pass.
constexpr Target kImage{.deviation = 1.0F, .mean = 0.25F};
/// One value per image and channel: a channel at zero for one image is likely so for the next, too.
constexpr Target kVector{.deviation = 1.0F, .mean = 1.5F};
constexpr Target kLogits{.deviation = 2.0F};

class Expansion {
 public:
  explicit Expansion(const Network& network)
      : network_(network), x_{0, {1, network.resolution, network.resolution, kInputChannels}} {}

  std::vector<Layer> run() && {
    for (const auto& row : network_.blocks) {
      Block block = row;
      for (std::int32_t i = 0; i < row.repeat; ++i) {
        prefix_ = "block" + std::to_string(index_++) + "/";
        expand(block);
        block.stride = 1;
      }
    }
    return std::move(layers_).take();
  }

 private:
  void expand(const Block& block) {
    switch (block.kind) {
      case BlockKind::kConv:
        convolution(block);
        break;
      case BlockKind::kSeparable:
        x_ = layers_.depthwise(prefix_ + "depthwise", x_, block.kernel, block.stride, tail(block));
        x_ = layers_.conv(prefix_ + "pointwise", x_, 1, 1, channels(block.out), tail(block));
        break;
      case BlockKind::kBottleneck:
        bottleneck(block);
        break;
      case BlockKind::kFused: {
        const auto expanded = layers_.conv(prefix_ + "fused", x_, block.kernel, block.stride,
                                           wide(block, x_.channels()), tail(block));
        x_ = layers_.conv(prefix_ + "project", expanded, 1, 1, channels(block.out), {});
        break;
      }
      case BlockKind::kAttention:
        attention(block);
        break;
      case BlockKind::kPool:
        x_ = network_.mean_pool ? layers_.mean(prefix_ + "pool", x_)
                                : layers_.average_pool(prefix_ + "pool", x_);
        break;
      case BlockKind::kClassifier:
        x_ = layers_.fully_connected(prefix_ + "classifier", x_, block.out,
                                     {.affine = Affine::kBias, .target = kLogits});
        break;
    }
  }

  void convolution(const Block& block) {
    Tail behind = tail(block);
    behind.affine = block.batch_norm ? Affine::kBatchNorm : Affine::kBias;
    if (x_.shape[1] * x_.shape[2] == 1) {
      behind.target = kVector;
    }
    x_ =
        layers_.conv(prefix_ + "conv", x_, block.kernel, block.stride, channels(block.out), behind);
  }

  void bottleneck(const Block& block) {
    const Node input = x_;
    if (block.start_kernel > 0) {
      x_ = layers_.depthwise(prefix_ + "start", x_, block.start_kernel, 1, {});
    }
    if (block.ratio > 0 || block.expanded > 0) {
      x_ = layers_.conv(prefix_ + "expand", x_, 1, 1, wide(block, input.channels()), tail(block));
    }
    if (block.kernel > 0) {
      x_ = layers_.depthwise(prefix_ + "depthwise", x_, block.kernel, block.stride, tail(block));
    }
    if (block.squeeze) {
      squeeze_and_excite();
    }
    const auto out = channels(block.out);
    const bool residual = block.stride == 1 && out == input.channels();
    x_ = layers_.conv(prefix_ + "project", x_, 1, 1, out, branch_end(residual, out));
    if (residual) {
      x_ = layers_.add(prefix_ + "add", input, x_);
    }
  }

  [[nodiscard]] static std::int32_t wide(const Block& block, std::int32_t in) {
    return block.expanded > 0 ? block.expanded : block.ratio * in;
  }

  /// Gate per channel: clamp(y + 3, 0, 6) / 6 of two layers on the image's mean. The clamp is the
  /// second layer's RELU6, the 3 part of its bias, and the 1/6 part of the weights behind.
  void squeeze_and_excite() {
    constexpr Target kGate{.deviation = 0.75F, .mean = 3.0F};
    const auto name = prefix_ + "squeeze/";
    const auto mean = layers_.mean(name + "mean", x_);
    const auto narrow = layers_.conv(name + "reduce", mean, 1, 1, squeezed(x_.channels()),
                                     {Nonlinearity::kRelu, Affine::kBias, kVector});
    const auto gate = layers_.conv(name + "gate", narrow, 1, 1, x_.channels(),
                                   {Nonlinearity::kRelu6, Affine::kBias, kGate});
    x_ = layers_.mul(name + "scale", x_, gate);
  }

  /// A quarter, rounded to a multiple of 8 that is not below nine tenths of it.
  [[nodiscard]] static std::int32_t squeezed(std::int32_t channels) {
    const std::int32_t quarter = channels / 4;
    const std::int32_t rounded = std::max(8, (quarter + 4) / 8 * 8);
    return 10 * rounded < 9 * quarter ? rounded + 8 : rounded;
  }

  /// Mobile multi-query attention. All query heads share key and value, so heads are rows of the
  /// query matrix and nothing is transposed.
  void attention(const Block& block) {
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
        prefix_ + "scores",
        layers_.reshape(prefix_ + "query_rows", query, {1, rows, shape.key_size}), key, true);
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
  Node key_or_value(const std::string& name, Node x, const Attention& shape, std::int32_t size,
                    Target target) {
    if (shape.kv_stride > 1) {
      x = layers_.depthwise(prefix_ + name + "_depthwise", x, 3, shape.kv_stride, {});
    }
    x = layers_.conv(prefix_ + name, x, 1, 1, size, {std::nullopt, Affine::kFolded, target});
    return layers_.reshape(prefix_ + name + "_rows", x, {1, x.shape[1] * x.shape[2], size});
  }

  /// End of a branch: no nonlinearity; a layer scale, if there is one, is folded.
  [[nodiscard]] Tail branch_end(bool residual, std::int32_t out) const {
    return {.target = residual ? kBranch : Target{},
            .more_parameters = network_.layer_scale ? static_cast<std::uint64_t>(out) : 0};
  }

  [[nodiscard]] Tail tail(const Block& block) const {
    return {.nonlinearity = block.nonlinearity == Nonlinearity::kNetwork ? network_.nonlinearity
                                                                         : block.nonlinearity,
            .target = kImage};
  }

  /// MobileNetV1's rule for a width multiplier.
  [[nodiscard]] std::int32_t channels(std::int32_t full) const {
    constexpr std::int32_t kFewest = 8;
    return std::max(static_cast<std::int32_t>(full * network_.width), kFewest);
  }

  const Network& network_;
  LayerList layers_;
  Node x_;
  std::string prefix_;
  std::size_t index_ = 0;
};

}  // namespace

std::vector<Layer> expand(const Network& network) { return Expansion(network).run(); }

}  // namespace tessera::workloads::zoo
