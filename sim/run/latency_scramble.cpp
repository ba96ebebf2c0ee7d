// SPDX-License-Identifier: Apache-2.0
#include "sim/run/latency_scramble.h"

#include <cmath>
#include <random>

namespace tessera::sim {

std::function<std::uint32_t(const std::string&)> scrambled_latencies(std::uint32_t seed) {
  return [seed](const std::string& unit) {
    std::seed_seq mix(unit.begin(), unit.end());
    std::uint32_t hash[1];
    mix.generate(hash, hash + 1);
    std::mt19937 generator(hash[0] ^ (seed * 2654435761U));
    // Own scaling: the distributions of <random> differ between libraries.
    const double u = static_cast<double>(generator()) / 4294967296.0;
    return static_cast<std::uint32_t>(std::lround(std::pow(100.0, u)));
  };
}

}  // namespace tessera::sim
