// SPDX-License-Identifier: Apache-2.0
// Integer means on the op unit: the multiplier that rounds every possible sum as TFLite does.
#pragma once

#include "workloads/compiler/tile_tensor.h"
#include "workloads/reference/context.h"

#include <cstdint>
#include <optional>

namespace tessera::workloads {

/// How sums of codes become means.
struct AverageStage {
  OutputStage stage;
  std::int32_t zero = 0;  // subtracted from every code of the sum: the code of the value 0
};

/// True if the pooling's only window is the whole image.
[[nodiscard]] bool is_global(const Pool2d& pool, ImageShape image);

/// Google's: raw codes times 1/count (facts: beagle_isa section 6). Mode f32 only.
[[nodiscard]] AverageStage raw_code_average(const Context& at, std::int64_t count,
                                            Activation activation);

/// The stage of AVERAGE_POOL_2D with full windows. Throws UnsupportedError if no multiplier rounds
/// all sums right.
[[nodiscard]] AverageStage average_stage(const Context& at, const Pool2d& pool);

}  // namespace tessera::workloads
