// SPDX-License-Identifier: Apache-2.0
// Checks that make a graph safe to execute: every importer calls this before it hands a graph out.
#pragma once

#include "workloads/graph/graph.h"

#include <cstdint>
#include <vector>

namespace tessera::workloads {

inline constexpr std::size_t kMaxRank = 8;
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;

/// Throws `ModelError` unless all of this holds: ranks, dimensions and products are within the
/// limits above; constants have the bytes their shape needs; quantization lists fit; operands exist
/// and are computed before they are used; each operator's shapes agree. Types are left to
/// executors.
void validate(const Graph& graph);

/// Part of `validate`: one tensor by itself.
void validate_tensor(const Graph& graph, std::size_t index);

/// Part of `validate`: the shapes of one operator, whose operands are known to exist.
void validate_operator(const Graph& graph, std::size_t index);

/// Contents of a constant int32 tensor of an operator, or of an int64 one within the range of
/// int32; `ModelError` if it is neither.
[[nodiscard]] std::vector<std::int32_t> constant_int32(const Graph& graph, std::size_t op_index,
                                                       TensorIndex tensor);

/// `axis` counted from the front; `ModelError` unless -rank <= axis < rank.
[[nodiscard]] std::size_t normalized_axis(const Graph& graph, std::size_t op_index,
                                          std::int32_t axis, std::size_t rank);

}  // namespace tessera::workloads
