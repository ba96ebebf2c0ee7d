// SPDX-License-Identifier: Apache-2.0
// MobileNetV2 (Sandler et al., arXiv 1801.04381, table 2).
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr std::array kBlocks{
    conv(3, 2, 32),           bottleneck(1, 1, 16),
    bottleneck(6, 2, 24, 2),  bottleneck(6, 2, 32, 3),
    bottleneck(6, 2, 64, 4),  bottleneck(6, 1, 96, 3),
    bottleneck(6, 2, 160, 3), bottleneck(6, 1, 320),
    conv(1, 1, 1280),         pool(),
    classifier(1000),
};

constexpr std::array kNetworks{
    Network{.name = "mobilenet_v2",
            .description = "MobileNetV2 1.0",
            .resolution = 224,
            .nonlinearity = Nonlinearity::kRelu6,
            .blocks = kBlocks,
            .published = {3.4, 300.0, "arXiv 1801.04381, table 4"}},
};

}  // namespace

std::span<const Network> mobilenet_v2_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
