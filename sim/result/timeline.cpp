// SPDX-License-Identifier: Apache-2.0
#include "sim/result/timeline.h"

#include <algorithm>
#include <iterator>

namespace tessera::sim {
namespace {

using nlohmann::ordered_json;

ordered_json row_name(std::size_t row, const std::string& name) {
  return {
      {"name", "thread_name"}, {"ph", "M"}, {"pid", 0}, {"tid", row}, {"args", {{"name", name}}}};
}

}  // namespace

ordered_json to_timeline(const RunOutcome& outcome) {
  const auto microseconds = [&](std::uint64_t cycles) {
    return static_cast<double>(cycles) / outcome.clock_mhz;
  };
  // Row 0 holds the layers, the units follow.
  ordered_json events = ordered_json::array({row_name(0, "layers")});
  for (std::size_t i = 0; i < outcome.units.size(); ++i)
    events.push_back(row_name(i + 1, outcome.units[i].name));
  for (const LayerReport& layer : outcome.layers) {
    if (layer.on_host()) continue;  // its time is not the accelerator's
    events.push_back(
        {{"name", layer.name},
         {"cat", layer.op},
         {"ph", "X"},
         {"pid", 0},
         {"tid", 0},
         {"ts", microseconds(layer.start_cycle)},
         {"dur", microseconds(layer.cycles)},
         {"args", {{"op", layer.op}, {"macs", layer.macs}, {"cycles", layer.cycles}}}});
  }
  for (const UnitActivity& activity : outcome.activities) {
    const auto next =
        std::ranges::upper_bound(outcome.part_begins, activity.begin, {}, &PartBegin::cycle);
    if (next == outcome.part_begins.begin()) continue;  // parameter caching
    const PartBegin& part = *std::prev(next);
    ordered_json event = {{"name", activity.command},
                          {"ph", "X"},
                          {"pid", 0},
                          {"tid", activity.unit + 1},
                          {"ts", microseconds(activity.begin - part.cycle + part.before)},
                          {"dur", microseconds(activity.end - activity.begin)}};
    if (!activity.layer.empty()) event["args"] = {{"layer", activity.layer}};
    events.push_back(std::move(event));
  }
  return {{"displayTimeUnit", "ns"}, {"traceEvents", std::move(events)}};
}

}  // namespace tessera::sim
