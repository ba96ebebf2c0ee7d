// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/validate.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr std::size_t kMaxNameInMessage = 64;

[[noreturn]] void fail_tensor(const Graph& graph, std::size_t index, std::string_view problem) {
  const auto& name = graph.tensors[index].name;
  throw ModelError(graph.source,
                   fmt::format("tensor {} {}", index, name.substr(0, kMaxNameInMessage)), problem);
}

void check_shape(const Graph& graph, std::size_t index) {
  const auto& shape = graph.tensors[index].shape;
  if (shape.size() > kMaxRank) {
    fail_tensor(graph, index, fmt::format("rank {}, allowed at most {}", shape.size(), kMaxRank));
  }
  std::int64_t count = 1;
  for (const auto dimension : shape) {
    if (dimension < 0) {
      fail_tensor(graph, index, fmt::format("dimension {}, allowed 0 and more", dimension));
    }
    count *= dimension;  // below 2^28 * 2^31
    if (count > kMaxElements) {
      fail_tensor(graph, index, fmt::format("more than {} elements", kMaxElements));
    }
  }
}

std::pair<std::int64_t, std::int64_t> zero_point_range(DataType type) {
  switch (type) {
    case DataType::kInt8:
      return {-128, 127};
    case DataType::kUint8:
      return {0, 255};
    case DataType::kInt16:
      return {-32768, 32767};
    default:
      return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
  }
}

void check_quantization(const Graph& graph, std::size_t index) {
  const auto& tensor = graph.tensors[index];
  if (!tensor.quantization) {
    return;
  }
  const auto& quantization = *tensor.quantization;
  const std::size_t count = quantization.scales.size();
  if (count == 0 || quantization.zero_points.size() != count) {
    fail_tensor(graph, index,
                fmt::format("{} scales and {} zero points, allowed: equally many", count,
                            quantization.zero_points.size()));
  }
  if (count > 1) {
    const auto axis = quantization.axis;
    if (axis < 0 || static_cast<std::size_t>(axis) >= tensor.shape.size() ||
        static_cast<std::size_t>(tensor.shape[static_cast<std::size_t>(axis)]) != count) {
      fail_tensor(
          graph, index,
          fmt::format("{} scales along axis {} of shape {}", count, axis, to_string(tensor.shape)));
    }
  }
  const auto [low, high] = zero_point_range(tensor.type);
  for (std::size_t i = 0; i < count; ++i) {
    if (!std::isfinite(quantization.scales[i]) || quantization.scales[i] <= 0.0F) {
      fail_tensor(graph, index,
                  fmt::format("scale {}, allowed finite and positive", quantization.scales[i]));
    }
    if (quantization.zero_points[i] < low || quantization.zero_points[i] > high) {
      fail_tensor(
          graph, index,
          fmt::format("zero point {}, allowed {} to {}", quantization.zero_points[i], low, high));
    }
  }
}

void check_data(const Graph& graph, std::size_t index) {
  const auto& tensor = graph.tensors[index];
  if (tensor.is_constant() && tensor.data->size() != tensor.size_bytes()) {
    fail_tensor(
        graph, index,
        fmt::format("{} bytes of data, {} {} needs {}", tensor.data->size(),
                    data_type_name(tensor.type), to_string(tensor.shape), tensor.size_bytes()));
  }
}

/// Follows which tensors have contents while the operators run.
class Availability {
 public:
  explicit Availability(const Graph& graph) : graph_(graph), available_(graph.tensors.size()) {
    for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
      available_[i] = graph.tensors[i].is_constant() || graph.tensors[i].is_variable;
    }
    for (const auto input : graph.inputs) {
      available_[checked(input, "graph inputs")] = true;
    }
  }

  void run(std::size_t index) {
    const auto& op = graph_.operators[index];
    const auto what = graph_.describe(index);
    for (const auto input : op.inputs) {
      if (input != kNoTensor && !available_[checked(input, what)]) {
        throw ModelError(graph_.source, what,
                         fmt::format("input tensor {} is not computed before it is used", input));
      }
    }
    for (const auto tensor : op.intermediates) {
      static_cast<void>(checked(tensor, what));
    }
    for (const auto output : op.outputs) {
      const auto slot = checked(output, what);
      if (available_[slot]) {
        throw ModelError(graph_.source, what,
                         fmt::format("output tensor {} already has contents", output));
      }
      available_[slot] = true;
    }
  }

  void finish() {
    for (const auto output : graph_.outputs) {
      if (!available_[checked(output, "graph outputs")]) {
        throw ModelError(graph_.source, "graph outputs",
                         fmt::format("tensor {} is not computed", output));
      }
    }
  }

 private:
  [[nodiscard]] std::size_t checked(TensorIndex tensor, std::string_view what) const {
    if (tensor < 0 || static_cast<std::size_t>(tensor) >= available_.size()) {
      throw ModelError(graph_.source, what,
                       fmt::format("tensor index {}, allowed 0 to {}", tensor,
                                   static_cast<std::int64_t>(available_.size()) - 1));
    }
    return static_cast<std::size_t>(tensor);
  }

  const Graph& graph_;
  std::vector<bool> available_;
};

}  // namespace

void validate_tensor(const Graph& graph, std::size_t index) {
  check_shape(graph, index);
  check_quantization(graph, index);
  check_data(graph, index);
}

void validate(const Graph& graph) {
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    validate_tensor(graph, i);
  }
  Availability availability(graph);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    availability.run(i);
    validate_operator(graph, i);
  }
  availability.finish();
}

}  // namespace tessera::workloads
