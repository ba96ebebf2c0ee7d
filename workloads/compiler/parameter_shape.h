// SPDX-License-Identifier: Apache-2.0
// How much of the tiles' wide memories single layers may take for their parameters.
#pragma once

#include "workloads/compiler/machine.h"
#include "workloads/compiler/options.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tessera::workloads {

struct ParameterShape {
  bool operator==(const ParameterShape&) const = default;

  double byte_price = 0;       // cycles that a byte of a depthwise layer's weights may save
  double early_price = 0;      // the same for operators before `dear_from`
  std::size_t dear_from = 0;   // operator of the graph
  std::int64_t slot_rows = 1;  // of weights that are sent at once; longer sums go in chunks

  [[nodiscard]] double price_of(std::size_t operator_index) const {
    return operator_index < dear_from ? early_price : byte_price;
  }
};

/// What the compiler may choose from, from generous to frugal. Shared cells save steps and cost
/// memory, large slots save commands and cost memory, too: first bytes get dearer, then slots
/// smaller.
[[nodiscard]] std::vector<ParameterShape> parameter_shapes(const Machine& machine,
                                                           const CompileOptions& options);

}  // namespace tessera::workloads
