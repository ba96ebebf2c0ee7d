// SPDX-License-Identifier: Apache-2.0
// What a STRIDED_SLICE with its masks selects.
#pragma once

#include "workloads/graph/operands.h"

#include <cstdint>
#include <vector>

namespace tessera::workloads {

/// `count` elements from `start`, `stride` apart.
struct SliceAxis {
  std::int32_t start = 0;
  std::int32_t stride = 1;
  std::int32_t count = 0;
};

struct SlicePlan {
  std::vector<SliceAxis> axes;  // one per dimension of the input
  Shape shape;                  // of the output: axes dropped and added as the masks say
};

/// Operands: x, begin, end, strides. Throws `ModelError` where they contradict one another.
[[nodiscard]] SlicePlan plan_strided_slice(const Operands& in, const StridedSlice& slice);

/// Operands: x, begin, size.
[[nodiscard]] SlicePlan plan_slice(const Operands& in);

}  // namespace tessera::workloads
