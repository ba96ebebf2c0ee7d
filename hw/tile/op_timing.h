// SPDX-License-Identifier: Apache-2.0
// The timing contract of the op unit, as executed by the timing and tlm engines.
#pragma once

#include <cstdint>

#include "hw/func/ttu.h"
#include "hw/spec/system.h"
#include "hw/tile/op_engine.h"

namespace tessera::hw {

/// Shape of a command that time and action counts depend on.
struct OpShape {
  explicit OpShape(const spec::TensorOp& command, spec::Opcode opcode);

  /// Outputs of the group that `loops` stands in: the last group may have fewer.
  [[nodiscard]] std::uint32_t outputs(const func::LoopCounter& loops) const {
    for (std::uint32_t d = group_level; d < func::kMaxDims; ++d)
      if (!loops.at_last(d)) return outputs_per_group;
    return outputs_last_group;
  }
  /// A visit is one run through the innermost reduced loops: what one set of accumulators sums
  /// before its sums are parked or emitted. True if the current visit starts, ends here.
  [[nodiscard]] bool visit_begins(const func::LoopCounter& loops) const;
  [[nodiscard]] bool visit_ends(const func::LoopCounter& loops) const;
  /// True in the first (last) visit of a position: nothing parked yet (results come out).
  [[nodiscard]] bool first_visit(const func::LoopCounter& loops) const;
  [[nodiscard]] bool last_visit(const func::LoopCounter& loops) const;
  [[nodiscard]] std::uint32_t words(std::uint32_t outputs) const {
    return out_16 ? (outputs + 1) / 2 : (outputs + 3) / 4;
  }

  std::uint32_t reduce_mask;
  std::uint32_t inner_reduced;      // loops 0 .. inner_reduced-1 are reduced without a gap
  std::uint32_t group_level;        // loops from here on count output groups
  std::uint32_t outputs_per_group;
  std::uint32_t outputs_last_group;
  std::uint32_t products;           // multiplications per cell and step
  std::uint32_t input_bytes;        // read from narrow memory per step
  std::uint32_t weight_bytes;       // read from wide memory per cell and step
  bool out_16;
  bool partial_sums;
};

/// One step per cycle. A group's results enter the output port with its last step; the port passes
/// `output_words_per_cycle` words, and a further group ready before it is free stalls the steps.
/// A word is written (and may be signalled) `drain_cycles` after it has passed the port.
class OpTiming : public OpUnitEngine {
 public:
  OpTiming(const spec::AcceleratorConfig& config, std::uint32_t factor, OpSignals& signals, UnitStats& stats);

  void start(const spec::TensorOp& command, spec::Opcode opcode) override;
  Cycle run(std::uint32_t steps, Cycle start) override;
  [[nodiscard]] Cycle finish(Cycle end) override;

 private:
  void count_partial_sums(std::uint64_t visits, std::uint32_t outputs);
  Cycle emit(Cycle ready, std::uint32_t outputs);

  std::uint32_t words_per_cycle_;
  std::uint32_t drain_;
  std::uint32_t factor_;
  OpSignals& signals_;
  UnitStats& stats_;

  const spec::TensorOp* command_ = nullptr;
  OpShape shape_;
  func::LoopCounter loops_;
  func::TtuWalker out_;
  Cycle port_free_ = 0;
  Cycle last_written_ = 0;
};

}  // namespace tessera::hw
