// SPDX-License-Identifier: Apache-2.0
// Verilated ports of any width as 32-bit words.
#pragma once

#include <verilated.h>

#include <cstdint>

namespace tessera::rtl {

template <std::size_t Words>
std::uint32_t* words(VlWide<Words>& port) {
  return port.data();
}
inline std::uint32_t* words(IData& port) { return &port; }

/// Lane counts of all groups, 3 bits each, of any width.
template <typename Lanes>
std::uint64_t lane_counts(const Lanes& port) {
  return port;
}

}  // namespace tessera::rtl
