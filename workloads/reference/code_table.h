// SPDX-License-Identifier: Apache-2.0
// Functions of one 8-bit element amount to a table of 256 codes.
#pragma once

#include "workloads/file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace tessera::workloads {

/// The result for every code.
using CodeTable = std::array<std::uint8_t, 256>;

template <class Function>
[[nodiscard]] CodeTable table_of(Function function) {
  CodeTable table{};
  for (std::size_t code = 0; code < table.size(); ++code) {
    table[code] = function(static_cast<std::uint8_t>(code));
  }
  return table;
}

[[nodiscard]] inline Bytes mapped(std::span<const std::uint8_t> codes, const CodeTable& table) {
  Bytes result(codes.size());
  std::ranges::transform(codes, result.begin(), [&](auto code) { return table[code]; });
  return result;
}

}  // namespace tessera::workloads
