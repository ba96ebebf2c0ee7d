// SPDX-License-Identifier: Apache-2.0
#include "sim/wave/wave_recorder.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <utility>

namespace tessera::sim {
namespace {

/// Cycles between two looks at whether a signal has come, outside of the range.
constexpr std::uint64_t kLook = 4096;

volatile std::sig_atomic_t stop_signal = 0;

void note_signal(int number) { stop_signal = number; }

}  // namespace

WaveRecorder::WaveRecorder(const WaveOptions& options, const WaveRange& range,
                           const sc_core::sc_time& period)
    : scope_(options.scope), range_(range), period_(period) {
  if (const std::string refusal = rtl::WaveFile::refusal(); !refusal.empty())
    throw workloads::UsageError("--wave: " + refusal);
  const auto period_ps = static_cast<std::uint64_t>(period / sc_core::sc_time(1, sc_core::SC_PS));
  file_ = std::make_unique<rtl::WaveFile>(options.file, period_ps);
}

WaveRecorder::~WaveRecorder() { close(); }

void WaveRecorder::attach(const Platform& platform, std::vector<std::string> layer_names) {
  view_ =
      std::make_unique<ModelView>(ModelView{platform, units_, std::move(layer_names),
                                            [this] { return cycle_; }, [this] { return layer_; }});
  add_model_signals(*file_, scope_, *view_);
  try {
    file_->open();
  } catch (const std::runtime_error& error) {
    throw workloads::UsageError(fmt::format("--wave {}", error.what()));
  }
  stop_signal = 0;
  std::signal(SIGINT, note_signal);
  std::signal(SIGTERM, note_signal);
  sc_core::sc_spawn_options options;
  options.spawn_method();
  sc_core::sc_spawn([this] { tick(); }, "wave", &options);
}

void WaveRecorder::tick() {
  if (stop_signal != 0) {
    close();
    std::signal(stop_signal, SIG_DFL);
    std::raise(stop_signal);
  }
  const std::uint64_t cycle = sc_core::sc_time_stamp().value() / period_.value();
  const bool in_range = cycle >= range_.from && cycle < range_.to;
  if (in_range) {
    cycle_ = cycle - range_.origin;
    file_->dump(cycle_);
  }
  if (cycle + 1 >= range_.to) file_->close();
  // Nothing else to come: a platform that has stopped must not be kept alive.
  if (cycle > 0 && !sc_core::sc_pending_activity()) return;
  const std::uint64_t step = in_range              ? 1
                             : cycle < range_.from ? std::min(kLook, range_.from - cycle)
                                                   : kLook;
  const sc_core::sc_time next =
      sc_core::sc_time::from_value((cycle + step + 1) * period_.value() - 1);
  sc_core::next_trigger(next - sc_core::sc_time_stamp());
}

std::optional<std::string> WaveRecorder::rtl_scope(const std::string& unit) const {
  const std::size_t tile = unit.find("tile_");
  if (tile == std::string::npos) return std::nullopt;
  std::string scope = unit.substr(tile) + ".rtl";
  const bool in_scope = scope_.chosen() ? scope_.has(scope) : scope == "tile_0_0.op.rtl";
  return in_scope ? std::optional(std::move(scope)) : std::nullopt;
}

void WaveRecorder::wait_for_end_of(hw::Cycle cycle) const {
  if (cycle < range_.from || cycle >= range_.to) return;
  const sc_core::sc_time end = period_ * static_cast<double>(cycle + 1);
  if (end > sc_core::sc_time_stamp()) sc_core::wait(end - sc_core::sc_time_stamp());
}

void WaveRecorder::close() {
  if (file_) file_->close();
}

}  // namespace tessera::sim
