// SPDX-License-Identifier: Apache-2.0
// Integer accumulators of layers with weights, for all calibration images at once. The reference
// executor goes from codes to codes; calibration has to see what lies between.
#pragma once

#include "workloads/graph/operator.h"
#include "workloads/zoo/features.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tessera::workloads::zoo {

/// Sums of products without bias, NHWC; `filter` is OHWI.
[[nodiscard]] std::vector<std::int32_t> conv_sums(const Features& x, const Window& window,
                                                  const Shape& filter,
                                                  std::span<const std::int16_t> weights);

/// The same per channel; `filter` is 1HWC.
[[nodiscard]] std::vector<std::int32_t> depthwise_sums(const Features& x, const Window& window,
                                                       const Shape& filter,
                                                       std::span<const std::int16_t> weights);

/// The same of a transposed convolution; `filter` is OHWI, `output` NHWC of one image, `window`
/// that of the convolution from the output to x.
[[nodiscard]] std::vector<std::int32_t> transpose_conv_sums(const Features& x, const Window& window,
                                                            const Shape& filter,
                                                            const Shape& output,
                                                            std::span<const std::int16_t> weights);

/// `filter` is [out, in]; every image is one row of `in` values.
[[nodiscard]] std::vector<std::int32_t> fully_connected_sums(const Features& x, const Shape& filter,
                                                             std::span<const std::int16_t> weights);

}  // namespace tessera::workloads::zoo
