// SPDX-License-Identifier: Apache-2.0
// Shape inference: the outputs of an operator from its inputs and options.
#pragma once

#include "workloads/graph/graph.h"

#include <vector>

namespace tessera::workloads {

/// Shapes of all outputs of an operator whose inputs exist (its outputs need not, except those of
/// an edgetpu-custom-op and of a RESHAPE that names no shape). Throws `ModelError` with the
/// operator's number, name and reason where operands, options and shapes do not fit together.
[[nodiscard]] std::vector<Shape> infer_shapes(const Graph& graph, std::size_t index);

}  // namespace tessera::workloads
