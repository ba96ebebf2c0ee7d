// SPDX-License-Identifier: Apache-2.0
// Shapes of convolutions, matrix products, pools and LSTMs.
#include "workloads/graph/broadcast.h"
#include "workloads/graph/shape_rules.h"
#include "workloads/graph/window.h"

#include <fmt/format.h>

#include <utility>

namespace tessera::workloads {
namespace {

void check_window(const Operands& in, const Window& window) {
  if (window.stride_y < 1 || window.stride_x < 1 || window.dilation_y < 1 ||
      window.dilation_x < 1) {
    in.fail(fmt::format("strides {}x{}, dilations {}x{}, allowed 1 and more", window.stride_y,
                        window.stride_x, window.dilation_y, window.dilation_x));
  }
}

Shapes windowed(const Operands& in, const Window& window, std::int32_t filter_y,
                std::int32_t filter_x, std::int32_t channels) {
  const auto& x = in.image(0);
  check_window(in, window);
  const auto y_size = axis_y(window, x[1], filter_y).output();
  const auto x_size = axis_x(window, x[2], filter_x).output();
  if (y_size < 1 || x_size < 1) {
    in.fail(fmt::format("a {}x{} window does not fit in {}", filter_y, filter_x, to_string(x)));
  }
  return {{x[0], in.dimension(y_size), in.dimension(x_size), channels}};
}

}  // namespace

Shapes output_shapes(const Operands& in, const Conv2d& conv) {
  in.require(2, 3);
  const auto& x = in.image(0);
  const auto& w = in.weights(1, 4);
  if (x[3] != w[3]) {
    in.fail(fmt::format("{} input channels, weights {}", x[3], to_string(w)));
  }
  in.bias(2, w[0]);
  return windowed(in, conv.window, w[1], w[2], w[0]);
}

Shapes output_shapes(const Operands& in, const DepthwiseConv2d& conv) {
  in.require(2, 3);
  const auto& x = in.image(0);
  const auto& w = in.weights(1, 4);
  if (w[0] != 1 || conv.depth_multiplier < 1 ||
      std::int64_t{x[3]} * conv.depth_multiplier != w[3]) {
    in.fail(fmt::format("{} input channels with depth multiplier {}, weights {}", x[3],
                        conv.depth_multiplier, to_string(w)));
  }
  in.bias(2, w[3]);
  return windowed(in, conv.window, w[1], w[2], w[3]);
}

Shapes output_shapes(const Operands& in, const TransposeConv& conv) {
  in.require(3, 4);
  const auto y = in.integers(0, 4);
  const auto& w = in.weights(1, 4);
  const auto& x = in.image(2);
  check_window(in, conv.window);
  if (conv.window.dilation_y != 1 || conv.window.dilation_x != 1) {
    in.fail("dilated, allowed dilation 1");
  }
  in.bias(3, w[0]);
  const Shape shape(y.begin(), y.end());
  if (y[1] < 1 || y[2] < 1 || y[0] != x[0] || y[3] != w[0] || x[3] != w[3]) {
    in.fail(fmt::format("input {} and weights {} into {}", to_string(x), to_string(w),
                        to_string(shape)));
  }
  // A convolution of the output with this window must give the input.
  if (axis_y(conv.window, y[1], w[1]).output() != x[1] ||
      axis_x(conv.window, y[2], w[2]).output() != x[2]) {
    in.fail(fmt::format("a {}x{} window with strides {}x{} over {} does not give {}", w[1], w[2],
                        conv.window.stride_y, conv.window.stride_x, to_string(shape),
                        to_string(x)));
  }
  return {shape};
}

Shapes output_shapes(const Operands& in, const Pool2d& pool) {
  in.require(1, 1);
  if (pool.filter_y < 1 || pool.filter_x < 1) {
    in.fail(fmt::format("filter {}x{}, allowed 1 and more", pool.filter_y, pool.filter_x));
  }
  return windowed(in, pool.window, pool.filter_y, pool.filter_x, in.image(0)[3]);
}

Shapes output_shapes(const Operands& in, const FullyConnected& layer) {
  in.require(2, 3);
  const auto& w = in.weights(1, 2);
  const auto& x = in.tensor(0);
  in.bias(2, w[0]);
  if (x.elements() % w[1] != 0) {
    in.fail(fmt::format("input {}, weights {}", to_string(x.shape), to_string(w)));
  }
  if (!layer.keep_dimensions) {
    return {{in.dimension(x.elements() / w[1]), w[0]}};
  }
  if (x.shape.empty() || x.shape.back() != w[1]) {
    in.fail(
        fmt::format("input {} keeps its dimensions, weights {}", to_string(x.shape), to_string(w)));
  }
  Shape shape = x.shape;
  shape.back() = w[0];
  return {shape};
}

Shapes output_shapes(const Operands& in, const BatchMatmul& product) {
  in.require(2, 2);
  Shape a = in.shape(0);
  Shape b = in.shape(1);
  if (a.size() < 2 || b.size() < 2) {
    in.fail(fmt::format("{} times {}, allowed rank 2 and more", to_string(a), to_string(b)));
  }
  auto a_columns = a.back();
  auto a_rows = a[a.size() - 2];
  auto b_columns = b.back();
  auto b_rows = b[b.size() - 2];
  if (product.adjoint_a) {
    std::swap(a_rows, a_columns);
  }
  if (product.adjoint_b) {
    std::swap(b_rows, b_columns);
  }
  if (a_columns != b_rows) {
    in.fail(fmt::format("{}{} times {}{}", to_string(a), product.adjoint_a ? " transposed" : "",
                        to_string(b), product.adjoint_b ? " transposed" : ""));
  }
  a.resize(a.size() - 2);
  b.resize(b.size() - 2);
  auto shape = broadcast(a, b);
  if (!shape) {
    in.fail(fmt::format("batches {} and {} do not broadcast", to_string(a), to_string(b)));
  }
  shape->insert(shape->end(), {a_rows, b_columns});
  return {*shape};
}

Shapes output_shapes(const Operands& in, const UnidirectionalSequenceLstm& lstm) {
  in.require(20, 24);
  const auto& x = in.shape(0);
  if (x.size() != 3) {
    in.fail(fmt::format("input {}, allowed rank 3", to_string(x)));
  }
  const auto batch = lstm.time_major ? x[1] : x[0];
  const auto cells = in.weights(4, 2)[0];
  for (const std::size_t operand : {1U, 2U, 3U, 4U}) {
    in.expect(operand, {cells, x[2]});
    in.expect(operand + 4, {cells, cells});
    in.expect(operand + 11, {cells});
  }
  for (const std::size_t state : {18U, 19U}) {
    in.expect(state, {batch, cells});
    if (!in.tensor(state).is_variable) {
      in.fail(fmt::format("input {} is not a variable", state));
    }
  }
  Shape y = x;
  y[2] = cells;
  return {y};
}

}  // namespace tessera::workloads
