// SPDX-License-Identifier: Apache-2.0
#include "workloads/input/lcg.h"

#include <algorithm>

namespace tessera::workloads {

Bytes Lcg::bytes(std::size_t count) {
  Bytes values(count);
  std::ranges::generate(values, [&] { return static_cast<std::uint8_t>(next()); });
  return values;
}

std::vector<float> Lcg::floats(std::size_t count) {
  std::vector<float> values(count);
  std::ranges::generate(values, [&] { return static_cast<float>(next()) / 32768.0F - 1.0F; });
  return values;
}

}  // namespace tessera::workloads
