// SPDX-License-Identifier: Apache-2.0
// Named looks into a tile's memory while a program runs.
#pragma once

#include "sim/run/run_options.h"
#include "sim/run/run_outcome.h"

#include <vector>

namespace tessera::sim {

class Probes final {
 public:
  explicit Probes(std::vector<ProbeSpec> specs);

  /// Must be called before simulation starts.
  void attach(const hw::Accelerator& accelerator) { accelerator_ = &accelerator; }
  /// A unit takes a command: every probe with its sequence number and tile is taken.
  void look(const hw::Worker& worker, const spec::Command& command);
  [[nodiscard]] std::vector<ProbeReport> take() { return std::move(reports_); }

 private:
  const hw::Accelerator* accelerator_ = nullptr;
  std::vector<ProbeSpec> specs_;
  std::vector<ProbeReport> reports_;
};

}  // namespace tessera::sim
