// SPDX-License-Identifier: Apache-2.0
// MobileOne (Vasu et al., arXiv 2206.04040, tables 2 and 3), in the form for inference: branches of
// training are added up into one convolution each. S4 squeezes in the second half of stage 3 and in
// stage 4 (apple/ml-mobileone mobileone.py, MobileOne._make_stage).
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr std::array kS0{
    with_bias(conv(3, 2, 48)), rep(2, 48, 2), rep(2, 128, 8),   rep(2, 256, 10),
    rep(2, 1024, 1),           pool(),        classifier(1000),
};

constexpr std::array kS4{
    with_bias(conv(3, 2, 64)), rep(2, 192, 2),        rep(2, 448, 8), rep(2, 896, 5),
    rep(1, 896, 5, true),      rep(2, 2048, 1, true), pool(),         classifier(1000),
};

constexpr Network make(std::string_view name, std::string_view description,
                       std::span<const Block> blocks, double parameters_m, double macs_m) {
  return {.name = name,
          .description = description,
          .input = square(224),
          .nonlinearity = Nonlinearity::kRelu,
          .blocks = blocks,
          .published = {parameters_m, macs_m, "arXiv 2206.04040, table 9"},
          .images = 8,
          .calibration = square(192)};
}

constexpr std::array kNetworks{
    make("mobileone_s0", "MobileOne-S0", kS0, 2.1, 275.0),
    make("mobileone_s4", "MobileOne-S4", kS4, 14.8, 2978.0),
};

}  // namespace

std::span<const Network> mobileone_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
