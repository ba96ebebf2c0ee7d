// SPDX-License-Identifier: Apache-2.0
// The op unit: queue, waits and signals around an engine that computes.
#pragma once

#include "hw/tile/counters.h"
#include "hw/tile/op_engine.h"
#include "hw/tile/tile_memory.h"
#include "hw/tile/unit.h"

#include <memory>

namespace tessera::hw {

class OpUnit final : public Unit, private OpSignals {
 public:
  OpUnit(const sc_core::sc_module_name& name, const AcceleratorContext& context, TileMemory& memory,
         TileCounters& counters);

 private:
  void execute(const spec::Command& command) override;
  void on_reset() override {
    Unit::on_reset();
    engine_->reset();
  }
  void settle() override { engine_->settle(); }
  void load_table(const spec::NluLoad& load);
  void compute(const spec::TensorOp& op, spec::Opcode opcode);
  void avdata(const Ramp& ramp) override;
  void parameters(Cycle when) override;

  TileMemory& memory_;
  TileCounters& counters_;
  std::unique_ptr<OpUnitEngine> engine_;
};

}  // namespace tessera::hw
