// SPDX-License-Identifier: Apache-2.0
// A network: tensors and operators in the order of execution.
#pragma once

#include "workloads/graph/operator.h"
#include "workloads/graph/tensor.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::workloads {

struct Graph {
  std::string source;  // file name, for messages
  std::string name;
  std::vector<Tensor> tensors;
  std::vector<Operator> operators;
  std::vector<TensorIndex> inputs;
  std::vector<TensorIndex> outputs;

  [[nodiscard]] const Tensor& tensor(TensorIndex index) const {
    return tensors.at(static_cast<std::size_t>(index));
  }

  /// "operator 3 CONV_2D", for messages.
  [[nodiscard]] std::string describe(std::size_t index) const {
    return fmt::format("operator {} {}", index, operator_name(operators.at(index).options));
  }

  /// First tensor of that name.
  [[nodiscard]] std::optional<TensorIndex> find(std::string_view tensor_name) const {
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      if (tensors[i].name == tensor_name) {
        return static_cast<TensorIndex>(i);
      }
    }
    return std::nullopt;
  }
};

}  // namespace tessera::workloads
