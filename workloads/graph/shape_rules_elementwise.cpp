// SPDX-License-Identifier: Apache-2.0
// Shapes of element-wise operators and of reductions.
#include "workloads/graph/broadcast.h"
#include "workloads/graph/shape_rules.h"

#include <fmt/format.h>

#include <vector>

namespace tessera::workloads {
namespace {

Shapes broadcast_pair(const Operands& in) {
  in.require(2, 2);
  const auto shape = broadcast(in.shape(0), in.shape(1));
  if (!shape) {
    in.fail(
        fmt::format("{} and {} do not broadcast", to_string(in.shape(0)), to_string(in.shape(1))));
  }
  return {*shape};
}

Shapes reduced(const Operands& in, bool keep_dimensions) {
  in.require(2, 2);
  const auto& x = in.shape(0);
  std::vector<bool> is_reduced(x.size());
  for (const auto axis : in.integers(1)) {
    is_reduced[in.normalized(axis, x.size())] = true;
  }
  Shape rest;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!is_reduced[i]) {
      rest.push_back(x[i]);
    } else if (keep_dimensions) {
      rest.push_back(1);
    }
  }
  return {rest};
}

}  // namespace

Shapes same_shape(const Operands& in) {
  in.require(1, 1);
  return {in.shape(0)};
}

Shapes output_shapes(const Operands& in, const Mean& mean) {
  return reduced(in, mean.keep_dimensions);
}

Shapes output_shapes(const Operands& in, const Sum& sum) {
  return reduced(in, sum.keep_dimensions);
}

Shapes output_shapes(const Operands& in, const ReduceMax& maximum) {
  return reduced(in, maximum.keep_dimensions);
}

Shapes output_shapes(const Operands& in, const ArgMax&) {
  in.require(2, 2);
  Shape rest = in.shape(0);
  rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(in.axis(1, rest.size())));
  return {rest};
}

Shapes output_shapes(const Operands& in, const Add&) { return broadcast_pair(in); }
Shapes output_shapes(const Operands& in, const Sub&) { return broadcast_pair(in); }
Shapes output_shapes(const Operands& in, const Mul&) { return broadcast_pair(in); }

Shapes output_shapes(const Operands& in, const Softmax&) {
  in.require(1, 1);
  if (in.shape(0).empty()) {
    in.fail("input is a scalar");
  }
  return {in.shape(0)};
}

}  // namespace tessera::workloads
