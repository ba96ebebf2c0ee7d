// SPDX-License-Identifier: Apache-2.0
// Operators that move elements, or interpolate between them (RESIZE_*).
#pragma once

#include "workloads/graph/options.h"

#include <cstdint>
#include <vector>

namespace tessera::workloads {

struct Concatenation {
  std::int32_t axis = 0;
  Activation activation = Activation::kNone;
};

struct Split {             // inputs: constant axis, x
  std::int32_t parts = 0;  // 0: as many as there are outputs
};

/// Inputs: x and, where the options name no shape, a constant shape. One dimension may be -1. In a
/// file that says neither, the output tensor has the shape.
struct Reshape {
  std::vector<std::int32_t> new_shape = {};
};

struct Squeeze {
  std::vector<std::int32_t> axes = {};  // none: every dimension of 1
};

struct ExpandDims {};  // inputs: x, constant axis

/// Inputs: x, constant [rank, 2] elements before and after, and, for PADV2, the scalar to pad with
/// (otherwise real 0).
struct Pad {
  bool with_value = false;
};

struct Slice {};  // inputs: x, constant begin, constant size (-1: to the end)

/// Inputs: x, constant begin, end and strides. Bit i of a mask is about entry i of these.
struct StridedSlice {
  std::uint32_t begin_mask = 0;        // begin is ignored
  std::uint32_t end_mask = 0;          // end is ignored
  std::uint32_t ellipsis_mask = 0;     // stands for all dimensions the others leave over
  std::uint32_t new_axis_mask = 0;     // a new dimension of 1
  std::uint32_t shrink_axis_mask = 0;  // one index, the dimension is dropped
  bool end_is_offset = false;          // end is counted from begin
};

struct Pack {  // inputs of one shape, stacked along a new axis
  std::int32_t axis = 0;
  std::int32_t parts = 0;  // 0: as many as there are inputs
};

struct Unpack {
  std::int32_t parts = 0;  // the size of x along the axis
  std::int32_t axis = 0;
};

struct Transpose {};  // inputs: x, constant permutation

struct ResizeBilinear {  // inputs: x NHWC, constant [height, width]
  bool align_corners = false;
  bool half_pixel_centers = false;
};

struct ResizeNearestNeighbor {  // inputs: x NHWC, constant [height, width]
  bool align_corners = false;
  bool half_pixel_centers = false;
};

}  // namespace tessera::workloads
