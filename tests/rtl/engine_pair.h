// SPDX-License-Identifier: Apache-2.0
// The tlm engine and the rtl engine side by side, each with its own memories.
#pragma once

#include "hw/spec/system_loader.h"
#include "hw/tile/op_functional.h"
#include "rtl/cosim/engine.h"
#include "tests/rtl/random_command.h"
#include "tests/support/op_bench.h"

#include <functional>
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
  using MakeRtl = std::function<std::unique_ptr<hw::OpUnitEngine>(const hw::OpEngineSite&)>;

  explicit EnginePair(
      const std::string& system, func::RequantMode mode = func::RequantMode::kF32,
      const MakeRtl& make_rtl = [](const hw::OpEngineSite& site) { return rtl::make_engine(site); })
      : EnginePair(spec::load_system(system), mode, make_rtl) {}
  EnginePair(spec::SystemConfig system, func::RequantMode mode, const MakeRtl& make_rtl);

  /// The same contents in both tiles.
  void fill(CommandMaker& maker);
  /// Runs a command on both engines, in segments if there is a maker to draw them: with waits
  /// between them, some of which let others look. Empty if they agree; else what differs.
  [[nodiscard]] std::string difference(const RandomCommand& command, CommandMaker* segments);

  /// The same with a pause before the last step, in which others look or not.
  [[nodiscard]] std::string difference_with_pause(const RandomCommand& command, std::uint32_t wait,
                                                  bool settles);
  /// Compares what is written and how often counters are signalled, but not when: for memories
  /// that stall.
  [[nodiscard]] std::string untimed_difference(const RandomCommand& command);
  /// Both engines forget what they do, and the memories are made the same again.
  void reset();
  [[nodiscard]] hw::Cycle now() const { return now_; }

  [[nodiscard]] const spec::AcceleratorConfig& config() const { return config_; }
  [[nodiscard]] hw::TileMemory& memory(bool rtl) { return rtl ? rtl_memory_ : tlm_memory_; }
  [[nodiscard]] hw::OpUnitEngine& rtl() { return *rtl_; }

 private:
  struct Segment {
    std::uint32_t steps;
    std::uint32_t wait;  // cycles before it
    bool settles;
  };
  [[nodiscard]] std::string compare(const RandomCommand& command,
                                    const std::vector<Segment>& segments);
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
