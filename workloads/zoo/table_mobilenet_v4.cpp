// SPDX-License-Identifier: Apache-2.0
// MobileNetV4 (Qin et al., arXiv 2404.10518 v2). Blocks as in the authors' code, tensorflow/models
// official/vision/modeling/backbones/mobilenet.py @001ec92b, with which timm agrees on every block
// and the paper's tables 11, 12, 14 and 15 agree as well; table 13 (Hybrid-M) differs from both.
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr std::array kConvSmall{
    conv(3, 2, 32),          conv(3, 2, 32),       conv(1, 1, 32),
    conv(3, 2, 96),          conv(1, 1, 64),       uib(5, 5, 2, 96, 3),
    uib(0, 3, 1, 96, 2, 4),  uib(3, 0, 1, 96, 4),  uib(3, 3, 2, 128, 6),
    uib(5, 5, 1, 128, 4),    uib(0, 5, 1, 128, 4), uib(0, 5, 1, 128, 3),
    uib(0, 3, 1, 128, 4, 2), conv(1, 1, 960),      pool(),
    conv(1, 1, 1280),        classifier(1000),
};

constexpr std::array kConvMedium{
    conv(3, 2, 32),          fused(3, 2, 48, 4),
    uib(3, 5, 2, 80, 4),     uib(3, 3, 1, 80, 2),
    uib(3, 5, 2, 160, 6),    uib(3, 3, 1, 160, 4, 2),
    uib(3, 5, 1, 160, 4),    uib(3, 3, 1, 160, 4),
    uib(3, 0, 1, 160, 4),    uib(0, 0, 1, 160, 2),
    uib(3, 0, 1, 160, 4),    uib(5, 5, 2, 256, 6),
    uib(5, 5, 1, 256, 4),    uib(3, 5, 1, 256, 4, 2),
    uib(0, 0, 1, 256, 4),    uib(3, 0, 1, 256, 4),
    uib(3, 5, 1, 256, 2),    uib(5, 5, 1, 256, 4),
    uib(0, 0, 1, 256, 4, 2), uib(5, 0, 1, 256, 2),
    conv(1, 1, 960),         pool(),
    conv(1, 1, 1280),        classifier(1000),
};

constexpr std::array kConvLarge{
    conv(3, 2, 24),
    fused(3, 2, 48, 4),
    uib(3, 5, 2, 96, 4),
    uib(3, 3, 1, 96, 4),
    uib(3, 5, 2, 192, 4),
    uib(3, 3, 1, 192, 4, 3),
    uib(3, 5, 1, 192, 4),
    uib(5, 3, 1, 192, 4, 5),
    uib(3, 0, 1, 192, 4),
    uib(5, 5, 2, 512, 4),
    uib(5, 5, 1, 512, 4, 3),
    uib(5, 0, 1, 512, 4),
    uib(5, 3, 1, 512, 4),
    uib(5, 0, 1, 512, 4, 2),
    uib(5, 3, 1, 512, 4),
    uib(5, 5, 1, 512, 4),
    uib(5, 0, 1, 512, 4, 3),
    conv(1, 1, 960),
    pool(),
    conv(1, 1, 1280),
    classifier(1000),
};

