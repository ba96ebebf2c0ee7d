// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workloads/reference/context.h"

namespace tessera::workloads {

/// From products of centered codes to those of the output: constants of MUL. Mode f32 is XNNPACK's
/// sa*sb/sy in float32, the others take TFLite's in double.
[[nodiscard]] OutputStage product_stage(const Context& context, Activation activation);

}  // namespace tessera::workloads
