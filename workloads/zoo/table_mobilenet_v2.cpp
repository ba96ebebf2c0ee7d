// SPDX-License-Identifier: Apache-2.0
// MobileNetV2 (Sandler et al., arXiv 1801.04381, table 2).
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

/// Narrow networks keep all of these channels (section 4 of the paper).
constexpr Block kLast = widened(conv(1, 1, 1280), Widening::kNotBelowFull);

constexpr std::array kBlocks{
    conv(3, 2, 32),
    bottleneck(1, 1, 16),
    bottleneck(6, 2, 24, 2),
    bottleneck(6, 2, 32, 3),
    bottleneck(6, 2, 64, 4),
    bottleneck(6, 1, 96, 3),
    bottleneck(6, 2, 160, 3),
    bottleneck(6, 1, 320),
    kLast,
    pool(),
    classifier(1000),
};

constexpr std::string_view kTable6 = "arXiv 2404.10518 v2, table 6";

constexpr Network make(std::string_view name, std::string_view description, double width,
                       Published published) {
  return {.name = name,
          .description = description,
          .input = square(224),
          .nonlinearity = Nonlinearity::kRelu6,
          .blocks = kBlocks,
          .published = published,
          .width = width};
}

constexpr std::array kNetworks{
    make("mobilenet_v2", "MobileNetV2 1.0", 1.0, {3.4, 300.0, "arXiv 1801.04381, table 4"}),
    make("mobilenet_v2_0.50", "MobileNetV2 of half the channels", 0.5, {2.0, 100.0, kTable6}),
    make("mobilenet_v2_2.00", "MobileNetV2 of twice the channels", 2.0, {11.2, 1100.0, kTable6}),
};

}  // namespace

std::span<const Network> mobilenet_v2_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
