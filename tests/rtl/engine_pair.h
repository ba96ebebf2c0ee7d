// SPDX-License-Identifier: Apache-2.0
// The tlm engine and the rtl engine side by side, each with its own memories.
#pragma once

#include "hw/spec/system_loader.h"
#include "hw/tile/op_functional.h"
#include "rtl/cosim/engine.h"
#include "tests/rtl/random_command.h"
#include "tests/support/op_bench.h"

#include <memory>
#include <string>
#include <vector>

namespace tessera::test {

/// What an engine says about a command, and does.
struct Account {
  hw::Cycle end = 0;
  hw::Cycle finish = 0;
  std::vector<std::uint64_t> counts;
  std::vector<hw::Cycle> avdata;
  std::vector<hw::Cycle> parameters;
};

class EnginePair {
 public:
  explicit EnginePair(const std::string& system, func::RequantMode mode = func::RequantMode::kF32);

  /// The same contents in both tiles.
  void fill(CommandMaker& maker);
  /// Runs a command on both engines, in segments if there is a maker to draw them: with waits
  /// between them, some of which let others look. Empty if they agree; else what differs.
  [[nodiscard]] std::string difference(const RandomCommand& command, CommandMaker* segments);

  [[nodiscard]] const spec::AcceleratorConfig& config() const { return config_; }
  [[nodiscard]] hw::TileMemory& memory(bool rtl) { return rtl ? rtl_memory_ : tlm_memory_; }
  [[nodiscard]] hw::OpUnitEngine& rtl() { return *rtl_; }

 private:
  struct Segment {
    std::uint32_t steps;
    std::uint32_t wait;  // cycles before it
    bool settles;
  };
  Account run(hw::OpUnitEngine& engine, const RandomCommand& command,
              const std::vector<Segment>& segments, const KeptSignals& signals,
              const hw::UnitStats& stats);
  [[nodiscard]] std::string memory_difference();

  spec::SystemConfig system_;
  const spec::AcceleratorConfig& config_;
  hw::TileMemory tlm_memory_;
  hw::TileMemory rtl_memory_;
  KeptSignals tlm_signals_;
  KeptSignals rtl_signals_;
  hw::UnitStats tlm_stats_;
  hw::UnitStats rtl_stats_;
  hw::OpFunctional tlm_;
  std::unique_ptr<hw::OpUnitEngine> rtl_;
  hw::Cycle now_ = 0;
};

}  // namespace tessera::test
