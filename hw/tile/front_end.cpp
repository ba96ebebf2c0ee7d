// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/front_end.h"

#include <fmt/format.h>

#include <utility>

namespace tessera::hw {

std::size_t unit_of(spec::Opcode opcode) {
  const auto code = static_cast<std::size_t>(opcode);
  const auto first_mover = static_cast<std::size_t>(spec::Opcode::kRingProducer);
  if (code < first_mover || opcode == spec::Opcode::kNluLoad) return 0;
  return code - first_mover + 1;
}

FrontEnd::FrontEnd(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                   TileCounters& counters, std::array<Unit*, kTileUnits> units,
                   std::function<void()> token)
    : Unit(name, context, context.config.front_end_queue_depth),
      counters_(counters),
      units_(units),
      token_(std::move(token)) {}

void FrontEnd::execute(const spec::Command& command) {
  const auto& timing = context().config.timing.front_end;
  if (const auto* tile_fence = std::get_if<spec::TileFence>(&command.body)) {
    spend(scaled(timing.fence_cycles));
    fence(*tile_fence);
    return;
  }
  Unit& unit = *units_[unit_of(command.format->opcode)];
  spend(scaled(timing.dispatch_cycles));
  meet_kernel();
  while (!unit.has_space())
    wait_for(unit.progress(), Activity::kMedium,
             [&] { return fmt::format("waits for room in the queue of {}", unit.basename()); });
  unit.push(current());
}

void FrontEnd::fence(const spec::TileFence& fence) {
  meet_kernel();
  for (std::size_t i = 0; i < kTileUnits; ++i) {
    if ((fence.units >> i & 1U) == 0) continue;
    while (!units_[i]->idle())
      wait_for(units_[i]->progress(), Activity::kSync,
               [&] { return fmt::format("waits for {} to drain", units_[i]->basename()); });
  }
  for (std::size_t id = 0; id < kTileCounters; ++id)
    if ((fence.counters >> id & 1U) != 0)
      counters_[id].set(static_cast<std::uint16_t>(fence.count));
  if (fence.token != 0) token_();
}

}  // namespace tessera::hw
