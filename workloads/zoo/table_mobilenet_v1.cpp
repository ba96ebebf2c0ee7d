// SPDX-License-Identifier: Apache-2.0
// MobileNetV1 (Howard et al., arXiv 1704.04861, table 1), as in TF-slim's mobilenet_v1.py.
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr std::array kBlocks{
    conv(3, 2, 32),
    separable(1, 64),
    separable(2, 128),
    separable(1, 128),
    separable(2, 256),
    separable(1, 256),
    separable(2, 512),
    separable(1, 512, 5),
    separable(2, 1024),
    separable(1, 1024),
    pool(),
    classifier(1000),
};

constexpr std::string_view kSource = "TF-slim mobilenet_v1.md (1001 classes)";

constexpr Network make(std::string_view name, std::string_view description, std::int32_t resolution,
                       double width, double parameters_m, double macs_m) {
  return {.name = name,
          .description = description,
          .input = square(resolution),
          .nonlinearity = Nonlinearity::kRelu6,
          .blocks = kBlocks,
          .published = {parameters_m, macs_m, kSource},
          .width = width,
          .rounding = Rounding::kDown,
          .mean_pool = false};
}

constexpr std::array kNetworks{
    make("mobilenet_v1", "MobileNetV1 1.0", 224, 1.0, 4.24, 569.0),
    make("mobilenet_v1_0.50_160", "MobileNetV1 of half the channels", 160, 0.5, 1.34, 77.0),
    make("mobilenet_v1_0.25_128", "MobileNetV1 of a quarter of the channels", 128, 0.25, 0.47,
         14.0),
};

}  // namespace

std::span<const Network> mobilenet_v1_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
