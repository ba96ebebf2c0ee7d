// SPDX-License-Identifier: Apache-2.0
#include "sim/wave/wave_plan.h"

#include "workloads/error.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace tessera::sim {
namespace {

using Json = nlohmann::ordered_json;

std::optional<std::uint64_t> as_number(const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// First and last cycle of a layer's activity; none if there is no such layer on the accelerator.
std::optional<std::pair<std::uint64_t, std::uint64_t>> activity_of(const Json& timing,
                                                                   const std::string& name) {
  for (const Json& layer : timing.at("layers"))
    if (layer.at("name") == name && layer.at("accelerator") != "control_core")
      return std::pair(layer.at("active_from_cycle").get<std::uint64_t>(),
                       layer.at("active_to_cycle").get<std::uint64_t>());
  return std::nullopt;
}

std::optional<std::uint64_t> cycle_of(const Json& timing, const std::string& side, bool is_end) {
  if (side.empty()) return is_end ? timing.at("cycles").get<std::uint64_t>() : 0;
  if (const auto number = as_number(side)) return number;
  const auto layer = activity_of(timing, side);
  if (!layer) return std::nullopt;
  return is_end ? layer->second : layer->first;
}

/// A cycle of the result, which leaves out the time between parts, since the simulation began. An
/// end belongs to the part before it.
std::uint64_t on_platform(const Json& timing, std::uint64_t cycle, bool is_end) {
  std::uint64_t begin = 0;
  std::uint64_t before = 0;
  for (const Json& part : timing.at("parts")) {
    const auto start = part.at("start_cycle").get<std::uint64_t>();
    if (start > cycle || (is_end && start == cycle && start > 0)) break;
    before = start;
    begin = part.at("platform_cycle").get<std::uint64_t>();
  }
  return begin + (cycle - before);
}

}  // namespace

WaveRange plan_wave(const std::optional<std::string>& window, const Json& timing) {
  const std::string text = window.value_or(":");
  // A layer's name may contain a colon: the first one between two sides that mean something counts.
  for (std::size_t colon = text.find(':'); colon != std::string::npos;
       colon = text.find(':', colon + 1)) {
    const auto from = cycle_of(timing, text.substr(0, colon), false);
    const auto to = cycle_of(timing, text.substr(colon + 1), true);
    if (!from || !to) continue;
    const auto cycles = timing.at("cycles").get<std::uint64_t>();
    if (*from >= *to || *from >= cycles)
      throw workloads::UsageError(
          fmt::format("--wave-window {}: cycles {} to {} of an inference of {} are none", text,
                      *from, *to, cycles));
    return {on_platform(timing, 0, false), on_platform(timing, *from, false),
            on_platform(timing, std::min(*to, cycles), true)};
  }
  throw workloads::UsageError(
      fmt::format("--wave-window {}: expected FROM:TO, each a cycle, the name of a layer or "
                  "nothing; layers are {} and so on (tessera run --json)",
                  text, timing.at("layers").at(0).at("name").get<std::string>()));
}

bool WaveScope::has(const std::string& path) const {
  if (patterns_.empty()) return true;
  for (std::size_t end = path.find('.');; end = path.find('.', end + 1)) {
    const std::string scope = path.substr(0, end);
    for (const std::string& pattern : patterns_)
      if (::fnmatch(pattern.c_str(), scope.c_str(), 0) == 0) return true;
    if (end == std::string::npos) return false;
  }
}

}  // namespace tessera::sim
