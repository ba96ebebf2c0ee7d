// SPDX-License-Identifier: Apache-2.0
// Moving elements of any type between tensors in memory order.
#pragma once

#include "workloads/file.h"
#include "workloads/graph/tensor.h"
#include "workloads/reference/context.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tessera::workloads {

/// A walk over a tensor: the first element and the distance between neighbours along each axis, in
/// elements.
struct Walk {
  std::ptrdiff_t first = 0;
  std::vector<std::ptrdiff_t> strides;
};

/// Every element of a tensor of this shape, in order.
[[nodiscard]] Walk whole(const Shape& shape);

/// Copies prod(shape) elements of `element` bytes from one walk to the other; both must stay within
/// their bytes.
void copy_elements(const Shape& shape, std::span<const std::uint8_t> source, const Walk& from,
                   std::span<std::uint8_t> target, const Walk& to, std::size_t element);

/// Moving keeps codes, so their meaning must not change: refuses unless input and output have one
/// type, scale and zero point.
void require_alike(const Context& context, std::size_t operand, std::size_t result = 0);

}  // namespace tessera::workloads
