// SPDX-License-Identifier: Apache-2.0
// The op unit's output stage: from the sum of a cell to the code that is written.
#pragma once

#include "hw/func/requantize.h"
#include "hw/spec/generated/commands.h"
#include "hw/tile/tile_memory.h"

#include <cstdint>

namespace tessera::hw {

/// Throws CommandFault for fields of the output stage that `mode` cannot execute: the fixed-point
/// modes take multipliers from the scaling store alone, and integer bounds in order.
void check_output_stage(const spec::TensorOp& command, func::RequantMode mode);

/// Offset, bias, multiplier, clamp, non-linear unit, rounding and zero point.
///
/// Mode f32 is the chip's: a float32 multiplier, clamped before the zero point is added. The modes
/// single and double multiply by q * 2^(e - 31) and clamp afterwards, as TFLite's kernels do
/// (facts/numerics.md). What comes before the non-linear unit is float32 in every mode.
class OutputStage {
 public:
  OutputStage(TileMemory& memory, func::RequantMode mode) : memory_(memory), mode_(mode) {}

  void start(const spec::TensorOp& command) { command_ = &command; }
  /// Output group `number` of the command comes next: it has the scaling entry that is its turn.
  void begin_group(std::uint32_t number);
  /// The code for the sum of cell `output`; as many of its low bits are written as outputs have.
  /// Throws CommandFault for a fixed-point multiplier that is none.
  [[nodiscard]] std::int32_t code(std::int32_t sum, std::uint32_t output);

 private:
  [[nodiscard]] const std::uint8_t* stored(std::size_t first_step, std::uint32_t output);
  [[nodiscard]] float float_multiplier(std::uint32_t output);
  [[nodiscard]] func::FixedMultiplier fixed_multiplier(std::uint32_t output);

  TileMemory& memory_;
  func::RequantMode mode_;
  const spec::TensorOp* command_ = nullptr;
  std::size_t entry_step_ = 0;  // first step of the scaling entry, within each part of the store
};

}  // namespace tessera::hw
