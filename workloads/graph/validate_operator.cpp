// SPDX-License-Identifier: Apache-2.0
#include "workloads/error.h"
#include "workloads/graph/validate.h"
#include "workloads/graph/window.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <set>

namespace tessera::workloads {
namespace {

/// Shape rules of one operator; each overload computes what the output must be and compares.
class ShapeCheck {
 public:
  ShapeCheck(const Graph& graph, std::size_t index)
      : graph_(graph), index_(index), op_(graph.operators[index]) {}

  void operator()(const Conv2d& conv) const {
    operands(2, 3, 1);
    const auto& x = image(0);
    const auto& w = weights(1, 4);
    if (x[3] != w[3]) {
      fail(fmt::format("{} input channels, weights {}", x[3], to_string(w)));
    }
    bias(2, w[0]);
    output(windowed(conv.window, x, w[1], w[2], w[0]));
  }

  void operator()(const DepthwiseConv2d& conv) const {
    operands(2, 3, 1);
    const auto& x = image(0);
    const auto& w = weights(1, 4);
    if (w[0] != 1 || conv.depth_multiplier < 1 ||
        std::int64_t{x[3]} * conv.depth_multiplier != w[3]) {
      fail(fmt::format("{} input channels with depth multiplier {}, weights {}", x[3],
                       conv.depth_multiplier, to_string(w)));
    }
    bias(2, w[3]);
    output(windowed(conv.window, x, w[1], w[2], w[3]));
  }

  void operator()(const Pool2d& pool) const {
    operands(1, 1, 1);
    if (pool.filter_y < 1 || pool.filter_x < 1) {
      fail(fmt::format("filter {}x{}, allowed 1 and more", pool.filter_y, pool.filter_x));
    }
    const auto& x = image(0);
    output(windowed(pool.window, x, pool.filter_y, pool.filter_x, x[3]));
  }

  void operator()(const FullyConnected&) const {
    operands(2, 3, 1);
    const auto& w = weights(1, 2);
    const auto& x = tensor(0);
    const auto& y = result(0);
    bias(2, w[0]);
    if (x.elements() % w[1] != 0 || y.shape.empty() || y.shape.back() != w[0] ||
        y.elements() != x.elements() / w[1] * w[0]) {
      fail(fmt::format("input {}, weights {}, output {}", to_string(x.shape), to_string(w),
                       to_string(y.shape)));
    }
  }

  void operator()(const Add&) const {
    operands(2, 2, 1);
    const auto& a = tensor(0).shape;
    const auto& b = tensor(1).shape;
    Shape sum(std::max(a.size(), b.size()));
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const auto left = i < a.size() ? a[a.size() - 1 - i] : 1;
      const auto right = i < b.size() ? b[b.size() - 1 - i] : 1;
      if (left != right && left != 1 && right != 1) {
        fail(fmt::format("{} and {} do not broadcast", to_string(a), to_string(b)));
      }
      sum[sum.size() - 1 - i] = std::max(left, right);
    }
    output(sum);
  }

  void operator()(const Concatenation& concatenation) const {
    operands(1, kMaxParts, 1);
    Shape sum = tensor(0).shape;
    const auto axis = normalized_axis(graph_, index_, concatenation.axis, sum.size());
    std::int64_t along = 0;
    for (std::size_t i = 0; i < op_.inputs.size(); ++i) {
      Shape part = tensor(i).shape;
      if (part.size() != sum.size()) {
        fail(fmt::format("input {} is {}, input 0 {}", i, to_string(part), to_string(sum)));
      }
      along += part[axis];
      part[axis] = sum[axis];
      if (part != sum) {
        fail(fmt::format("input {} is {}, input 0 {}", i, to_string(tensor(i).shape),
                         to_string(sum)));
      }
    }
    sum[axis] = static_cast<std::int32_t>(std::min(along, kMaxElements));
    output(sum);
  }

  void operator()(const Split&) const {
    operands(2, 2, op_.outputs.size());
    const auto axes = constant_int32(graph_, index_, op_.inputs[0]);
    const auto& x = tensor(1).shape;
    if (axes.size() != 1 || op_.outputs.empty() || op_.outputs.size() > kMaxParts) {
      fail(fmt::format("{} axes, {} outputs, allowed 1 and 1 to {}", axes.size(),
                       op_.outputs.size(), kMaxParts));
    }
    const auto axis = normalized_axis(graph_, index_, axes[0], x.size());
    const auto parts = static_cast<std::int32_t>(op_.outputs.size());
    if (x[axis] % parts != 0) {
      fail(fmt::format("{} along axis {} in {} parts", x[axis], axis, parts));
    }
    Shape part = x;
    part[axis] /= parts;
    for (std::size_t i = 0; i < op_.outputs.size(); ++i) {
      output(part, i);
    }
  }

