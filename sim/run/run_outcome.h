// SPDX-License-Identifier: Apache-2.0
// What one run gave: outputs, time, counts, check.
#pragma once

#include "hw/tile/unit_stats.h"
#include "workloads/file.h"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
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

struct RunOutcome {
  std::string model;
  std::string system;
  std::string engine;
  double clock_mhz = 0;
  double peak_macs_per_cycle = 0;
  std::uint64_t cycles = 0;          // doorbell to completion interrupt of the inference
  std::uint64_t caching_cycles = 0;  // the same of the parameter-caching program; 0 without one
  std::uint64_t read_bytes = 0;      // over the host link during the inference
  std::uint64_t write_bytes = 0;
  std::vector<UnitReport> units;
  hw::UnitStats total;  // of all workers
  std::uint64_t busiest_steps = 0;
  std::string busiest_op;
  std::uint64_t ring_packets = 0;  // since reset, parameter caching included
  std::uint64_t ring_busy_cycles = 0;
  std::vector<NamedTensor> outputs;
  std::vector<ProbeReport> probes;
  std::optional<CheckReport> check;
  double wall_s = 0;  // host time of the simulation
  double load_s = 0;  // host time of loading and elaboration

  [[nodiscard]] double latency_ms() const {
    return clock_mhz > 0 ? static_cast<double>(cycles) / (clock_mhz * 1e3) : 0;
  }
  [[nodiscard]] double mac_utilization() const {
    return cycles > 0 ? static_cast<double>(total.macs) /
                            (static_cast<double>(cycles) * peak_macs_per_cycle)
                      : 0;
  }
};

}  // namespace tessera::sim
