// SPDX-License-Identifier: Apache-2.0
// The last commands of an op unit, with the memories they found: enough to run them once more.
#pragma once

#include "hw/tile/op_engine.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace tessera::rtl {

class CommandHistory {
 public:
  /// Commands that are kept: the present one and its predecessor, whose results it may need.
  static constexpr std::size_t kCommands = 2;

  explicit CommandHistory(func::RequantMode requant) : requant_(requant) {}

  void clear() { commands_.clear(); }

  // What happens, as it happens.
  void start(const spec::TensorOp& command, spec::Opcode opcode, const hw::TileMemory& memory);
  /// Others have changed what `old` was, during the present command.
  void changed(hw::TileMemory& old, hw::TileMemory& memory);
  void run(std::uint32_t steps, hw::Cycle start);
  /// The run has ended.
  void ended(hw::Cycle end) { commands_.back().events.back().end = end; }
  void settle();

  struct Replayed {
    hw::Cycle from = 0;       // first cycle of a step
    hw::Cycle to = 0;         // the pipeline is empty
    bool same_cycles = true;  // as the first time
  };
  /// Does it all again on a unit just made and its memory. What was brought home between runs by
  /// settling is brought home the same way; at the end the pipeline drains as time passes.
  Replayed replay(hw::OpUnitEngine& engine, hw::TileMemory& memory, hw::Cycle drain) const;

 private:
  enum class Area : std::uint8_t { kNarrow, kWide, kScaling };
  struct Change {
    Area area;
    std::size_t offset;
    std::vector<std::uint8_t> bytes;
  };
  struct Event {
    enum class Kind : std::uint8_t { kRun, kSettle, kChange } kind;
    std::uint32_t steps = 0;
    hw::Cycle start = 0;
    std::optional<hw::Cycle> end = std::nullopt;  // unknown if the run did not come to its end
    std::vector<Change> changes = {};
  };
  struct Command {
    spec::TensorOp op;
    spec::Opcode opcode;
    hw::TileMemory memory;
    std::vector<Event> events;
  };

  [[nodiscard]] std::span<std::uint8_t> bytes(hw::TileMemory& memory, Area area) const;
  void replay_event(const Event& event, hw::OpUnitEngine& engine, hw::TileMemory& memory,
                    Replayed& result) const;

  func::RequantMode requant_;
  std::deque<Command> commands_;
};

}  // namespace tessera::rtl