  void operator()(const Reshape&) const {
    operands(1, 2, 1);
    if (tensor(0).elements() != result(0).elements()) {
      fail(fmt::format("{} into {}", to_string(tensor(0).shape), to_string(result(0).shape)));
    }
  }

  void operator()(const Softmax&) const {
    same_shape();
    if (tensor(0).shape.empty()) {
      fail("input is a scalar");
    }
  }
  void operator()(const Logistic&) const { same_shape(); }
  void operator()(const Quantize&) const { same_shape(); }
  void operator()(const Dequantize&) const { same_shape(); }

  void operator()(const Mean& mean) const {
    operands(2, 2, 1);
    const auto& x = tensor(0).shape;
    std::set<std::size_t> reduced;
    for (const auto axis : constant_int32(graph_, index_, op_.inputs[1])) {
      reduced.insert(normalized_axis(graph_, index_, axis, x.size()));
    }
    Shape rest;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!reduced.contains(i)) {
        rest.push_back(x[i]);
      } else if (mean.keep_dimensions) {
        rest.push_back(1);
      }
    }
    output(rest);
  }

  void operator()(const ArgMax&) const {
    operands(2, 2, 1);
    const auto& x = tensor(0).shape;
    const auto axes = constant_int32(graph_, index_, op_.inputs[1]);
    if (axes.size() != 1) {
      fail(fmt::format("{} axes, allowed 1", axes.size()));
    }
    Shape rest = x;
    rest.erase(rest.begin() +
               static_cast<std::ptrdiff_t>(normalized_axis(graph_, index_, axes[0], x.size())));
    output(rest);
  }

  void operator()(const UnidirectionalSequenceLstm& lstm) const {
    operands(20, 24, 1);
    const auto& x = tensor(0).shape;
    if (x.size() != 3) {
      fail(fmt::format("input {}, allowed rank 3", to_string(x)));
    }
    const auto batch = lstm.time_major ? x[1] : x[0];
    const auto cells = weights(4, 2)[0];
    for (const std::size_t operand : {1U, 2U, 3U, 4U}) {
      expect(operand, {cells, x[2]});
      expect(operand + 4, {cells, cells});
      expect(operand + 11, {cells});
    }
    for (const std::size_t state : {18U, 19U}) {
      expect(state, {batch, cells});
      if (!tensor(state).is_variable) {
        fail(fmt::format("input {} is not a variable", state));
      }
    }
    Shape y = x;
    y[2] = cells;
    output(y);
  }

  void operator()(const EdgetpuCustomOp&) const {}  // import/edgetpu_package.h compares the layers

 private:
  static constexpr std::size_t kMaxParts = 1024;

  [[noreturn]] void fail(std::string_view problem) const {
    throw ModelError(graph_.source, graph_.describe(index_), problem);
  }

  /// Number of operands; those present may not be empty.
  void operands(std::size_t at_least, std::size_t at_most, std::size_t outputs) const {
    if (op_.inputs.size() < at_least || op_.inputs.size() > at_most ||
        op_.outputs.size() != outputs) {
      fail(fmt::format("{} inputs and {} outputs, allowed {} to {} and {}", op_.inputs.size(),
                       op_.outputs.size(), at_least, at_most, outputs));
    }
    for (std::size_t i = 0; i < op_.inputs.size(); ++i) {
      if (op_.inputs[i] != kNoTensor && tensor(i).elements() < 1) {
        fail(fmt::format("input {} is empty: {}", i, to_string(tensor(i).shape)));
      }
    }
    for (std::size_t i = 0; i < outputs; ++i) {
      if (result(i).elements() < 1) {
        fail(fmt::format("output {} is empty: {}", i, to_string(result(i).shape)));
      }
    }
  }

  [[nodiscard]] const Tensor& tensor(std::size_t operand) const {
    if (op_.input(operand) == kNoTensor) {
      fail(fmt::format("input {} is absent, but required", operand));
    }
    return graph_.tensor(op_.inputs[operand]);
  }

  [[nodiscard]] const Tensor& result(std::size_t operand) const {
    return graph_.tensor(op_.outputs[operand]);
  }

  [[nodiscard]] const Shape& image(std::size_t operand) const {
    const auto& shape = tensor(operand).shape;
    if (shape.size() != 4) {
      fail(fmt::format("input {} is {}, allowed rank 4", operand, to_string(shape)));
    }
    return shape;
  }

  [[nodiscard]] const Shape& weights(std::size_t operand, std::size_t rank) const {
    const auto& w = tensor(operand);
    if (!w.is_constant() || w.shape.size() != rank) {
      fail(fmt::format("input {} is {}{}, allowed a constant of rank {}", operand,
                       w.is_constant() ? "" : "not constant, ", to_string(w.shape), rank));
    }
    return w.shape;
  }

  void bias(std::size_t operand, std::int32_t channels) const {
    if (op_.input(operand) == kNoTensor) {
      return;
    }
    const auto& b = tensor(operand);
    if (!b.is_constant() || b.elements() != channels) {
      fail(fmt::format("bias {}{}, allowed a constant of {} elements",
                       b.is_constant() ? "" : "not constant, ", to_string(b.shape), channels));
    }
  }

  void expect(std::size_t operand, const Shape& shape) const {
    if (tensor(operand).shape != shape) {
      fail(fmt::format("input {} is {}, allowed {}", operand, to_string(tensor(operand).shape),
                       to_string(shape)));
    }
  }

  void output(const Shape& shape, std::size_t operand = 0) const {
    if (result(operand).shape != shape) {
      fail(fmt::format("output {} is {}, its inputs give {}", operand,
                       to_string(result(operand).shape), to_string(shape)));
    }
  }

  void same_shape() const {
    operands(1, 1, 1);
    output(tensor(0).shape);
  }

  [[nodiscard]] Shape windowed(const Window& window, const Shape& x, std::int32_t filter_y,
                               std::int32_t filter_x, std::int32_t channels) const {
    if (window.stride_y < 1 || window.stride_x < 1 || window.dilation_y < 1 ||
        window.dilation_x < 1) {
      fail(fmt::format("strides {}x{}, dilations {}x{}, allowed 1 and more", window.stride_y,
                       window.stride_x, window.dilation_y, window.dilation_x));
    }
    const auto y_size = axis_y(window, x[1], filter_y).output();
    const auto x_size = axis_x(window, x[2], filter_x).output();
    if (y_size < 1 || x_size < 1) {
      fail(fmt::format("a {}x{} window does not fit in {}", filter_y, filter_x, to_string(x)));
    }
    return {x[0], static_cast<std::int32_t>(y_size), static_cast<std::int32_t>(x_size), channels};
  }

  const Graph& graph_;
  std::size_t index_;
  const Operator& op_;
};

}  // namespace

