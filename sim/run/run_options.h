// SPDX-License-Identifier: Apache-2.0
// What the user asks of one run.
#pragma once

#include "hw/accelerator.h"
#include "hw/func/requantize.h"
#include "sim/platform/firmware_host.h"
#include "workloads/reference/rule.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tessera::sim {

/// Memory of a tile, looked at when a command starts: NAME=TILE:narrow|wide:ADDRESS:BYTES@SEQUENCE.
struct ProbeSpec {
  std::string name;
  unsigned tile = 0;
  hw::InspectSpace space = hw::InspectSpace::kNarrowMemory;
  std::size_t address = 0;
  std::size_t bytes = 0;
  std::uint32_t sequence = 0;
};

struct RunOptions {
  std::string model;  // as ModelOptions
  std::optional<func::RequantMode> requant;
  workloads::ConstantRule rule = workloads::ConstantRule::kTessera;
  std::string system = "coral";
  hw::Engine engine = hw::Engine::kTlm;
  FirmwareKind firmware = FirmwareKind::kNative;
  std::vector<std::string> inputs;  // files, one per input; empty: generator
  std::uint32_t seed = 12345;
  bool check = false;
  /// Uncompiled network of a program; empty: looked for beside it. Not for networks.
  std::optional<std::string> reference;
  std::vector<ProbeSpec> probes;
  std::string energy = "edge_tpu_like";  // table: name or file
  std::optional<std::string> json;       // file, or "-"
  std::optional<std::string> save_outputs;
  std::optional<std::string> timeline;  // file
  std::optional<std::string> report;    // file
  std::optional<std::string> wave;      // file
  std::optional<std::string> wave_window;
  std::vector<std::string> wave_scope;
  std::optional<std::string> labels;
  std::uint64_t timeout_ms = 1000;            // simulated
  std::optional<std::string> rtl_tiles;       // engine rtl: the others are tlm; empty: all
  std::optional<std::string> rtl_layers;      // the same by layer
  bool lockstep = false;                      // engine rtl: compared with tlm command by command
  std::optional<std::uint32_t> latency_seed;  // scramble the latencies of all units
};

/// Parses a probe; throws UsageError that names the text and the form expected.
[[nodiscard]] ProbeSpec parse_probe(const std::string& text);

[[nodiscard]] const char* engine_name(hw::Engine engine);

}  // namespace tessera::sim
