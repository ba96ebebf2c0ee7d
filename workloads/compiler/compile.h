// SPDX-License-Identifier: Apache-2.0
// From a network to a program for a system.
//
//   Program program = compile(import_tflite("net.tflite"), load_system("coral"), {});
#pragma once

#include "hw/spec/system.h"
#include "workloads/compiler/options.h"
#include "workloads/graph/graph.h"
#include "workloads/program/program.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::workloads {

/// What reports say about a compilation.
struct CompileReport {
  /// An operator that runs on the control core, and why the tiles do not take it.
  struct OnHost {
    std::string layer;
    std::string op;
    std::string reason;
  };
  std::vector<OnHost> on_host;
  std::uint64_t cached_bytes = 0;    // parameters that stay in the tiles
  std::uint64_t streamed_bytes = 0;  // parameters that the host sends in each inference
  std::uint64_t instruction_bytes = 0;
  std::uint64_t narrow_bytes = 0;  // of each tile, at most
};

/// The program for the first accelerator of `system`. Operators that it lacks stay in the host
/// graph (the control core runs them), even all of them; `report`, if given, says which and why.
/// Throws UnsupportedError naming layer, reason and limit for what can be mapped but does not fit,
/// and for operators of which the constant rule knows nothing; UsageError for a rule and a mode
/// that do not go together.
[[nodiscard]] Program compile(const Graph& graph, const spec::SystemConfig& system,
                              const CompileOptions& options, CompileReport* report = nullptr);

}  // namespace tessera::workloads
