// SPDX-License-Identifier: Apache-2.0
// Networks of one operator, run by the reference executor.
#pragma once

#include "tests/reference/random_layer.h"
#include "tests/reference/xnnpack_oracle.h"
#include "workloads/graph/builder.h"
#include "workloads/reference/options.h"

#include <vector>

namespace tessera::test {

/// Little-endian bytes of numbers.
template <class T>
[[nodiscard]] workloads::Bytes bytes_of(const std::vector<T>& values) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(values.data());
  return {first, first + values.size() * sizeof(T)};
}

[[nodiscard]] workloads::Graph graph_of(const ConvLayer& layer);
[[nodiscard]] workloads::Graph graph_of(const DenseLayer& layer);

/// An operator on inputs of one 8-bit type.
struct Operand {
  workloads::Shape shape;
  Quant quant;
};
[[nodiscard]] workloads::Graph graph_of(const workloads::OperatorOptions& options,
                                        workloads::DataType type,
                                        const std::vector<Operand>& inputs, Quant output);
/// MEAN over axis 1 of [batch, positions, channels].
[[nodiscard]] workloads::Graph mean_graph(workloads::DataType type, const Operand& x, Quant y);

}  // namespace tessera::test
