// SPDX-License-Identifier: Apache-2.0
// The RTL op unit that the benches of a binary run: the one that ships, or one that checks its
// assertions and counts coverage (covered/).
#pragma once

#include "hw/tile/op_engine.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace tessera::test {

inline constexpr unsigned kMemoryPorts = 7;
inline constexpr unsigned kWritePort = 6;

/// For 16 lanes.
[[nodiscard]] std::unique_ptr<hw::OpUnitEngine> make_unit(const hw::OpEngineSite& site);

/// The same with memories that are ready in the next cycle if `ready` says so, a bit per port.
[[nodiscard]] std::unique_ptr<hw::OpUnitEngine> make_stalling_unit(
    const hw::OpEngineSite& site, std::function<std::uint32_t()> ready);

}  // namespace tessera::test
