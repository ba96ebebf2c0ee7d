// SPDX-License-Identifier: Apache-2.0
#include "workloads/error.h"
#include "workloads/graph/shapes.h"
#include "workloads/graph/validate.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace tessera::workloads {
namespace {

/// A FULLY_CONNECTED may spread its rows over any dimensions: converters do not agree on
/// keep_num_dims, and the bytes are the same.
bool agree(const OperatorOptions& options, const Shape& stated, const Shape& inferred) {
  if (!std::holds_alternative<FullyConnected>(options)) {
    return stated == inferred;
  }
  return !stated.empty() && stated.back() == inferred.back() &&
         element_count(stated) == element_count(inferred);
}

template <class T>
std::vector<T> elements(const Bytes& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) {
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  }
  return values;
}

}  // namespace

void validate_operator(const Graph& graph, std::size_t index) {
  const auto& op = graph.operators[index];
  const auto fail = [&](std::string_view problem) {
    throw ModelError(graph.source, graph.describe(index), problem);
  };
  const auto shapes = infer_shapes(graph, index);
  if (op.outputs.size() != shapes.size()) {
    fail(fmt::format("{} outputs, allowed {}", op.outputs.size(), shapes.size()));
  }
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const auto& stated = graph.tensor(op.outputs[i]).shape;
    if (!agree(op.options, stated, shapes[i])) {
      fail(fmt::format("output {} is {}, its inputs give {}", i, to_string(stated),
                       to_string(shapes[i])));
    }
    if (element_count(stated) < 1 && !std::holds_alternative<EdgetpuCustomOp>(op.options)) {
      fail(fmt::format("output {} is empty: {}", i, to_string(stated)));
    }
  }
}

std::vector<std::int32_t> constant_int32(const Graph& graph, std::size_t op_index,
                                         TensorIndex tensor) {
  if (tensor == kNoTensor) {
    throw ModelError(graph.source, graph.describe(op_index), "a constant operand is absent");
  }
  const auto fail = [&](std::string_view problem) {
    throw ModelError(graph.source, graph.describe(op_index),
                     fmt::format("tensor {} {}", tensor, problem));
  };
  const auto& source = graph.tensor(tensor);
  const bool is_64bit = source.type == DataType::kInt64;
  if (!source.is_constant() || (source.type != DataType::kInt32 && !is_64bit)) {
    fail(fmt::format("is {}{}, allowed a constant int32 or int64",
                     source.is_constant() ? "" : "not constant, ", data_type_name(source.type)));
  }
  if (!is_64bit) {
    return elements<std::int32_t>(*source.data);
  }
  std::vector<std::int32_t> values;
  for (const auto value : elements<std::int64_t>(*source.data)) {
    if (!std::in_range<std::int32_t>(value)) {
      fail(fmt::format("holds {}, allowed the range of int32", value));
    }
    values.push_back(static_cast<std::int32_t>(value));
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
