// SPDX-License-Identifier: Apache-2.0
// The border between the op unit (queue, sync, signals) and what computes inside it.
#pragma once

#include "hw/func/requantize.h"
#include "hw/spec/generated/commands.h"
#include "hw/spec/system.h"
#include "hw/tile/sync_counter.h"
#include "hw/tile/tile_memory.h"
#include "hw/tile/unit_stats.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace tessera::hw {

/// Where an engine reports completions, with the cycle they happen at, in time order.
class OpSignals {
 public:
  virtual ~OpSignals() = default;
  /// Output words have been written up to a completed level: counter AVDATA.
  virtual void avdata(const Ramp& ramp) = 0;
  /// Weights have been used up to a completed level: counter PARAMETERS.
  virtual void parameters(Cycle when) = 0;
};

/// Executes one tensor command at a time, in segments that contain no point where a sync record
/// may wait. All engines agree on bytes, cycles and action counts.
class OpUnitEngine {
 public:
  virtual ~OpUnitEngine() = default;

  /// Forgets whatever was in flight.
  virtual void reset() = 0;
  /// A new command; its loops stand at their first step.
  virtual void start(const spec::TensorOp& command, spec::Opcode opcode) = 0;
  /// The next `steps` steps, the first one starting at `start`. Returns the cycle after the last.
  virtual Cycle run(std::uint32_t steps, Cycle start) = 0;
  /// The cycle at which everything of the command has left the unit, given the end of its last
  /// step.
  [[nodiscard]] virtual Cycle finish(Cycle end) = 0;
  /// Called between two runs, before others may look: whatever the steps so far will write and
  /// signal must have been written and published, even if its cycle is still to come.
  virtual void settle() {}
};

/// What an engine from outside is made for.
struct OpEngineSite {
  const spec::AcceleratorConfig& config;
  std::string unit;      // hierarchical name of the op unit
  std::uint32_t factor;  // of all durations
  TileMemory& memory;
  OpSignals& signals;
  UnitStats& stats;
  func::RequantMode requant;
};

/// Makes the engine of one op unit: how those who know more than the machine put in their own.
using OpEngineFactory = std::function<std::unique_ptr<OpUnitEngine>(const OpEngineSite&)>;

}  // namespace tessera::hw
