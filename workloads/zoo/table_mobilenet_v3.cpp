// SPDX-License-Identifier: Apache-2.0
// MobileNetV3 (Howard et al., arXiv 1905.02244, tables 1 and 2).
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr auto kRe = Nonlinearity::kRelu;
constexpr auto kHs = Nonlinearity::kHardSwish;
constexpr bool kSe = true;
constexpr bool kNoSe = false;
constexpr std::int32_t kImages = 8;

constexpr std::array kLarge{
    conv(3, 2, 16, kHs),
    bneck(3, 0, 16, kNoSe, kRe, 1),
    bneck(3, 64, 24, kNoSe, kRe, 2),
    bneck(3, 72, 24, kNoSe, kRe, 1),
    bneck(5, 72, 40, kSe, kRe, 2),
    bneck(5, 120, 40, kSe, kRe, 1),
    bneck(5, 120, 40, kSe, kRe, 1),
    bneck(3, 240, 80, kNoSe, kHs, 2),
    bneck(3, 200, 80, kNoSe, kHs, 1),
    bneck(3, 184, 80, kNoSe, kHs, 1),
    bneck(3, 184, 80, kNoSe, kHs, 1),
    bneck(3, 480, 112, kSe, kHs, 1),
    bneck(3, 672, 112, kSe, kHs, 1),
    bneck(5, 672, 160, kSe, kHs, 2),
    bneck(5, 960, 160, kSe, kHs, 1),
    bneck(5, 960, 160, kSe, kHs, 1),
    conv(1, 1, 960, kHs),
    pool(),
    widened(biased(1280, kHs), Widening::kNotBelowFull),
    classifier(1000),
};

constexpr std::array kSmall{
    conv(3, 2, 16, kHs),
    bneck(3, 0, 16, kSe, kRe, 2),
    bneck(3, 72, 24, kNoSe, kRe, 2),
    bneck(3, 88, 24, kNoSe, kRe, 1),
    bneck(5, 96, 40, kSe, kHs, 2),
    bneck(5, 240, 40, kSe, kHs, 1),
    bneck(5, 240, 40, kSe, kHs, 1),
    bneck(5, 120, 48, kSe, kHs, 1),
    bneck(5, 144, 48, kSe, kHs, 1),
    bneck(5, 288, 96, kSe, kHs, 2),
    bneck(5, 576, 96, kSe, kHs, 1),
    bneck(5, 576, 96, kSe, kHs, 1),
    conv(1, 1, 576, kHs),
    pool(),
    biased(1024, kHs),
    classifier(1000),
};

constexpr std::array kNetworks{
    Network{.name = "mobilenet_v3_large",
            .description = "MobileNetV3-Large 1.0",
            .input = square(224),
            .nonlinearity = kHs,
            .blocks = kLarge,
            .published = {5.4, 219.0, "arXiv 1905.02244, table 3"},
            .images = kImages},
    Network{.name = "mobilenet_v3_small",
            .description = "MobileNetV3-Small 1.0",
            .input = square(224),
            .nonlinearity = kHs,
            .blocks = kSmall,
            .published = {2.5, 56.0, "arXiv 1905.02244, table 3"},
            .images = kImages},
    Network{.name = "mobilenet_v3_large_0.50",
            .description = "MobileNetV3-Large of half the channels",
            .input = square(224),
            .nonlinearity = kHs,
            .blocks = kLarge,
            .published = {2.7, 0.0, "arXiv 2404.10518 v2, table 6"},
            .width = 0.5,
            .images = kImages},
};

}  // namespace

std::span<const Network> mobilenet_v3_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
