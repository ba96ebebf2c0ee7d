// SPDX-License-Identifier: Apache-2.0
// Random latencies, to find programs (or rules of the model) whose results depend on them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace tessera::sim {

/// A factor per unit, 1 to 100 with equal chances per octave: 0.1 to 10 around the middle. The same
/// seed gives the same unit the same factor.
[[nodiscard]] std::function<std::uint32_t(const std::string&)> scrambled_latencies(
    std::uint32_t seed);

}  // namespace tessera::sim
