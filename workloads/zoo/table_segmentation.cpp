// SPDX-License-Identifier: Apache-2.0
// Networks with one class score per pixel, on MobileNetV2.
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr auto kRelu = Nonlinearity::kRelu;

constexpr Block skip(Block block, Slot slot) { return joined(kept_expansion(block, slot)); }
constexpr Block up(std::int32_t out) {
  Block block = joined(up_conv(out));
  block.nonlinearity = kRelu;
  return block;
}

/// TensorFlow's tutorial on image segmentation, which Coral's file is named after: expansions of
/// four blocks are joined to transposed convolutions; three classes.
constexpr std::array kUNet{
    conv(3, 2, 32),
    bottleneck(1, 1, 16),
    skip(bottleneck(6, 2, 24), 1),
    bottleneck(6, 1, 24),
    skip(bottleneck(6, 2, 32), 2),
    bottleneck(6, 1, 32, 2),
    skip(bottleneck(6, 2, 64), 3),
    bottleneck(6, 1, 64, 3),
    bottleneck(6, 1, 96, 3),
    skip(bottleneck(6, 2, 160), 4),
    bottleneck(6, 1, 160, 2),
    bottleneck(6, 1, 320),
    up(512),
    join(4),
    up(256),
    join(3),
    up(128),
    join(2),
    up(64),
    join(1),
    linear(with_bias(up_conv(3))),
};

/// tensorflow/models research/deeplab with mobilenet_v2: stride 16, blocks behind it dilated by 2,
/// image pooling and one 1x1 branch (no atrous rates), 21 classes, resized to the image.
constexpr std::array kDeepLab{
    conv(3, 2, 32),
    bottleneck(1, 1, 16),
    bottleneck(6, 2, 24, 2),
    bottleneck(6, 2, 32, 3),
    bottleneck(6, 2, 64, 4),
    bottleneck(6, 1, 96, 3),
    bottleneck(6, 1, 160),
    dilated(bottleneck(6, 1, 160, 2), 2),
    kept(dilated(bottleneck(6, 1, 320), 2), 1),
    pool(),
    joined(conv(1, 1, 256, kRelu)),
    kept(resize_as(1), 2),
    from(1, joined(conv(1, 1, 256, kRelu))),
    join(2),
    conv(1, 1, 256, kRelu),
    linear(with_bias(conv(1, 1, 21))),
    resize_as(0),
};

constexpr Network make(std::string_view name, std::string_view description, std::int32_t resolution,
                       std::span<const Block> blocks, std::int32_t images,
                       std::string_view source) {
  return {.name = name,
          .description = description,
          .input = square(resolution),
          .nonlinearity = Nonlinearity::kRelu6,
          .blocks = blocks,
          .published = {0.0, 0.0, source},
          .images = images};
}

constexpr std::array kNetworks{
    make("unet_mobilenet_v2_128", "U-Net with MobileNetV2", 128, kUNet, 8,
         "tensorflow.org tutorials/images/segmentation"),
    make("deeplab_v3_mobilenet_v2_513", "DeepLabV3 with MobileNetV2", 513, kDeepLab, 4,
         "tensorflow/models research/deeplab"),
};

}  // namespace

std::span<const Network> segmentation_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
