// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace tessera::sim {

/// SHA-256 in hexadecimal, small letters.
[[nodiscard]] std::string sha256(std::span<const std::uint8_t> bytes);

}  // namespace tessera::sim
