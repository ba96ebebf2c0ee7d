// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/broadcast.h"

#include <algorithm>

namespace tessera::workloads {

std::optional<Shape> broadcast(const Shape& a, const Shape& b) {
  Shape both(std::max(a.size(), b.size()));
  for (std::size_t i = 0; i < both.size(); ++i) {
    const auto left = i < a.size() ? a[a.size() - 1 - i] : 1;
    const auto right = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (left != right && left != 1 && right != 1) {
      return std::nullopt;
    }
    both[both.size() - 1 - i] = std::max(left, right);
  }
  return both;
}

}  // namespace tessera::workloads
