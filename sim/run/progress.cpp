// SPDX-License-Identifier: Apache-2.0
#include "sim/run/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace tessera::sim {
namespace {

constexpr auto kPause = std::chrono::milliseconds(100);
constexpr const char* kEraseLine = "\r\033[K";  // ECMA-48: carriage return, erase to end of line

}  // namespace

Progress::Progress() : enabled_(isatty(STDERR_FILENO) == 1) {}

void Progress::show(const std::string& text) {
  if (!enabled_) return;
  fmt::print(stderr, "{}{}", kEraseLine, text.substr(0, 78));
  std::fflush(stderr);
  shown_ = true;
  last_ = std::chrono::steady_clock::now();
}

void Progress::show_sometimes(const std::string& text) {
  if (enabled_ && std::chrono::steady_clock::now() - last_ >= kPause) show(text);
}

void Progress::clear() {
  if (!shown_) return;
  fmt::print(stderr, "{}", kEraseLine);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace tessera::sim
