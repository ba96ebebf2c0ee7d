// SPDX-License-Identifier: Apache-2.0
// What one run gave: outputs, time, counts, check.
#pragma once

#include "hw/energy/ledger.h"
#include "hw/tile/unit_stats.h"
#include "workloads/file.h"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace tessera::sim {

/// The simulation stopped on the guest's mistake or on the watchdog: exit status 3.
class SimulationFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct NamedTensor {
  std::string name;
  std::string dtype;
  std::vector<std::int32_t> shape;
  workloads::Bytes bytes;  // empty in the timing engine
};

/// A worker of the accelerator and where its cycles went; the activities sum to the run's cycles.
struct UnitReport {
  std::string name;  // below the accelerator: "tile_0_0.op"
  hw::UnitStats stats;
};

struct CheckReport {
  std::string method;     // "bytes" against the reference executor, "float32" against its meaning
  std::string reference;  // file of the uncompiled network
  std::string rule;       // how the reference forms its constants
  std::uint64_t elements = 0;
  std::uint64_t mismatches = 0;
  double largest_difference = 0;  // in steps of the output
};

struct ProbeReport {
  std::string name;
  workloads::Bytes bytes;
  bool taken = false;
  std::optional<CheckReport> check;
};

/// Where operators run that the accelerator lacks.
inline constexpr const char* kControlCore = "control_core";

/// A layer of a compiled part, or an operator of the host. Starts count from the first doorbell of
/// the inference, in cycles of the accelerator, without the time between parts.
struct LayerReport {
  std::string name;
  std::string op;
  std::string accelerator;  // or kControlCore
  std::uint64_t start_cycle = 0;
  /// From the end of all layers before it to its own end; on the control core, in its own cycles,
  /// what the operator is charged.
  std::uint64_t cycles = 0;
  std::uint64_t macs = 0;  // of the network
  /// From the start of its first command to the end of its last; layers overlap in it.
  std::pair<std::uint64_t, std::uint64_t> active = {0, 0};
  /// Of its own commands; of a control core's operator, its cycles.
  hw::ActionCounts actions = {};

  [[nodiscard]] bool on_host() const { return accelerator == kControlCore; }
};

/// One command on one unit, in cycles of the accelerator since the simulation began.
struct UnitActivity {
  std::size_t unit = 0;  // index into RunOutcome::units
  std::string command;
  std::string layer;  // name, if it belongs to one
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// A part's doorbell in cycles since the simulation began, and the cycles of the parts before it.
struct PartBegin {
  std::uint64_t cycle = 0;
  std::uint64_t before = 0;
};

/// What the firmware did, beside the accelerator.
struct FirmwareReport {
  std::string kind;                     // "riscv" or "native"
  std::uint64_t load_instructions = 0;  // of the control core: opening the device, loading
  std::uint64_t run_instructions = 0;   // one inference; both 0 when native
  std::uint32_t host_steps = 0;         // of one inference, on the operator service
  std::uint64_t host_cycles = 0;        // control-core cycles they were charged
  double load_us = 0;                   // simulated
  double run_us = 0;                    // simulated: from the request to the reply
  double clock_mhz = 0;                 // of the control core
  double call_overhead_us = 0;          // of the system file, not simulated
};

struct RunOutcome {
  std::string model;
  std::string system;
  std::string engine;
  FirmwareReport firmware;
  std::string requant;
  std::string rule;  // how constants were formed
  double clock_mhz = 0;
  double peak_macs_per_cycle = 0;
  std::uint64_t cycles = 0;          // doorbell to completion interrupt of the inference
  std::uint64_t caching_cycles = 0;  // the same of the parameter-caching program; 0 without one
  std::uint64_t read_bytes = 0;      // over the host link during the inference
  std::uint64_t write_bytes = 0;
  double link_us = 0;  // least time for these bytes, on the link or in the DRAM behind it
  std::optional<hw::DramStats> dram;  // of the memory behind the link, during the inference
  std::vector<UnitReport> units;
  hw::UnitStats total;  // of all workers
  std::uint64_t busiest_steps = 0;
  std::string busiest_op;
  std::uint64_t ring_packets = 0;  // since reset, parameter caching included
  std::uint64_t ring_busy_cycles = 0;
  hw::ActionCounts actions;  // of the inference, host operators included; at least those of layers
  hw::EnergyMachine machine;
  spec::EnergyTable energy_table;
  std::vector<NamedTensor> outputs;
  std::vector<ProbeReport> probes;
  std::optional<CheckReport> check;
  /// In the order of execution; those of the accelerator sum to `cycles`.
  std::vector<LayerReport> layers;
  std::vector<UnitActivity> activities;  // only where a timeline is asked for
  std::vector<PartBegin> part_begins;
  double wall_s = 0;     // host time of the simulation
  double load_s = 0;     // host time of reading the model and of elaboration
  double compile_s = 0;  // host time of compiling; 0 for programs

  [[nodiscard]] double latency_ms() const {
    return clock_mhz > 0 ? static_cast<double>(cycles) / (clock_mhz * 1e3) : 0;
  }
  /// What a caller of the runtime waits for one inference once the parameters are cached: the
  /// accelerator, then operators of the host, then the software around both.
  [[nodiscard]] double call_ms() const {
    const double host_ms = firmware.clock_mhz > 0 ? static_cast<double>(firmware.host_cycles) /
                                                        (firmware.clock_mhz * 1e3)
                                                  : 0;
    return latency_ms() + host_ms + firmware.call_overhead_us * 1e-3;
  }
  /// `macs` in `cycles`, as a share of what the array could do; 0 for no cycles.
  [[nodiscard]] double utilization(std::uint64_t macs, std::uint64_t in_cycles) const {
    return in_cycles > 0
               ? static_cast<double>(macs) / (static_cast<double>(in_cycles) * peak_macs_per_cycle)
               : 0;
  }
  /// Of a layer while it was active; its neighbours may have been active at the same time.
  [[nodiscard]] double utilization(const LayerReport& layer) const {
    return utilization(layer.macs, layer.active.second - layer.active.first);
  }
  [[nodiscard]] double mac_utilization() const { return utilization(total.macs, cycles); }
};

}  // namespace tessera::sim
