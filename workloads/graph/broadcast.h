// SPDX-License-Identifier: Apache-2.0
// Broadcasting of shapes: dimensions are aligned at the back, and those of 1 are repeated.
#pragma once

#include "workloads/graph/tensor.h"

#include <optional>

namespace tessera::workloads {

/// The shape that both take, if there is one.
[[nodiscard]] std::optional<Shape> broadcast(const Shape& a, const Shape& b);

}  // namespace tessera::workloads
