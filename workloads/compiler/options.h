// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/func/requantize.h"
#include "workloads/reference/rule.h"

namespace tessera::workloads {

struct CompileOptions {
  func::RequantMode mode = func::RequantMode::kF32;
  ConstantRule rule = ConstantRule::kTessera;
};

}  // namespace tessera::workloads
