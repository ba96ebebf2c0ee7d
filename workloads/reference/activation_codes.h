// SPDX-License-Identifier: Apache-2.0
// LOGISTIC and TANH of 8-bit tensors as functions of codes, in the recipe of each mode.
#pragma once

#include "hw/func/requantize.h"
#include "workloads/reference/code_quantization.h"
#include "workloads/reference/code_table.h"

#include <cstdint>
#include <string_view>

namespace tessera::workloads {

/// The only output scale and zero point that the integer kernels of TFLite and XNNPACK know:
/// 1/256 and 0 for LOGISTIC, 1/128 and 128 for TANH (facts: numerics, int8 specification).
inline constexpr CodeQuantization kLogisticOutput{1.0F / 256.0F, 0};
inline constexpr CodeQuantization kTanhOutput{1.0F / 128.0F, 128};

/// Mode f32: float32 values rounded to the output's grid as XNNPACK's tables are made, ties to even
/// (TFLite's own differ from these in a few codes per million). Fixed-point modes: gemmlowp's
/// function of the input in 4 integer bits, as TFLite's reference kernels; the output must then be
/// `kLogisticOutput`.
[[nodiscard]] CodeTable logistic_codes(func::RequantMode mode, CodeQuantization from,
                                       CodeQuantization to);
/// The same with `kTanhOutput`.
[[nodiscard]] CodeTable tanh_codes(func::RequantMode mode, CodeQuantization from,
                                   CodeQuantization to);

}  // namespace tessera::workloads
