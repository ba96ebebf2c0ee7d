// SPDX-License-Identifier: Apache-2.0
// Bytes and numbers as GDB writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::tlm::gdb {

/// Two lower-case digits per byte.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);
/// Nothing unless `text` is an even number of digits.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);
/// A number of 1 to 8 digits, most significant first; nothing if anything else stands there.
[[nodiscard]] std::optional<std::uint32_t> parse_number(std::string_view text);

}  // namespace tessera::tlm::gdb
