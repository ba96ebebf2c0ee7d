// SPDX-License-Identifier: Apache-2.0
// Operators that move the values of images, or choose among them, on the calibration images.
#pragma once

#include "workloads/graph/operator.h"
#include "workloads/zoo/features.h"
#include "workloads/zoo/forward.h"

#include <vector>

namespace tessera::workloads::zoo {

[[nodiscard]] std::vector<float> reals(const Features& x);

/// Largest value of each window; positions outside the image do not count.
[[nodiscard]] std::vector<float> window_maxima(const Features& x, const Pool2d& pool);

/// NHWC images of one size behind each other in the channels.
[[nodiscard]] std::vector<float> joined_channels(Operands images);

/// Zeros around, the smaller half in front; `output` is [1, height, width, channels].
[[nodiscard]] std::vector<float> padded(const Features& x, const Shape& output);

/// Bilinear; the corners of input and output coincide. One position is the same everywhere.
[[nodiscard]] std::vector<float> resized_with_corners(const Features& x, const Shape& output);

}  // namespace tessera::workloads::zoo
