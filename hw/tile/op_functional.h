// SPDX-License-Identifier: Apache-2.0
// The op unit's bytes, bit for bit: the tlm engine.
#pragma once

#include "hw/tile/op_timing.h"
#include "hw/tile/output_stage.h"
#include "hw/tile/tile_memory.h"

#include <cstdint>
#include <vector>

namespace tessera::hw {

/// Computes what the datapath fields of a command say; time comes from OpTiming.
/// No field combination is treated as a known program (facts/beagle_isa.md sections 5 and 6).
class OpFunctional final : public OpUnitEngine {
 public:
  OpFunctional(const spec::AcceleratorConfig& config, std::uint32_t factor, TileMemory& memory,
               OpSignals& signals, UnitStats& stats,
               func::RequantMode mode = func::RequantMode::kF32);

  void reset() override { timing_.reset(); }
  /// Throws CommandFault for combinations of fields that have no established meaning.
  void start(const spec::TensorOp& command, spec::Opcode opcode) override;
  Cycle run(std::uint32_t steps, Cycle start) override;
  [[nodiscard]] Cycle finish(Cycle end) override { return timing_.finish(end); }

 private:
  void compute(std::uint32_t steps);
  void begin_entry();
  void end_entry(std::uint8_t* parked);
  [[nodiscard]] std::uint8_t* parked_sums();
  /// The weights of one step: `unit` counts units of wide memory.
  [[nodiscard]] const std::uint8_t* weights(std::int64_t unit);
  void accumulate(std::uint32_t run);
  void accumulate_words(std::uint32_t run);
  void accumulate_scalars(std::uint32_t run);
  void accumulate_pairs(std::uint32_t run);
  void reduce_lanes(std::uint32_t run);
  [[nodiscard]] std::int32_t lane_weight(const std::uint8_t* row, std::uint32_t output,
                                         std::uint32_t lane) const;
  void load_group();
  void emit();

  TileMemory& memory_;
  OpTiming timing_;
  OutputStage stage_;

  const spec::TensorOp* command_ = nullptr;
  spec::Opcode opcode_ = spec::Opcode::kTensorOp;
  OpShape shape_;
  func::LoopCounter loops_;
  func::TtuWalker in_;
  func::TtuWalker par_;
  func::TtuWalker psum_;
  func::TtuWalker out_;
  std::uint32_t group_ = 0;    // output groups finished in this command
  std::uint32_t outputs_ = 0;  // of the current group
  bool selects_lane_ = false;
  bool entry_begins_ = true;
  std::vector<std::int32_t> sums_;         // per cell
  std::vector<std::int32_t> zero_points_;  // of the weights, per cell
};

}  // namespace tessera::hw
