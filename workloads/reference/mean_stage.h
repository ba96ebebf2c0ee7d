// SPDX-License-Identifier: Apache-2.0
// The constants of MEAN, for the reference and for the compiler.
#pragma once

#include "workloads/reference/context.h"
#include "workloads/reference/output_stage.h"

#include <cstdint>

namespace tessera::workloads {

/// From sums of `count` values, with the input's zero point subtracted, to codes of the output.
[[nodiscard]] OutputStage mean_stage(const Context& context, std::int64_t count);

}  // namespace tessera::workloads
