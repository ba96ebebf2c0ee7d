// SPDX-License-Identifier: Apache-2.0
// What every unit of one accelerator shares: configuration, clock, engine, fault sink.
#pragma once

#include "hw/func/requantize.h"
#include "hw/spec/command.h"
#include "hw/spec/system.h"
#include "hw/tile/op_engine.h"
#include "hw/tile/sync_counter.h"
#include "hw/tile/unit_stats.h"

#include <systemc>

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

namespace tessera::hw {

/// A program's mistake: an address outside a memory, a field without meaning. Stops the
/// accelerator with a report; never the simulation.
class CommandFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Worker;

/// What the units compute (architecture page, "Engines").
enum class Engine : std::uint8_t {
  kTiming,  // time and action counts only
  kTlm,     // bytes as well
  kRtl,     // as kTlm, op units made by AcceleratorContext::op_engine
};

struct AcceleratorContext {
  const spec::AcceleratorConfig& config;
  sc_core::sc_time period;
  Engine engine = Engine::kTlm;
  /// Called once, from the faulting unit's thread.
  std::function<void(const std::string&)> fault;
  /// Multiplies the durations of the unit with this hierarchical name; 1 everywhere in normal use.
  /// Tests of order independence give every unit its own factor.
  std::function<std::uint32_t(const std::string&)> latency_factor;
  /// Called when a unit takes a command from its queue, before its waits: for probes and traces.
  std::function<void(const Worker&, const spec::Command&)> on_command;
  /// How the op units requantize (facts/numerics.md); a command may count on one mode only.
  func::RequantMode requant = func::RequantMode::kF32;
  /// Called when a unit has finished a command, in the kernel's time.
  std::function<void(const Worker&, const spec::Command&)> on_done = {};
  /// Engine kRtl: makes the engine of each op unit.
  OpEngineFactory op_engine = {};
  /// Called for every stretch of a worker's local time, when it is known what the worker does in
  /// it: the cycles from `begin` to the worker's local cycle, which may lie ahead of the kernel's.
  std::function<void(const Worker&, Cycle begin, Activity)> on_activity = {};

  [[nodiscard]] bool computes() const { return engine != Engine::kTiming; }
  [[nodiscard]] Cycle kernel_cycle() const {
    return sc_core::sc_time_stamp().value() / period.value();
  }
};

}  // namespace tessera::hw
