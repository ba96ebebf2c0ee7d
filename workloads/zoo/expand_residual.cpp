// SPDX-License-Identifier: Apache-2.0
// Blocks of the ResNets and of MobileOne.
#include "workloads/zoo/expansion.h"

namespace tessera::workloads::zoo {

/// 1x1 (which has the stride), 3x3, 1x1; where shapes differ, the input goes through a 1x1 as well.
void Expansion::residual(const Block& block) {
  const Node input = x_;
  const auto out = channels(block);
  const auto inner = tail(block);
  x_ = layers_.conv(prefix_ + "reduce", input, 1, block.stride, block.expanded, inner);
  x_ = layers_.conv(prefix_ + "window", x_, block.kernel, 1, block.expanded, inner);
  x_ = layers_.conv(prefix_ + "project", x_, 1, 1, out, branch_end(true, out));
  Node shortcut = input;
  if (block.stride > 1 || input.channels() != out) {
    shortcut = layers_.conv(prefix_ + "shortcut", input, 1, block.stride, out, {});
  }
  x_ = layers_.add(prefix_ + "add", shortcut, x_, Activation::kRelu);
}

/// The batch norm in front of the branch cannot be folded, because the sum goes on without it. The
/// 3x3 has the stride; the input then goes on as every other position.
void Expansion::pre_residual(const Block& block) {
  const Node input = x_;
  const auto out = channels(block);
  const auto inner = tail(block);
  const Tail biased{.affine = Affine::kBias};
  const auto active = layers_.affine(prefix_ + "affine", input, inner);
  Node shortcut = input;
  if (input.channels() != out) {
    shortcut = layers_.conv(prefix_ + "shortcut", active, 1, block.stride, out, biased);
  } else if (block.stride > 1) {
    shortcut = layers_.max_pool(prefix_ + "shortcut", input, 1, window(block));
  }
  x_ = layers_.conv(prefix_ + "reduce", active, 1, 1, block.expanded, inner);
  x_ = layers_.conv(prefix_ + "window", x_, block.kernel, block.stride, block.expanded, inner);
  auto end = branch_end(true, out);
  end.affine = Affine::kBias;
  x_ = layers_.conv(prefix_ + "project", x_, 1, 1, out, end);
  x_ = layers_.add(prefix_ + "add", shortcut, x_);
}

/// Depthwise and 1x1; what training adds up in branches is one convolution with bias each.
void Expansion::rep(const Block& block) {
  auto behind = tail(block);
  if (block.squeeze) {
    behind.nonlinearity = std::nullopt;
  }
  x_ = layers_.depthwise(prefix_ + "depthwise", x_, block.kernel, block.stride, behind);
  x_ = rep_tail(prefix_ + "depthwise_", x_, block.squeeze);
  x_ = layers_.conv(prefix_ + "pointwise", x_, 1, 1, channels(block), behind);
  x_ = rep_tail(prefix_ + "pointwise_", x_, block.squeeze);
}

/// MobileOne's squeeze-and-excite: a sixteenth of the channels, sigmoid, ReLU behind the product.
Node Expansion::rep_tail(const std::string& name, const Node& x, bool squeeze) {
  if (!squeeze) {
    return x;
  }
  constexpr std::int32_t kSqueeze = 16;
  constexpr Target kGate{.deviation = 1.5F, .mean = 0.5F};
  const auto mean = layers_.mean(name + "squeeze/mean", x);
  const auto narrow = layers_.conv(name + "squeeze/reduce", mean, 1, 1, x.channels() / kSqueeze,
                                   {Nonlinearity::kRelu, Affine::kBias, kVector});
  const auto gate = layers_.conv(name + "squeeze/gate", narrow, 1, 1, x.channels(),
                                 {std::nullopt, Affine::kBias, kGate});
  return layers_.mul(name + "squeeze/scale", x, layers_.logistic(name + "squeeze/sigmoid", gate),
                     Activation::kRelu);
}

}  // namespace tessera::workloads::zoo