constexpr std::array kHybridMedium{
    conv(3, 2, 32),          fused(3, 2, 48, 4),   uib(3, 5, 2, 80, 4),
    uib(3, 3, 1, 80, 2),     uib(3, 5, 2, 160, 6), uib(0, 0, 1, 160, 2),
    uib(3, 3, 1, 160, 4),    uib(3, 5, 1, 160, 4), mqa(4, 64, 2, 160),
    uib(3, 3, 1, 160, 4),    mqa(4, 64, 2, 160),   uib(3, 0, 1, 160, 4),
    mqa(4, 64, 2, 160),      uib(3, 3, 1, 160, 4), mqa(4, 64, 2, 160),
    uib(3, 0, 1, 160, 4),    uib(5, 5, 2, 256, 6), uib(5, 5, 1, 256, 4),
    uib(3, 5, 1, 256, 4, 2), uib(0, 0, 1, 256, 2), uib(3, 5, 1, 256, 2),
    uib(0, 0, 1, 256, 2),    uib(0, 0, 1, 256, 4), mqa(4, 64, 1, 256),
    uib(3, 0, 1, 256, 4),    mqa(4, 64, 1, 256),   uib(5, 5, 1, 256, 4),
    mqa(4, 64, 1, 256),      uib(5, 0, 1, 256, 4), mqa(4, 64, 1, 256),
    uib(5, 0, 1, 256, 4),    conv(1, 1, 960),      pool(),
    conv(1, 1, 1280),        classifier(1000),
};

constexpr std::array kHybridLarge{
    conv(3, 2, 24),       fused(3, 2, 48, 4),      uib(3, 5, 2, 96, 4),
    uib(3, 3, 1, 96, 4),  uib(3, 5, 2, 192, 4),    uib(3, 3, 1, 192, 4, 3),
    uib(3, 5, 1, 192, 4), uib(5, 3, 1, 192, 4, 2), mqa(8, 48, 2, 192),
    uib(5, 3, 1, 192, 4), mqa(8, 48, 2, 192),      uib(5, 3, 1, 192, 4),
    mqa(8, 48, 2, 192),   uib(5, 3, 1, 192, 4),    mqa(8, 48, 2, 192),
    uib(3, 0, 1, 192, 4), uib(5, 5, 2, 512, 4),    uib(5, 5, 1, 512, 4, 3),
    uib(5, 0, 1, 512, 4), uib(5, 3, 1, 512, 4),    uib(5, 0, 1, 512, 4, 2),
    uib(5, 3, 1, 512, 4), uib(5, 5, 1, 512, 4),    mqa(8, 64, 1, 512),
    uib(5, 0, 1, 512, 4), mqa(8, 64, 1, 512),      uib(5, 0, 1, 512, 4),
    mqa(8, 64, 1, 512),   uib(5, 0, 1, 512, 4),    mqa(8, 64, 1, 512),
    uib(5, 0, 1, 512, 4), conv(1, 1, 960),         pool(),
    conv(1, 1, 1280),     classifier(1000),
};

constexpr std::string_view kSource = "arXiv 2404.10518 v2, table 6";

constexpr Network make(std::string_view name, std::string_view description, std::int32_t resolution,
                       std::span<const Block> blocks, double parameters_m, double macs_m) {
  return {.name = name,
          .description = description,
          .input = square(resolution),
          .nonlinearity = Nonlinearity::kRelu,
          .blocks = blocks,
          .published = {parameters_m, macs_m, kSource}};
}

constexpr Network hybrid(Network network, Nonlinearity nonlinearity) {
  network.nonlinearity = nonlinearity;
  network.layer_scale = true;
  return network;
}

constexpr std::array kNetworks{
    make("mobilenet_v4_conv_small", "MobileNetV4-Conv-S", 224, kConvSmall, 3.8, 200.0),
    make("mobilenet_v4_conv_medium", "MobileNetV4-Conv-M", 256, kConvMedium, 9.2, 1000.0),
    make("mobilenet_v4_conv_large", "MobileNetV4-Conv-L", 384, kConvLarge, 31.0, 5900.0),
    hybrid(make("mobilenet_v4_hybrid_medium", "MobileNetV4-Hybrid-M, with attention", 256,
                kHybridMedium, 10.5, 1200.0),
           Nonlinearity::kRelu),
    hybrid(make("mobilenet_v4_hybrid_large", "MobileNetV4-Hybrid-L, with attention and GELU", 384,
                kHybridLarge, 35.9, 7200.0),
           Nonlinearity::kGelu),
};

}  // namespace

std::span<const Network> mobilenet_v4_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
