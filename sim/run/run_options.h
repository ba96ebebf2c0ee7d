// SPDX-License-Identifier: Apache-2.0
// What the user asks of one run.
#pragma once

#include "hw/accelerator.h"

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
  std::string model;
  std::string system = "coral";
  hw::Engine engine = hw::Engine::kTlm;
  std::vector<std::string> inputs;  // files, one per input; empty: generator
  std::uint32_t seed = 12345;
  bool check = false;
  std::optional<std::string> reference;  // uncompiled twin; empty: looked for beside the model
  std::vector<ProbeSpec> probes;
  std::optional<std::string> json;  // file, or "-"
  std::optional<std::string> save_outputs;
  std::optional<std::string> labels;
  std::uint64_t timeout_ms = 1000;            // simulated
  std::optional<std::uint32_t> latency_seed;  // scramble the latencies of all units
};

/// Parses a probe; throws UsageError that names the text and the form expected.
[[nodiscard]] ProbeSpec parse_probe(const std::string& text);

[[nodiscard]] const char* engine_name(hw::Engine engine);

}  // namespace tessera::sim
