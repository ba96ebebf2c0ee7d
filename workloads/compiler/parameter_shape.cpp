// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/parameter_shape.h"

#include <cmath>

namespace tessera::workloads {
namespace {

/// Shares of the wide memory that a slot of weights may take. With the largest, two slots of one
/// command and one of the next leave half for parameters.
constexpr std::int64_t kSlotDivisor = 6;
constexpr std::int64_t kMostSlotDivisor = 24;
/// Cycles that a byte may save: at most what it costs to come from the host in each inference, and
/// down from there by halves to next to nothing.
constexpr int kBytePriceSteps = 9;

}  // namespace

std::vector<ParameterShape> parameter_shapes(const Machine& machine,
                                             const CompileOptions& options) {
  const std::int64_t slot = machine.wide_rows / kSlotDivisor;
  std::vector<ParameterShape> shapes;
  if (options.byte_price) {
    shapes.push_back({.byte_price = *options.byte_price, .slot_rows = slot});
  } else {
    shapes.push_back({.slot_rows = slot});
    for (int step = kBytePriceSteps; step >= 0; --step)
      shapes.push_back(
          {.byte_price = std::ldexp(machine.host_byte_cycles, -step), .slot_rows = slot});
  }
  for (std::int64_t divisor = 2 * kSlotDivisor; divisor <= kMostSlotDivisor; divisor *= 2)
    shapes.push_back(
        {.byte_price = shapes.back().byte_price, .slot_rows = machine.wide_rows / divisor});
  return shapes;
}

}  // namespace tessera::workloads
