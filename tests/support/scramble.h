// SPDX-License-Identifier: Apache-2.0
// Other latencies for every unit: what a program gives must not depend on them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace tessera::test {

/// A factor per unit, 1 to 64 with equal chances per octave.
inline std::function<std::uint32_t(const std::string&)> scrambled(std::uint32_t seed) {
  return [seed](const std::string& unit) {
    std::uint32_t hash = seed * 2654435761U;
    for (const char letter : unit) hash = (hash ^ static_cast<std::uint8_t>(letter)) * 16777619U;
    return 1U << (hash >> 16) % 7;
  };
}

}  // namespace tessera::test
