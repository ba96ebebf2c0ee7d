// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/narrow_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace tessera::workloads {
namespace {

constexpr std::int64_t kAlignment = 8;
/// Reads and writes of positions without meaning may go a little beyond a buffer's end.
constexpr std::int64_t kGuardBytes = 256;

using Order = std::vector<std::size_t>;

class Placement {
 public:
  Placement(const Machine& machine, PartPlan& plan) : machine_(machine), plan_(plan) {}

  [[nodiscard]] std::int64_t bytes(std::size_t i) const {
    return round_up(plan_.tensors[i].bytes(machine_.row_bytes) + kGuardBytes, kAlignment);
  }

  /// Each tensor at the lowest address that is free for as long as it is needed; returns the end of
  /// the highest.
  std::int64_t place(const Order& order) {
    std::int64_t top = 0;
    for (std::size_t n = 0; n < order.size(); ++n) {
      TileTensor& tensor = plan_.tensors[order[n]];
      std::vector<Range> taken;
      for (std::size_t m = 0; m < n; ++m) {
        const TileTensor& other = plan_.tensors[order[m]];
        if (other.first_step <= tensor.last_step && tensor.first_step <= other.last_step)
          taken.push_back({other.base, other.base + bytes(order[m])});
      }
      std::sort(taken.begin(), taken.end(),
                [](const Range& a, const Range& b) { return a.begin < b.begin; });
      tensor.base = 0;
      for (const Range& range : taken) {
        if (tensor.base + bytes(order[n]) <= range.begin) break;
        tensor.base = std::max(tensor.base, range.end);
      }
      top = std::max(top, tensor.base + bytes(order[n]));
    }
    return top;
  }

 private:
  const Machine& machine_;
  PartPlan& plan_;
};

}  // namespace

std::optional<PlacementProblem> place_tensors(const Machine& machine, PartPlan& plan) {
  Placement placement(machine, plan);
  // Two orders that suit most networks: the largest first, and as they come.
  Order by_size(plan.tensors.size());
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  Order by_step = by_size;
  std::stable_sort(by_size.begin(), by_size.end(), [&](std::size_t a, std::size_t b) {
    return placement.bytes(a) > placement.bytes(b);
  });
  std::stable_sort(by_step.begin(), by_step.end(), [&](std::size_t a, std::size_t b) {
    return plan.tensors[a].first_step < plan.tensors[b].first_step;
  });
  const std::int64_t in_order = placement.place(by_step);
  plan.narrow_bytes = placement.place(by_size);
  if (in_order < plan.narrow_bytes) plan.narrow_bytes = placement.place(by_step);
  if (plan.narrow_bytes <= machine.narrow_bytes) return std::nullopt;
  const auto worst = std::max_element(
      plan.tensors.begin(), plan.tensors.end(), [&](const TileTensor& a, const TileTensor& b) {
        return a.base + a.bytes(machine.row_bytes) < b.base + b.bytes(machine.row_bytes);
      });
  return PlacementProblem{
      static_cast<TileTensorId>(worst - plan.tensors.begin()),
      fmt::format("{} bytes per tile beside what else is needed at step {} ({}) end at byte {}, "
                  "narrow memory has {}",
                  worst->bytes(machine.row_bytes), worst->first_step,
                  plan.steps.at(worst->first_step).name, plan.narrow_bytes, machine.narrow_bytes)};
}

}  // namespace tessera::workloads
