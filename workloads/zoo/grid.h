// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace tessera::workloads::zoo {

/// Scale and zero point of an int8 tensor.
struct Grid {
  float scale = 1.0F;
  std::int32_t zero_point = 0;

  bool operator==(const Grid&) const = default;
};

}  // namespace tessera::workloads::zoo
