// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/expand.h"

#include "workloads/error.h"
#include "workloads/zoo/expansion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace tessera::workloads::zoo {
namespace {

ImageSize input_of(const Network& network, Sizes sizes) {
  return sizes == Sizes::kNetwork || network.calibration.height == 0 ? network.input
                                                                     : network.calibration;
}

bool grows_with_depth(BlockKind kind) {
  return kind == BlockKind::kFused || kind == BlockKind::kBottleneck;
}

}  // namespace

Expansion::Expansion(const Network& network, Sizes sizes) : network_(network), sizes_(sizes) {
  const auto input = input_of(network, sizes);
  image_ = {0, {1, input.height, input.width, input.channels}};
  x_ = image_;
  full_ = input.channels;
}

std::vector<Layer> Expansion::run() && {
  for (const auto& row : network_.blocks) {
    Block block = row;
    const double repeats =
        row.repeat * (grows_with_depth(row.kind) ? network_.depth : 1.0);  // rounded up
    const auto repeat = static_cast<std::int32_t>(std::ceil(repeats));
    for (std::int32_t i = 0; i < repeat; ++i) {
      prefix_ = "block" + std::to_string(index_++) + "/";
      if (block.from != 0) {
        x_ = slot(block.from);
      }
      expand(block);
      block.stride = 1;
      full_ = block.out > 0 ? block.out : full_;
    }
    if (block.keep != 0) {
      slots_[block.keep] = x_;
    }
  }
  return std::move(layers_).take();
}

void Expansion::expand(const Block& block) {
  switch (block.kind) {
    case BlockKind::kConv:
      return convolution(block);
    case BlockKind::kSeparable:
      return separable(block);
    case BlockKind::kRep:
      return rep(block);
    case BlockKind::kBottleneck:
      return bottleneck(block);
    case BlockKind::kFused:
      return fused(block);
    case BlockKind::kTucker:
      return tucker(block);
    case BlockKind::kResidual:
      return residual(block);
    case BlockKind::kPreResidual:
      return pre_residual(block);
    case BlockKind::kAffine:
      x_ = layers_.affine(prefix_ + "affine", x_, tail(block));
      return;
    case BlockKind::kAttention:
      return attention(block);
    case BlockKind::kPool:
      x_ = network_.mean_pool ? layers_.mean(prefix_ + "pool", x_)
                              : layers_.average_pool(prefix_ + "pool", x_);
      return;
    case BlockKind::kMaxPool:
      x_ = layers_.max_pool(prefix_ + "max_pool", x_, block.kernel, window(block));
      return;
    case BlockKind::kClassifier:
      x_ = layers_.fully_connected(prefix_ + "classifier", x_, block.out,
                                   {.affine = Affine::kBias, .target = kLogits});
      return;
    case BlockKind::kDense: {
      auto behind = tail(block);
      behind.affine = Affine::kBias;
      behind.target = kDeepVector;
      x_ = layers_.fully_connected(prefix_ + "dense", x_, block.out, behind);
      return;
    }
    case BlockKind::kPad:
      return pad(block);
    case BlockKind::kUpConv:
      x_ = layers_.transpose_conv(prefix_ + "up", x_, block.kernel, block.stride, channels(block),
                                  tail(block));
      return;
    case BlockKind::kResize: {
      const auto& size = block.other == 0 ? image_.shape : slot(block.other).shape;
      x_ = layers_.resize(prefix_ + "resize", x_, size[1], size[2]);
      return;
    }
    case BlockKind::kJoin:
      x_ = layers_.concatenate(prefix_ + "join", x_, slot(block.other));
      return;
    case BlockKind::kHeads:
      return heads(block);
  }
}

void Expansion::convolution(const Block& block) {
  Tail behind = tail(block);
  if (x_.shape[1] * x_.shape[2] == 1) {
    behind.target = kVector;
  }
  x_ = layers_.conv(prefix_ + "conv", x_, block.kernel, window(block), channels(block), behind);
}

