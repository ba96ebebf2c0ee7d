// SPDX-License-Identifier: Apache-2.0
// How figures are written for people, in the terminal and in the report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::sim {

/// 1234567 -> "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t value);

/// 282752 -> "282.8 kB".
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

/// Shares of a whole in tenths of a per cent that sum to 1000: largest remainders are rounded up.
/// All 0 if the whole is.
[[nodiscard]] std::vector<std::uint64_t> tenths(const std::vector<std::uint64_t>& parts);

/// 469 -> "46.9%".
[[nodiscard]] std::string per_cent(std::uint64_t in_tenths);

/// "tile_1_2.op" -> "op": the kind of a unit; scalar-side units keep their name.
[[nodiscard]] std::string unit_kind(const std::string& unit);

}  // namespace tessera::sim
