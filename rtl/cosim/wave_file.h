// SPDX-License-Identifier: Apache-2.0
// A wave file (FST) for signals of the model and of Verilated units, on one time axis.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tessera::rtl {

/// Names for the values of a signal: viewers show them in place of numbers.
struct WaveNames {
  std::string type;
  std::vector<std::string> of_value;  // value i is shown as of_value[i]
};

/// A signal of the model: a number of up to 64 bits, asked for whenever time moves on.
struct WaveSignal {
  std::string path;  // scopes and name, "tile_0_0.op.activity"
  unsigned bits = 1;
  std::function<std::uint64_t()> value;
  std::shared_ptr<const WaveNames> names = nullptr;
};

/// Written through Verilator's tracer, so that its models can be in the same file.
class WaveFile {
 public:
  /// Why there are no wave files in this build; empty if there are.
  [[nodiscard]] static std::string refusal();

  /// Throws std::runtime_error with refusal(), if there is one. `period_ps`: of the clock.
  WaveFile(std::string path, std::uint64_t period_ps);
  ~WaveFile();
  WaveFile(const WaveFile&) = delete;
  WaveFile& operator=(const WaveFile&) = delete;

  /// Before open().
  void add(WaveSignal signal);
  /// Throws std::runtime_error naming the file if it cannot be written.
  void open();
  /// The values of a cycle; cycles must grow.
  void dump(std::uint64_t cycle);
  /// Completes the file; what is dumped later is lost.
  void close();
  [[nodiscard]] bool is_open() const;

  class Tracer;
  [[nodiscard]] Tracer& tracer() { return *tracer_; }

 private:
  std::string path_;
  std::uint64_t period_ps_;
  std::unique_ptr<Tracer> tracer_;
};

}  // namespace tessera::rtl
