// SPDX-License-Identifier: Apache-2.0
// The shape rule of each operator (shapes.h dispatches).
#pragma once

#include "workloads/graph/operands.h"
#include "workloads/graph/operator.h"

#include <vector>

namespace tessera::workloads {

using Shapes = std::vector<Shape>;

inline constexpr std::size_t kMaxParts = 1024;  // inputs of a CONCATENATION, outputs of a SPLIT

// shape_rules_compute.cpp
[[nodiscard]] Shapes output_shapes(const Operands& in, const Conv2d& conv);
[[nodiscard]] Shapes output_shapes(const Operands& in, const DepthwiseConv2d& conv);
[[nodiscard]] Shapes output_shapes(const Operands& in, const TransposeConv& conv);
[[nodiscard]] Shapes output_shapes(const Operands& in, const FullyConnected& layer);
[[nodiscard]] Shapes output_shapes(const Operands& in, const BatchMatmul& product);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Pool2d& pool);
[[nodiscard]] Shapes output_shapes(const Operands& in, const UnidirectionalSequenceLstm& lstm);

// shape_rules_elementwise.cpp
[[nodiscard]] Shapes output_shapes(const Operands& in, const Mean& mean);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Sum& sum);
[[nodiscard]] Shapes output_shapes(const Operands& in, const ReduceMax& maximum);
[[nodiscard]] Shapes output_shapes(const Operands& in, const ArgMax& arg_max);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Add& add);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Sub& sub);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Mul& mul);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Softmax& softmax);
/// Functions of one element.
[[nodiscard]] Shapes same_shape(const Operands& in);

// shape_rules_movement.cpp
[[nodiscard]] Shapes output_shapes(const Operands& in, const Concatenation& concatenation);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Split& split);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Reshape& reshape);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Squeeze& squeeze);
[[nodiscard]] Shapes output_shapes(const Operands& in, const ExpandDims& expand);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Pad& pad);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Slice& slice);
[[nodiscard]] Shapes output_shapes(const Operands& in, const StridedSlice& slice);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Pack& pack);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Unpack& unpack);
[[nodiscard]] Shapes output_shapes(const Operands& in, const Transpose& transpose);
[[nodiscard]] Shapes output_shapes(const Operands& in, const ResizeBilinear& resize);
[[nodiscard]] Shapes output_shapes(const Operands& in, const ResizeNearestNeighbor& resize);

}  // namespace tessera::workloads
