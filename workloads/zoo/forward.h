// SPDX-License-Identifier: Apache-2.0
// Operators without weights on the calibration images, in float32. Only ranges and statistics come
// of it; the bytes of a network are the reference executor's business.
#pragma once

#include "workloads/graph/operator.h"
#include "workloads/zoo/features.h"

#include <optional>
#include <span>
#include <vector>

namespace tessera::workloads::zoo {

using Operands = std::span<const Features* const>;

/// Real values of the output, all images; `output` is the shape for one image. Throws `Error` for
/// an operator the zoo does not use.
[[nodiscard]] std::vector<float> forward(const OperatorOptions& options, Operands operands,
                                         const Shape& output);

/// The grid of an operator that leaves no choice. Throws `Error` where the operands of one that
/// moves values have several.
[[nodiscard]] std::optional<Grid> fixed_grid(const OperatorOptions& options, Operands operands);

}  // namespace tessera::workloads::zoo
