// SPDX-License-Identifier: Apache-2.0
// The timing contract of the op unit, as executed by the timing and tlm engines.
#pragma once

#include "hw/func/requantize.h"
#include "hw/func/ttu.h"
#include "hw/spec/system.h"
#include "hw/tile/op_engine.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace tessera::hw {

/// Shape of a command that time and action counts depend on.
///
/// When results come out: an entry of the psum TTU is the run of steps that one set of cell sums
/// takes in one go. At its start the sums are cleared if every reduced loop is at its first index,
/// and otherwise taken on from before (out of wide memory, with partial sums); at its end they are
/// parked there, and emitted if every reduced loop is at its last index. This gives exactly the
/// number of words that the out TTU walks, for all 275 tensor commands of the compiled files.
struct OpShape {
  explicit OpShape(const spec::TensorOp& command, spec::Opcode opcode);

  /// Outputs of the group that `loops` stands in: the last group may have fewer.
  [[nodiscard]] std::uint32_t outputs(const func::LoopCounter& loops) const {
    if (outputs_per_group == outputs_last_group) return outputs_per_group;
    for (std::uint32_t d = group_level; d < func::kMaxDims; ++d)
      if (!loops.at_last(d)) return outputs_per_group;
    return outputs_last_group;
  }
  /// True if every reduced loop is at its first (last) index.
  [[nodiscard]] bool reductions_begin(const func::LoopCounter& loops) const {
    for (std::uint32_t rest = reduced; rest != 0; rest &= rest - 1)
      if (loops.index(static_cast<std::uint32_t>(std::countr_zero(rest))) != 0) return false;
    return true;
  }
  [[nodiscard]] bool reductions_end(const func::LoopCounter& loops) const {
    for (std::uint32_t rest = reduced; rest != 0; rest &= rest - 1)
      if (!loops.at_last(static_cast<std::uint32_t>(std::countr_zero(rest)))) return false;
    return true;
  }
  [[nodiscard]] std::uint32_t words(std::uint32_t outputs) const {
    return out_16 ? (outputs + 1) / 2 : (outputs + 3) / 4;
  }

  std::uint32_t reduced;      // the reduced loops that run more than once
  std::uint32_t group_level;  // loops from here on count output groups
  std::uint32_t outputs_per_group;
  std::uint32_t outputs_last_group;
  std::uint32_t products;      // multiplications per cell and step
  std::uint32_t input_bytes;   // read from narrow memory per step
  std::uint32_t weight_bytes;  // read from wide memory per cell and step
  bool out_16;
  bool partial_sums;
};

/// Steps from here on, at most `want`, within one pass of loop 0 and of dimension 0 of the psum
/// TTU: only the last of them can end an entry.
[[nodiscard]] inline std::uint32_t straight_run(std::uint32_t want, const func::LoopCounter& loops,
                                                const func::LoopCounter& psum,
                                                std::uint32_t entry_level) {
  return entry_level == 0 ? 1 : std::min({want, loops.run(), psum.run()});
}

/// One step per cycle. A group's results enter the output port with its last step; the port passes
/// `output_words_per_cycle` words, and a further group ready before it is free stalls the steps.
/// A word is written (and may be signalled) `drain_cycles` after it has passed the port.
class OpTiming : public OpUnitEngine {
 public:
  OpTiming(const spec::AcceleratorConfig& config, std::uint32_t factor, OpSignals& signals,
           UnitStats& stats, func::RequantMode mode = func::RequantMode::kF32);

  void reset() override { port_free_ = last_written_ = 0; }
  /// Throws CommandFault for combinations of fields that have no established meaning, so that every
  /// engine refuses the same commands.
  void start(const spec::TensorOp& command, spec::Opcode opcode) override;
  Cycle run(std::uint32_t steps, Cycle start) override;
  [[nodiscard]] Cycle finish(Cycle end) override;

 private:
  void check_fields(spec::Opcode opcode) const;
  Cycle emit(Cycle ready, std::uint32_t outputs);

  std::uint32_t lanes_;
  std::uint32_t words_per_cycle_;
  std::uint32_t drain_;
  std::uint32_t factor_;
  OpSignals& signals_;
  UnitStats& stats_;
  func::RequantMode mode_;  // says what is refused; time does not depend on it

  const spec::TensorOp* command_ = nullptr;
  OpShape shape_;
  func::LoopCounter loops_;
  // Time does not depend on addresses: their loops are enough.
  func::LoopCounter psum_;
  func::LoopCounter out_;
  std::uint32_t outputs_ = 0;  // of the group that loops_ stands in
  bool entry_begins_ = true;
  Cycle port_free_ = 0;
  Cycle last_written_ = 0;
};

}  // namespace tessera::hw
