// SPDX-License-Identifier: Apache-2.0
// What goes on, on one line of a terminal; silent where stderr is none.
#pragma once

#include <chrono>
#include <string>

namespace tessera::sim {

class Progress final {
 public:
  Progress();
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// False: `show` does nothing, callers need not make texts.
  [[nodiscard]] bool enabled() const { return enabled_; }
  /// Replaces the line, at once.
  void show(const std::string& text);
  /// Replaces the line, a few times per second at most.
  void show_sometimes(const std::string& text);
  /// Takes the line away, before anything else is printed.
  void clear();

 private:
  bool enabled_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace tessera::sim