void validate_operator(const Graph& graph, std::size_t index) {
  std::visit(ShapeCheck(graph, index), graph.operators[index].options);
}

std::vector<std::int32_t> constant_int32(const Graph& graph, std::size_t op_index,
                                         TensorIndex tensor) {
  if (tensor == kNoTensor) {
    throw ModelError(graph.source, graph.describe(op_index), "a constant operand is absent");
  }
  const auto& source = graph.tensor(tensor);
  if (!source.is_constant() || source.type != DataType::kInt32) {
    throw ModelError(
        graph.source, graph.describe(op_index),
        fmt::format("tensor {} is {}{}, allowed a constant int32", tensor,
                    source.is_constant() ? "" : "not constant, ", data_type_name(source.type)));
  }
  std::vector<std::int32_t> values(source.data->size() / sizeof(std::int32_t));
  if (!values.empty()) {
    std::memcpy(values.data(), source.data->data(), values.size() * sizeof(std::int32_t));
  }
  return values;
}

std::size_t normalized_axis(const Graph& graph, std::size_t op_index, std::int32_t axis,
                            std::size_t rank) {
  const auto signed_rank = static_cast<std::int32_t>(rank);
  if (axis < -signed_rank || axis >= signed_rank) {
    throw ModelError(graph.source, graph.describe(op_index),
                     fmt::format("axis {}, allowed {} to {}", axis, -signed_rank, signed_rank - 1));
  }
  return static_cast<std::size_t>(axis < 0 ? axis + signed_rank : axis);
}

}  // namespace tessera::workloads
