// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/narrow_plan.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace tessera::workloads {
namespace {

constexpr std::int64_t kAlignment = 8;
/// Reads and writes of positions without meaning may go a little beyond a buffer's end.
constexpr std::int64_t kGuardBytes = 64;

}  // namespace

void place_tensors(const Machine& machine, PartPlan& plan, const std::string& source) {
  // Large tensors first, each at the lowest address that is free for as long as it is needed.
  std::vector<std::size_t> order(plan.tensors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto bytes = [&](std::size_t i) {
    return round_up(plan.tensors[i].bytes(machine.row_bytes) + kGuardBytes, kAlignment);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return bytes(a) > bytes(b); });
  std::vector<std::size_t> placed;
  for (const std::size_t i : order) {
    TileTensor& tensor = plan.tensors[i];
    std::vector<Range> taken;
    for (const std::size_t j : placed) {
      const TileTensor& other = plan.tensors[j];
      if (other.first_step <= tensor.last_step && tensor.first_step <= other.last_step)
        taken.push_back({other.base, other.base + bytes(j)});
    }
    std::sort(taken.begin(), taken.end(),
              [](const Range& a, const Range& b) { return a.begin < b.begin; });
    std::int64_t base = 0;
    for (const Range& range : taken) {
      if (base + bytes(i) <= range.begin) break;
      base = std::max(base, range.end);
    }
    tensor.base = base;
    placed.push_back(i);
    plan.narrow_bytes = std::max(plan.narrow_bytes, base + bytes(i));
    if (base + bytes(i) > machine.narrow_bytes)
      throw UnsupportedError(
          source, tensor.name,
          fmt::format(
              "{} bytes per tile beside what else is needed at step {} ({}) end at byte {}, "
              "narrow memory has {}",
              bytes(i), tensor.first_step, plan.steps.at(tensor.first_step).name, base + bytes(i),
              machine.narrow_bytes));
  }
}

}  // namespace tessera::workloads
