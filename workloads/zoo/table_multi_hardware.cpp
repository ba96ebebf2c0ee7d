// SPDX-License-Identifier: Apache-2.0
// Multi-hardware models (Chu et al., arXiv 2008.08178), blocks as in tensorflow/models, with which
// google-research/tunas agrees but for one residual (facts/workloads.md section 4).
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr std::array kMax{
    conv(3, 2, 32),
    ib(3, 2, 32, 3),
    ib(5, 2, 64, 6),
    ib(3, 1, 64, 2, 2),
    ib(5, 2, 128, 6),
    ib(3, 1, 128, 4),
    ib(3, 1, 128, 3, 2),
    ib(3, 1, 128, 6),
    ib(3, 1, 128, 3),
    ib(3, 2, 160, 6),
    ib(5, 1, 160, 4),
    ib(3, 1, 160, 5),
    ib(5, 1, 160, 4),
    conv(1, 1, 960),
    pool(),
    widened(conv(1, 1, 1280), Widening::kNotBelowFull),
    classifier(1000),
};

constexpr std::array kAverage{
    conv(3, 2, 32),
    ib(3, 2, 32, 3),
    ib(3, 1, 32, 2),
    ib(5, 2, 64, 5),
    ib(3, 1, 64, 3),
    ib(3, 1, 64, 2),
    ib(3, 1, 64, 3),
    ib(5, 2, 128, 6),
    ib(3, 1, 128, 3, 3),
    ib(3, 1, 160, 6),
    ib(3, 1, 160, 4),
    ib(3, 2, 192, 6),
    ib(5, 1, 192, 4, 3),
    conv(1, 1, 960),
    pool(),
    widened(conv(1, 1, 1280), Widening::kNotBelowFull),
    classifier(1000),
};

constexpr Network make(std::string_view name, std::string_view description,
                       std::span<const Block> blocks, double parameters_m, double macs_m) {
  return {.name = name,
          .description = description,
          .input = square(224),
          .nonlinearity = Nonlinearity::kRelu,
          .blocks = blocks,
          .published = {parameters_m, macs_m, "arXiv 2404.10518 v2, table 6"},
          .width = 1.5};
}

constexpr std::array kNetworks{
    make("multi_hardware_max_1.50", "MultiHardware-MAX 1.5", kMax, 8.9, 800.0),
    make("multi_hardware_avg_1.50", "MultiHardware-AVG 1.5", kAverage, 10.0, 1000.0),
};

}  // namespace

std::span<const Network> multi_hardware_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
