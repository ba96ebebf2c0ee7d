// SPDX-License-Identifier: Apache-2.0
// What the shape rules see of an operator: its operands, checked for presence and rank. Every
// complaint is a `ModelError` with the operator's number, name and reason.
#pragma once

#include "workloads/graph/graph.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tessera::workloads {

class Operands final {
 public:
  /// The inputs of operator `index` must exist; its outputs are not looked at.
  Operands(const Graph& graph, std::size_t index)
      : graph_(graph), index_(index), op_(graph.operators.at(index)) {}

  [[nodiscard]] const Operator& op() const { return op_; }
  [[nodiscard]] std::size_t count() const { return op_.inputs.size(); }
  [[nodiscard]] bool has(std::size_t operand) const { return op_.input(operand) != kNoTensor; }

  /// Number of inputs; those present may not be empty.
  void require(std::size_t at_least, std::size_t at_most) const;

  [[nodiscard]] const Tensor& tensor(std::size_t operand) const;
  [[nodiscard]] const Shape& shape(std::size_t operand) const { return tensor(operand).shape; }
  /// Shape of an NHWC image.
  [[nodiscard]] const Shape& image(std::size_t operand) const;
  /// Shape of a constant of this rank.
  [[nodiscard]] const Shape& weights(std::size_t operand, std::size_t rank) const;
  /// Contents of a constant int32 (or int64 within the range of int32).
  [[nodiscard]] std::vector<std::int32_t> integers(std::size_t operand) const;
  /// The same for exactly `count` numbers.
  [[nodiscard]] std::vector<std::int32_t> integers(std::size_t operand, std::size_t count) const;
  /// The only number of a constant, as an axis of a tensor of this rank, counted from the front.
  [[nodiscard]] std::size_t axis(std::size_t operand, std::size_t rank) const;
  [[nodiscard]] std::size_t normalized(std::int32_t axis, std::size_t rank) const;

  /// An absent bias, or a constant of so many elements.
  void bias(std::size_t operand, std::int32_t channels) const;
  void expect(std::size_t operand, const Shape& shape) const;
  /// A dimension of an output, or the complaint that there can be none of that size.
  [[nodiscard]] std::int32_t dimension(std::int64_t size) const;

  [[noreturn]] void fail(std::string_view problem) const;

 private:
  const Graph& graph_;
  std::size_t index_;
  const Operator& op_;
};

}  // namespace tessera::workloads
