// SPDX-License-Identifier: Apache-2.0
// Which elements of two operands meet in an element of the result, by the rules of numpy.
#pragma once

#include "workloads/graph/tensor.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace tessera::workloads {

class Broadcast final {
 public:
  Broadcast(const Shape& a, const Shape& b, Shape y)
      : shape_(std::move(y)), a_strides_(strides(a)), b_strides_(strides(b)) {}

  /// Element numbers of both operands for an element of the result.
  [[nodiscard]] std::pair<std::size_t, std::size_t> at(std::size_t element) const {
    std::size_t a = 0;
    std::size_t b = 0;
    for (std::size_t i = shape_.size(); i-- > 0;) {
      const auto size = static_cast<std::size_t>(shape_[i]);
      a += element % size * a_strides_[i];
      b += element % size * b_strides_[i];
      element /= size;
    }
    return {a, b};
  }

 private:
  /// Elements between neighbours along each axis of the result; 0 where the operand repeats.
  [[nodiscard]] std::vector<std::size_t> strides(const Shape& operand) const {
    std::vector<std::size_t> result(shape_.size());
    std::size_t stride = 1;
    for (std::size_t i = 0; i < operand.size(); ++i) {
      const auto size = static_cast<std::size_t>(operand[operand.size() - 1 - i]);
      result[shape_.size() - 1 - i] = size == 1 ? 0 : stride;
      stride *= size;
    }
    return result;
  }

  Shape shape_;
  std::vector<std::size_t> a_strides_;
  std::vector<std::size_t> b_strides_;
};

}  // namespace tessera::workloads
