// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/op_unit.h"

#include "hw/func/ttu.h"
#include "hw/tile/op_functional.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::hw {
namespace {

/// Steps after which a long segment goes back to the kernel, so that time (and a host's watchdog)
/// moves on however large the loops of a command are.
constexpr std::uint32_t kMaxSegmentSteps = 1U << 16;

}  // namespace

OpUnit::OpUnit(const sc_core::sc_module_name& name, const AcceleratorContext& context,
               TileMemory& memory, TileCounters& counters)
    : Unit(name, context), memory_(memory), counters_(counters) {
  OpSignals& signals = *this;
  if (context.engine == Engine::kRtl)
    engine_ = context.op_engine(
        {context.config, this->name(), scaled(1), memory, signals, stats(), context.requant});
  else if (context.computes())
    engine_ = std::make_unique<OpFunctional>(context.config, scaled(1), memory, signals, stats(),
                                             context.requant);
  else
    engine_ =
        std::make_unique<OpTiming>(context.config, scaled(1), signals, stats(), context.requant);
}

void OpUnit::execute(const spec::Command& command) {
  if (const auto* load = std::get_if<spec::NluLoad>(&command.body))
    load_table(*load);
  else
    compute(std::get<spec::TensorOp>(command.body), command.format->opcode);
}

void OpUnit::load_table(const spec::NluLoad& load) {
  // Every table of the known programs has this mode; what another one means is open.
  if (load.mode != 3)
    throw CommandFault(
        fmt::format("table mode {} has no established meaning, known is 3", load.mode));
  std::copy(std::begin(load.coefficients), std::end(load.coefficients),
            memory_.nlu().coefficients.begin());
  std::copy(std::begin(load.breakpoints), std::end(load.breakpoints),
            memory_.nlu().breakpoints.begin());
  spend(scaled(context().config.timing.op.nlu_load_cycles));
}

void OpUnit::compute(const spec::TensorOp& op, spec::Opcode opcode) {
  engine_->start(op, opcode);
  spend(scaled(context().config.timing.op.start_cycles));
  SyncWaits waits(op.sync, -1, counters_.view());
  func::LoopCounter loops(op.loops);
  std::uint32_t completed = func::kMaxDims;
  std::uint32_t since_kernel = 0;
  while (!loops.done()) {
    waits.pass(*this, completed);
    // Steps up to the next iteration that a record may hold back form one segment.
    std::uint32_t steps = 0;
    do {
      const std::uint32_t run =
          waits.take_run(*this, std::min(loops.run(), kMaxSegmentSteps), {scaled(1)});
      completed = loops.advance(run);
      steps += run;
    } while (!loops.done() && !waits.waits_at(completed) && steps < kMaxSegmentSteps);
    engage(Activity::kBusy);  // an engine may wait for the kernel
    const Cycle end = engine_->run(steps, now());
    spend(end - now());
    since_kernel += steps;
    if (since_kernel >= kMaxSegmentSteps) {
      settle();
      meet_kernel();
      since_kernel = 0;
    }
  }
  spend(engine_->finish(now()) - now());
}

void OpUnit::avdata(const Ramp& ramp) { signal(counters_[TileCounter::kAvdata], ramp); }

void OpUnit::parameters(Cycle when) { signal(counters_[TileCounter::kParameters], when); }

}  // namespace tessera::hw
