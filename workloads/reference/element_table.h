// SPDX-License-Identifier: Apache-2.0
// Operators that make each element of one element, as tables.
#pragma once

#include "workloads/graph/graph.h"
#include "workloads/reference/code_table.h"
#include "workloads/reference/options.h"

#include <cstddef>
#include <optional>

namespace tessera::workloads {

/// The operand that the elements of the result are made of, one by one: of a function, or of a sum
/// or product with a constant of one element. Nothing for other operators.
[[nodiscard]] std::optional<std::size_t> element_operand(const Graph& graph, std::size_t index);

/// The results of such an operator for all codes of its operand, from the operator's own kernel.
/// Throws what the kernel throws for operands that it refuses.
[[nodiscard]] CodeTable element_table(const Graph& graph, std::size_t index,
                                      const ExecutorOptions& options);

}  // namespace tessera::workloads
