// SPDX-License-Identifier: Apache-2.0
#include "rtl/cosim/command_history.h"

#include <algorithm>

namespace tessera::rtl {
namespace {

constexpr std::size_t kBlock = 64;  // bytes that are kept if one of them has changed

}  // namespace

std::span<std::uint8_t> CommandHistory::bytes(hw::TileMemory& memory, Area area) const {
  switch (area) {
    case Area::kNarrow:
      return memory.narrow_bytes();
    case Area::kWide:
      return memory.wide_bytes();
    default:
      break;
  }
  // Multipliers and biases, and the exponents of the fixed-point modes.
  const std::size_t parts = requant_ == func::RequantMode::kF32 ? 2 : 3;
  const std::size_t size = parts * memory.shape().scaling_bias_step * hw::kScalingStepBytes;
  return {memory.scaling(0, size), size};
}

void CommandHistory::start(const spec::TensorOp& command, spec::Opcode opcode,
                           const hw::TileMemory& memory) {
  if (commands_.size() == kCommands) commands_.pop_front();
  commands_.push_back({command, opcode, memory, {}});
}

void CommandHistory::changed(hw::TileMemory& old, hw::TileMemory& memory) {
  Event event{Event::Kind::kChange};
  for (const Area area : {Area::kNarrow, Area::kWide, Area::kScaling}) {
    const std::span<std::uint8_t> before = bytes(old, area);
    const std::span<std::uint8_t> after = bytes(memory, area);
    for (std::size_t at = 0; at < after.size(); at += kBlock) {
      const auto block = after.subspan(at, std::min(kBlock, after.size() - at));
      if (!std::equal(block.begin(), block.end(), before.begin() + static_cast<std::ptrdiff_t>(at)))
        event.changes.push_back({area, at, {block.begin(), block.end()}});
    }
  }
  if (!event.changes.empty()) commands_.back().events.push_back(std::move(event));
}

void CommandHistory::run(std::uint32_t steps, hw::Cycle start) {
  commands_.back().events.push_back({Event::Kind::kRun, steps, start});
}

void CommandHistory::settle() { commands_.back().events.push_back({Event::Kind::kSettle}); }

void CommandHistory::replay_event(const Event& event, hw::OpUnitEngine& engine,
                                  hw::TileMemory& memory, Replayed& result) const {
  switch (event.kind) {
    case Event::Kind::kRun:
      if (result.to == 0) result.from = event.start;
      result.to = engine.run(event.steps, event.start);
      if (event.end && *event.end != result.to) result.same_cycles = false;
      break;
    case Event::Kind::kSettle:
      engine.settle();
      break;
    case Event::Kind::kChange:
      for (const Change& change : event.changes)
        std::copy(change.bytes.begin(), change.bytes.end(),
                  bytes(memory, change.area).begin() + static_cast<std::ptrdiff_t>(change.offset));
      break;
  }
}

CommandHistory::Replayed CommandHistory::replay(hw::OpUnitEngine& engine, hw::TileMemory& memory,
                                                hw::Cycle drain) const {
  Replayed result;
  for (std::size_t i = 0; i < commands_.size(); ++i) {
    const Command& command = commands_[i];
    const bool last = i + 1 == commands_.size();
    memory = command.memory;
    engine.start(command.op, command.opcode);
    for (std::size_t e = 0; e < command.events.size(); ++e) {
      const Event& event = command.events[e];
      const bool ends = last && e + 1 == command.events.size();
      if (ends && event.kind == Event::Kind::kSettle) break;
      replay_event(event, engine, memory, result);
    }
    if (!last) engine.settle();
  }
  result.to = engine.run(0, result.to + drain);
  return result;
}

}  // namespace tessera::rtl
