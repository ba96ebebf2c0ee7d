// SPDX-License-Identifier: Apache-2.0
// The rtl engine with the functional one beside it: the first difference stops the run.
#pragma once

#include "hw/tile/op_functional.h"
#include "rtl/cosim/command_history.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tessera::rtl {

/// A word of the narrow memory as the RTL wrote it.
struct WrittenWord {
  hw::Cycle cycle = 0;
  std::uint32_t address = 0;
  std::uint32_t word = 0;
  std::uint32_t lane = 0;  // first of the word's outputs, counted within its group
};

/// Where the rtl engine reports what it writes.
using WriteLog = std::vector<WrittenWord>;

struct EngineWave;

/// Where the waves of a difference go.
struct DifferenceWave {
  std::string file;  // empty: nowhere
  std::uint64_t period_ps = 1;
};

/// Runs each command on both. The functional engine works on a copy of the memories, taken whenever
/// others may have changed them, and is the reference: bytes are compared when the RTL has drained,
/// cycles after every run. A difference is a CommandFault that names unit, command, cycle, lane,
/// expected and found value; what the RTL alone faults on is one too.
///
/// Then the RTL runs its last commands once more, on a unit of its own, with its signals written to
/// a wave file; the fault's text names it.
class LockstepEngine final : public hw::OpUnitEngine {
 public:
  using MakeRtl = std::function<std::unique_ptr<hw::OpUnitEngine>(const hw::OpEngineSite&,
                                                                  WriteLog*, const EngineWave*)>;

  /// `wave` as for the rtl engine alone.
  LockstepEngine(const hw::OpEngineSite& site, MakeRtl make_rtl, const EngineWave* wave,
                 DifferenceWave difference_wave);

  void reset() override;
  void start(const spec::TensorOp& command, spec::Opcode opcode) override;
  hw::Cycle run(std::uint32_t steps, hw::Cycle start) override;
  [[nodiscard]] hw::Cycle finish(hw::Cycle end) override;
  void settle() override;

 private:
  /// Passes signals on and keeps them for the comparison.
  class Tap final : public hw::OpSignals {
   public:
    explicit Tap(hw::OpSignals* target) : target_(target) {}
    void avdata(const hw::Ramp& ramp) override;
    void parameters(hw::Cycle when) override;
    std::vector<hw::Cycle> avdata_cycles;
    std::vector<hw::Cycle> parameter_cycles;

   private:
    hw::OpSignals* target_;
  };

  void copy_memory();
  void compare();
  /// Calls an action of the RTL; a fault that the model has not had before is a difference.
  template <typename Action>
  auto in_rtl(const Action& action);
  /// `drained`: the RTL has written all that it will.
  [[noreturn]] void differ(const std::string& what, bool drained = true);
  /// What the fault's text says of the waves.
  [[nodiscard]] std::string write_wave(bool drained);
  [[nodiscard]] std::string replay_into_wave(bool drained);

  const spec::AcceleratorConfig& config_;
  func::RequantMode requant_;
  MakeRtl make_rtl_;
  DifferenceWave difference_wave_;
  CommandHistory history_;
  std::string unit_;
  hw::TileMemory& memory_;
  hw::TileMemory shadow_;
  bool fresh_ = false;  // the shadow has what the memories had
  WriteLog log_;
  Tap rtl_signals_;
  Tap tlm_signals_;
  hw::UnitStats tlm_stats_;
  hw::UnitStats tlm_before_;
  hw::UnitStats& rtl_stats_;
  hw::UnitStats rtl_before_;
  std::unique_ptr<hw::OpUnitEngine> rtl_;
  hw::OpFunctional tlm_;
  std::uint64_t commands_ = 0;
  spec::Opcode opcode_ = spec::Opcode::kTensorOp;
  std::uint32_t sequence_ = 0;
};

}  // namespace tessera::rtl
