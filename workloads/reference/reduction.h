// SPDX-License-Identifier: Apache-2.0
// Which output element every input element of a reduction goes to.
#pragma once

#include "workloads/reference/context.h"

#include <cstddef>
#include <vector>

namespace tessera::workloads {

/// For every element of input 0 the number of its output element, the axes of input 1 taken out.
[[nodiscard]] std::vector<std::size_t> reduced_positions(const Context& context);

}  // namespace tessera::workloads
