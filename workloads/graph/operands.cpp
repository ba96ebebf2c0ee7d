// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/operands.h"

#include "workloads/error.h"
#include "workloads/graph/validate.h"

#include <fmt/format.h>

namespace tessera::workloads {

void Operands::fail(std::string_view problem) const {
  throw ModelError(graph_.source, graph_.describe(index_), problem);
}

void Operands::require(std::size_t at_least, std::size_t at_most) const {
  if (count() < at_least || count() > at_most) {
    const auto allowed = at_least == at_most ? fmt::format("{}", at_least)
                                             : fmt::format("{} to {}", at_least, at_most);
    fail(fmt::format("{} inputs, allowed {}", count(), allowed));
  }
  for (std::size_t i = 0; i < count(); ++i) {
    if (has(i) && tensor(i).elements() < 1) {
      fail(fmt::format("input {} is empty: {}", i, to_string(shape(i))));
    }
  }
}

const Tensor& Operands::tensor(std::size_t operand) const {
  if (!has(operand)) {
    fail(fmt::format("input {} is absent, but required", operand));
  }
  return graph_.tensor(op_.inputs[operand]);
}

const Shape& Operands::image(std::size_t operand) const {
  if (shape(operand).size() != 4) {
    fail(fmt::format("input {} is {}, allowed rank 4", operand, to_string(shape(operand))));
  }
  return shape(operand);
}

const Shape& Operands::weights(std::size_t operand, std::size_t rank) const {
  const auto& w = tensor(operand);
  if (!w.is_constant() || w.shape.size() != rank) {
    fail(fmt::format("input {} is {}{}, allowed a constant of rank {}", operand,
                     w.is_constant() ? "" : "not constant, ", to_string(w.shape), rank));
  }
  return w.shape;
}

std::vector<std::int32_t> Operands::integers(std::size_t operand) const {
  return constant_int32(graph_, index_, op_.input(operand));
}

std::vector<std::int32_t> Operands::integers(std::size_t operand, std::size_t count) const {
  auto values = integers(operand);
  if (values.size() != count) {
    fail(fmt::format("input {} has {} numbers, allowed {}", operand, values.size(), count));
  }
  return values;
}

std::size_t Operands::axis(std::size_t operand, std::size_t rank) const {
  return normalized(integers(operand, 1)[0], rank);
}

std::size_t Operands::normalized(std::int32_t axis, std::size_t rank) const {
  return normalized_axis(graph_, index_, axis, rank);
}

void Operands::bias(std::size_t operand, std::int32_t channels) const {
  if (!has(operand)) {
    return;
  }
  const auto& b = tensor(operand);
  if (!b.is_constant() || b.elements() != channels) {
    fail(fmt::format("bias {}{}, allowed a constant of {} elements",
                     b.is_constant() ? "" : "not constant, ", to_string(b.shape), channels));
  }
}

void Operands::expect(std::size_t operand, const Shape& wanted) const {
  if (shape(operand) != wanted) {
    fail(fmt::format("input {} is {}, allowed {}", operand, to_string(shape(operand)),
                     to_string(wanted)));
  }
}

std::int32_t Operands::dimension(std::int64_t size) const {
  if (size < 0 || size > kMaxElements) {
    fail(fmt::format("an output dimension of {}, allowed 0 to {}", size, kMaxElements));
  }
  return static_cast<std::int32_t>(size);
}

}  // namespace tessera::workloads