void Expansion::pad(const Block& block) {
  x_ = layers_.pad(prefix_ + "pad", x_,
                   sizes_ == Sizes::kNetwork ? block.padded : block.padded_in_calibration);
}

/// Box offsets and class scores of each position, from the value in front of the row; the way on
/// stays where it was.
void Expansion::heads(const Block& block) {
  constexpr std::int32_t kBoxCode = 4;
  constexpr std::int32_t kClasses = 91;  // COCO's 90 and the background
  const struct {
    const char* name;
    std::int32_t values;
  } kinds[] = {{"box", kBoxCode}, {"class", kClasses}};
  for (const auto& kind : kinds) {
    Node node = x_;
    const auto name = prefix_ + kind.name;
    if (block.kernel > 1) {
      auto behind = tail(block);
      behind.target = x_.shape[1] * x_.shape[2] == 1 ? kVector : kImage;
      node = layers_.depthwise(name + "_depthwise", node, block.kernel, 1, behind);
    }
    node = layers_.conv(name, node, 1, 1, block.out * kind.values,
                        {.affine = Affine::kBias, .target = kLogits});
    layers_.mark_result(node);
  }
}

Window Expansion::window(const Block& block) {
  return {.padding = block.valid ? Padding::kValid : Padding::kSame,
          .stride_y = block.stride,
          .stride_x = block.stride,
          .dilation_y = block.dilation,
          .dilation_x = block.dilation};
}

Tail Expansion::tail(const Block& block) const {
  const auto own =
      block.nonlinearity == Nonlinearity::kNetwork ? network_.nonlinearity : block.nonlinearity;
  Tail result{.nonlinearity = own,
              .affine = block.batch_norm ? Affine::kBatchNorm : Affine::kBias,
              .target = kImage};
  if (own == Nonlinearity::kNone) {
    result.nonlinearity = std::nullopt;
    result.target = {};
  }
  if (block.joined) {
    result.grid = kJoinedGrid;
  }
  return result;
}

/// End of a branch: no nonlinearity; a layer scale, if there is one, is folded.
Tail Expansion::branch_end(bool residual, std::int32_t out) const {
  return {.target = residual ? kBranch : Target{},
          .more_parameters = network_.layer_scale ? static_cast<std::uint64_t>(out) : 0};
}

std::int32_t Expansion::channels(const Block& block) const {
  double width = network_.width;
  if (block.widening == Widening::kFixed) {
    width = 1.0;
  } else if (block.widening == Widening::kNotBelowFull) {
    width = std::max(width, 1.0);
  }
  return width == 1.0 ? block.out : rounded(block.out * width);
}

std::int32_t Expansion::rounded(double channels) const {
  constexpr std::int32_t kFewest = 8;
  if (network_.rounding == Rounding::kDown) {
    return std::max(static_cast<std::int32_t>(channels), kFewest);
  }
  constexpr double kLeastShare = 0.9;
  const auto nearest =
      std::max(kFewest, static_cast<std::int32_t>(channels + kFewest / 2) / kFewest * kFewest);
  return nearest < kLeastShare * channels ? nearest + kFewest : nearest;
}

/// Channels of a bottleneck's expansion. A table's number of them is for its own number of input
/// channels.
std::int32_t Expansion::wide(const Block& block, std::int32_t in) const {
  if (block.ratio_of_out) {
    return block.ratio * channels(block);
  }
  if (block.expanded == 0) {
    return block.ratio * in;
  }
  return in == full_ ? block.expanded : rounded(static_cast<double>(in) * block.expanded / full_);
}

const Node& Expansion::slot(Slot number) const {
  const auto found = slots_.find(number);
  if (found == slots_.end()) {
    throw Error(fmt::format("zoo: table of {}: {} reads value {}, which no row in front keeps",
                            network_.name, prefix_, number));
  }
  return found->second;
}

std::vector<Layer> expand(const Network& network) {
  return Expansion(network, Sizes::kNetwork).run();
}

std::vector<Layer> expand_for_calibration(const Network& network) {
  return Expansion(network, Sizes::kCalibration).run();
}

}  // namespace tessera::workloads::zoo
