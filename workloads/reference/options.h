// SPDX-License-Identifier: Apache-2.0
// What a run of the reference can be told.
#pragma once

#include "hw/func/requantize.h"
#include "workloads/reference/rule.h"

#include <cstdint>

namespace tessera::workloads {

/// Integer LSTMs exist in two flavours that differ in their activation functions and by 1 or 2 in a
/// few per cent of the outputs (facts: numerics, LSTM section).
enum class LstmFlavour : std::uint8_t {
  kTflite,  // gemmlowp's fixed-point functions
  kTflm,    // a table of 256 entries, interpolated
};

struct ExecutorOptions {
  ConstantRule rule = ConstantRule::kXnnpack;
  /// Keep every intermediate tensor for `probe`, instead of dropping it after its last use.
  bool keep_all = false;
  /// From accumulators to 8-bit values. The fixed-point modes take TFLite's constants, so the rule
  /// decides no more than the form of ADD there; the google rule knows float32 only.
  func::RequantMode mode = func::RequantMode::kF32;
  LstmFlavour lstm = LstmFlavour::kTflite;
};

}  // namespace tessera::workloads
