// SPDX-License-Identifier: Apache-2.0
// Writes a wave file while a platform runs.
#pragma once

#include "sim/wave/model_signals.h"
#include "sim/wave/unit_log.h"
#include "sim/wave/wave_plan.h"

#include <systemc>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tessera::sim {

struct WaveOptions {
  std::string file;
  std::optional<std::string> window;
  std::vector<std::string> scope;
};

/// Samples at the last instant of every cycle of its range, when everything of the cycle has
/// happened (the host link keeps no clock), so it does not matter in which order units take turns.
/// A run that a signal stops (SIGINT, SIGTERM) leaves a complete file.
class WaveRecorder final {
 public:
  /// Throws workloads::UsageError if the build has no wave files.
  WaveRecorder(const WaveOptions& options, const WaveRange& range, const sc_core::sc_time& period);
  ~WaveRecorder();
  WaveRecorder(const WaveRecorder&) = delete;
  WaveRecorder& operator=(const WaveRecorder&) = delete;

  /// To be called by the accelerator's hooks.
  [[nodiscard]] UnitLog& units() { return units_; }
  void begin_layer(std::size_t number) { layer_ = number + 1; }

  [[nodiscard]] rtl::WaveFile& file() { return *file_; }
  [[nodiscard]] const WaveScope& scope() const { return scope_; }
  [[nodiscard]] const WaveRange& range() const { return range_; }

  /// Where the RTL signals of the op unit with this hierarchical name go; none if they are not in
  /// the scope, which is that of the first tile unless another was chosen.
  [[nodiscard]] std::optional<std::string> rtl_scope(const std::string& unit) const;
  /// For an op unit's thread: lets the kernel come to the end of a cycle of the range.
  void wait_for_end_of(hw::Cycle cycle) const;
  /// Before the simulation: declares the signals and opens the file.
  void attach(const Platform& platform, std::vector<std::string> layer_names);
  /// Completes the file.
  void close();

 private:
  void tick();

  WaveScope scope_;
  WaveRange range_;
  sc_core::sc_time period_;
  std::unique_ptr<rtl::WaveFile> file_;
  UnitLog units_;
  std::uint64_t cycle_ = 0;
  std::size_t layer_ = 0;
  std::unique_ptr<ModelView> view_;
};

}  // namespace tessera::sim
