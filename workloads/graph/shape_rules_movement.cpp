// SPDX-License-Identifier: Apache-2.0
// Shapes of operators that move elements or resize images.
#include "workloads/graph/shape_rules.h"
#include "workloads/graph/strided_slice.h"
#include "workloads/graph/validate.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

/// All inputs have the shape of the first, except along `axis` if there is one.
void same_but(const Operands& in, std::optional<std::size_t> axis) {
  const auto& first = in.shape(0);
  for (std::size_t i = 1; i < in.count(); ++i) {
    Shape part = in.shape(i);
    if (axis && part.size() == first.size()) {
      part[*axis] = first[*axis];
    }
    if (part != first) {
      in.fail(
          fmt::format("input {} is {}, input 0 {}", i, to_string(in.shape(i)), to_string(first)));
    }
  }
}

Shapes resized(const Operands& in, bool align_corners, bool half_pixel_centers) {
  in.require(2, 2);
  const auto& x = in.image(0);
  const auto size = in.integers(1, 2);
  if (size[0] < 1 || size[1] < 1) {
    in.fail(fmt::format("size {}x{}, allowed 1 and more", size[0], size[1]));
  }
  if (align_corners && half_pixel_centers) {
    in.fail("align_corners together with half_pixel_centers");
  }
  return {{x[0], in.dimension(size[0]), in.dimension(size[1]), x[3]}};
}

}  // namespace

Shapes output_shapes(const Operands& in, const Concatenation& concatenation) {
  in.require(1, kMaxParts);
  Shape sum = in.shape(0);
  const auto axis = in.normalized(concatenation.axis, sum.size());
  same_but(in, axis);
  std::int64_t along = 0;
  for (std::size_t i = 0; i < in.count(); ++i) {
    along += in.shape(i)[axis];
  }
  sum[axis] = in.dimension(along);
  return {sum};
}

Shapes output_shapes(const Operands& in, const Split& split) {
  in.require(2, 2);
  Shape part = in.shape(1);
  const auto axis = in.axis(0, part.size());
  const auto parts = split.parts != 0 ? std::int64_t{split.parts}
                                      : static_cast<std::int64_t>(in.op().outputs.size());
  if (parts < 1 || parts > static_cast<std::int64_t>(kMaxParts) || part[axis] % parts != 0) {
    in.fail(fmt::format("{} along axis {} in {} parts, allowed 1 to {}", part[axis], axis, parts,
                        kMaxParts));
  }
  part[axis] /= static_cast<std::int32_t>(parts);
  return Shapes(static_cast<std::size_t>(parts), part);
}

Shapes output_shapes(const Operands& in, const Reshape& reshape) {
  in.require(1, 2);
  const auto& x = in.tensor(0);
  auto wanted = in.has(1) ? in.integers(1) : reshape.new_shape;
  if (!in.has(1) && wanted.empty()) {
    in.fail("names no shape");
  }
  std::int64_t known = 1;
  std::int32_t* open = nullptr;
  for (auto& size : wanted) {
    if (size == -1 && open == nullptr) {
      open = &size;
    } else if (size < 0 || known > kMaxElements) {
      in.fail(fmt::format("{} into {}", to_string(x.shape), to_string(wanted)));
    } else {
      known *= size;
    }
  }
  if (open != nullptr && known > 0) {
    *open = static_cast<std::int32_t>(x.elements() / known);
    known *= *open;
  }
  if (known != x.elements() || wanted.size() > kMaxRank) {
    in.fail(fmt::format("{} into {}", to_string(x.shape), to_string(wanted)));
  }
  return {wanted};
}

Shapes output_shapes(const Operands& in, const Squeeze& squeeze) {
  in.require(1, 1);
  const auto& x = in.shape(0);
  std::vector<bool> dropped(x.size());
  for (const auto axis : squeeze.axes) {
    const auto at = in.normalized(axis, x.size());
    if (x[at] != 1) {
      in.fail(fmt::format("dimension {} of {}, allowed 1", at, to_string(x)));
    }
    dropped[at] = true;
  }
  Shape rest;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(squeeze.axes.empty() ? x[i] == 1 : dropped[i])) {
      rest.push_back(x[i]);
    }
  }
  return {rest};
}

Shapes output_shapes(const Operands& in, const ExpandDims&) {
  in.require(2, 2);
  Shape shape = in.shape(0);
  const auto axis = in.axis(1, shape.size() + 1);
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  return {shape};
}

Shapes output_shapes(const Operands& in, const Pad& pad) {
  const std::size_t inputs = pad.with_value ? 3 : 2;
  in.require(inputs, inputs);
  Shape shape = in.shape(0);
  const auto paddings = in.integers(1, 2 * shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto before = paddings[2 * i];
    const auto after = paddings[2 * i + 1];
    if (before < 0 || after < 0) {
      in.fail(
          fmt::format("paddings {} and {} of dimension {}, allowed 0 and more", before, after, i));
    }
    shape[i] = in.dimension(std::int64_t{shape[i]} + before + after);
  }
  if (pad.with_value && in.tensor(2).elements() != 1) {
    in.fail(fmt::format("value {}, allowed a scalar", to_string(in.shape(2))));
  }
  return {shape};
}

Shapes output_shapes(const Operands& in, const Slice&) { return {plan_slice(in).shape}; }

Shapes output_shapes(const Operands& in, const StridedSlice& slice) {
  return {plan_strided_slice(in, slice).shape};
}

Shapes output_shapes(const Operands& in, const Pack& pack) {
  in.require(1, kMaxParts);
  if (pack.parts != 0 && !std::cmp_equal(pack.parts, in.count())) {
    in.fail(fmt::format("{} inputs, options say {}", in.count(), pack.parts));
  }
  same_but(in, std::nullopt);
  Shape shape = in.shape(0);
  const auto axis = in.normalized(pack.axis, shape.size() + 1);
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis),
               static_cast<std::int32_t>(in.count()));
  return {shape};
}

Shapes output_shapes(const Operands& in, const Unpack& unpack) {
  in.require(1, 1);
  Shape part = in.shape(0);
  const auto axis = in.normalized(unpack.axis, part.size());
  if (unpack.parts != part[axis] || part[axis] > static_cast<std::int32_t>(kMaxParts)) {
    in.fail(fmt::format("{} along axis {} in {} parts, allowed at most {}", part[axis], axis,
                        unpack.parts, kMaxParts));
  }
  part.erase(part.begin() + static_cast<std::ptrdiff_t>(axis));
  return Shapes(static_cast<std::size_t>(unpack.parts), part);
}

Shapes output_shapes(const Operands& in, const Transpose&) {
  in.require(2, 2);
  const auto& x = in.shape(0);
  const auto permutation = in.integers(1, x.size());
  std::vector<bool> taken(x.size());
  Shape shape;
  for (const auto entry : permutation) {
    const auto axis = in.normalized(entry, x.size());
    if (taken[axis]) {
      in.fail(fmt::format("{} is not a permutation", to_string(permutation)));
    }
    taken[axis] = true;
    shape.push_back(x[axis]);
  }
  return {shape};
}

Shapes output_shapes(const Operands& in, const ResizeBilinear& resize) {
  return resized(in, resize.align_corners, resize.half_pixel_centers);
}

Shapes output_shapes(const Operands& in, const ResizeNearestNeighbor& resize) {
  return resized(in, resize.align_corners, resize.half_pixel_centers);
}

}  // namespace tessera::workloads
