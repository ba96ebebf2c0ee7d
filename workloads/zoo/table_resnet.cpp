// SPDX-License-Identifier: Apache-2.0
// ResNet-50 (He et al., arXiv 1512.03385 and 1603.05027) as in keras.applications: V1 strides in
// the first 1x1 of a stage, V2 in the 3x3 of a stage's last block. Biases of convolutions in front
// of a batch norm are part of it. Coral's benchmark page does not say whose ResNets it measured.
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr std::array kV1{
    conv(7, 2, 64),
    max_pool(3, 2),
    residual(1, 64, 3),
    residual(2, 128, 4),
    residual(2, 256, 6),
    residual(2, 512, 3),
    pool(),
    classifier(1000),
};

constexpr std::array kV2{
    linear(with_bias(conv(7, 2, 64))),
    max_pool(3, 2),
    pre_residual(1, 64, 2),
    pre_residual(2, 64),
    pre_residual(1, 128, 3),
    pre_residual(2, 128),
    pre_residual(1, 256, 5),
    pre_residual(2, 256),
    pre_residual(1, 512, 3),
    affine(),
    pool(),
    classifier(1000),
};

constexpr std::string_view kSource = "torchvision resnet50 (25557032 parameters)";
constexpr std::string_view kKeras = "keras.applications ResNet50V2 (trainable parameters)";

constexpr Network make(std::string_view name, std::string_view description,
                       std::span<const Block> blocks, Published published) {
  return {.name = name,
          .description = description,
          .input = square(299),
          .nonlinearity = Nonlinearity::kRelu,
          .blocks = blocks,
          .published = published,
          .calibration = square(128)};
}

constexpr std::array kNetworks{
    make("resnet50_v1_299", "ResNet-50 V1", kV1, {25.557032, 0.0, kSource}),
    make("resnet50_v2_299", "ResNet-50 V2", kV2, {25.568360, 0.0, kKeras}),
};

}  // namespace

std::span<const Network> resnet_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
