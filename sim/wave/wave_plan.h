// SPDX-License-Identifier: Apache-2.0
// Which cycles and which signals go into a wave file.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tessera::sim {

/// Cycles since the simulation began. The file's time begins at `origin`, the first doorbell of the
/// inference, as do the cycles of a result.
struct WaveRange {
  std::uint64_t origin = 0;
  std::uint64_t from = 0;
  std::uint64_t to = 0;  // not included
};

/// The range that a window asks for: FROM:TO, each side a cycle of the result (`start_cycle` of
/// layers), the name of a layer (its begin, and its end behind the colon) or empty; the whole
/// inference without a window. `timing` is the result of the same run in the timing engine, which
/// says when each layer works. Throws workloads::UsageError that names what was not understood.
[[nodiscard]] WaveRange plan_wave(const std::optional<std::string>& window,
                                  const nlohmann::ordered_json& timing);

/// Scopes: patterns (with * and ?) that a signal's path or one of its scopes has to match; none
/// means everything.
class WaveScope {
 public:
  explicit WaveScope(std::vector<std::string> patterns) : patterns_(std::move(patterns)) {}
  [[nodiscard]] bool has(const std::string& path) const;
  /// True if the scope was said, rather than left at everything.
  [[nodiscard]] bool chosen() const { return !patterns_.empty(); }

 private:
  std::vector<std::string> patterns_;
};

}  // namespace tessera::sim
