// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/func/requantize.h"
#include "workloads/reference/rule.h"

#include <optional>

namespace tessera::workloads {

struct CompileOptions {
  func::RequantMode mode = func::RequantMode::kF32;
  ConstantRule rule = ConstantRule::kTessera;
  /// Cycles that a byte of a depthwise layer's weights may save: the dearer bytes are, the denser
  /// are the weights, and the more steps and transfers there are. Without it, the least that the
  /// memories ask for (parameter_shapes()).
  std::optional<double> byte_price = std::nullopt;
};

}  // namespace tessera::workloads
