// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/loop_nest.h"

#include <fmt/format.h>

#include <iterator>
#include <limits>
#include <stdexcept>

namespace tessera::workloads {
namespace {

template <class Target>
Target fit(std::int64_t value, const char* what) {
  if (value < std::numeric_limits<Target>::min() || value > std::numeric_limits<Target>::max())
    throw std::out_of_range(fmt::format("{} {} of an address stream", what, value));
  return static_cast<Target>(value);
}

}  // namespace

spec::Ttu make_ttu(std::int64_t base, const LoopDims& dims, std::size_t capacity, Entries entries) {
  spec::Ttu ttu;
  std::size_t used = dims.size();
  while (used > capacity && dims[used - 1].count == 1) --used;
  if (used > capacity)
    throw std::out_of_range(
        fmt::format("{} loops of an address stream, the command has {}", used, capacity));
  ttu.base = fit<std::uint32_t>(base, "base");
  std::int64_t rewind = 0;  // how far the loops below have moved the address when they end
  for (std::size_t d = 0; d < std::size(ttu.dims); ++d) {
    const LoopDim dim = d < used ? dims[d] : LoopDim{};
    // A loop of one iteration never advances, but a stream that is all zeros counts as absent.
    const std::int64_t stride = dim.stride;
    if (d < capacity) {
      ttu.dims[d].increment = fit<std::int32_t>(stride - rewind, "increment");
      ttu.dims[d].count_minus_1 = fit<std::uint32_t>(dim.count - 1, "count");
    }
    if (d < capacity && stride != 0 && dim.count > 1) ttu.stride_mask |= 1U << d;
    rewind += (dim.count - 1) * stride;
  }
  ttu.entry_level = entries.level;
  ttu.slot = fit<std::uint32_t>(entries.slot, "slot");
  return ttu;
}

spec::LoopNest make_loops(const std::vector<std::int64_t>& counts) {
  spec::LoopNest nest;
  if (counts.size() > std::size(nest.count_minus_1))
    throw std::out_of_range(fmt::format("{} loops of a command", counts.size()));
  for (std::size_t d = 0; d < counts.size(); ++d)
    nest.count_minus_1[d] = fit<std::uint32_t>(counts[d] - 1, "count");
  return nest;
}

spec::Ttu circular_ttu(std::int64_t start, std::int64_t units, std::int64_t slot) {
  constexpr std::size_t kDims = 3;
  const std::int64_t base = start % (2 * slot);
  if (units <= slot) return make_ttu(base, {{units, 1}}, kDims);
  const std::int64_t entries = (units + slot - 1) / slot;
  spec::Ttu ttu = make_ttu(base, {{slot, 1}, {entries, 0}}, kDims, {1, slot});
  const std::int64_t last = units - (entries - 1) * slot;
  ttu.last_count_minus_1 = static_cast<std::uint32_t>(last - 1);
  ttu.last_level = 1;
  ttu.last_skip = static_cast<std::int32_t>(slot - last);
  return ttu;
}

}  // namespace tessera::workloads
