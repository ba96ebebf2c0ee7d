// SPDX-License-Identifier: Apache-2.0
// Which op units and which layers run in RTL under --engine rtl.
#pragma once

#include "hw/spec/system.h"
#include "hw/tile/op_engine.h"
#include "rtl/cosim/lockstep_engine.h"
#include "sim/run/run_options.h"
#include "sim/wave/wave_recorder.h"
#include "workloads/program/program.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tessera::sim {

/// A list of numbers and ranges, "0,4-7". Throws UsageError naming option, text and limit.
[[nodiscard]] std::vector<bool> parse_numbers(const std::string& option, const std::string& text,
                                              std::size_t limit);

class RtlSelection final {
 public:
  /// Throws UsageError if the RTL cannot be this machine, or the options do not fit the program.
  RtlSelection(const RunOptions& options, const spec::SystemConfig& system,
               const workloads::Program& program);

  /// The factory of op units; this must outlive them. With `wave`, those in its scope are traced.
  [[nodiscard]] hw::OpEngineFactory factory(WaveRecorder* wave);
  /// The op unit with this name begins a command of this layer.
  void begins(const std::string& unit, std::optional<std::size_t> layer) {
    layers_of_[unit] = layer;
  }
  [[nodiscard]] bool by_layer() const { return !layers_.empty(); }

 private:
  [[nodiscard]] bool tile_chosen(const std::string& unit) const;
  [[nodiscard]] bool layer_chosen(const std::string& unit) const;

  std::uint32_t columns_;
  bool lockstep_;
  rtl::DifferenceWave difference_wave_;
  std::vector<bool> tiles_;   // empty: all
  std::vector<bool> layers_;  // empty: all
  std::map<std::string, std::optional<std::size_t>> layers_of_;
};

}  // namespace tessera::sim
