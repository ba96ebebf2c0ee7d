// SPDX-License-Identifier: Apache-2.0
#include "tlm/direct_memory_map.h"

#include <algorithm>
#include <iterator>

namespace tessera::tlm {

void DirectMemoryMap::add(const ::tlm::tlm_dmi& dmi) {
  invalidate(dmi.get_start_address(), dmi.get_end_address());
  const auto place = std::ranges::upper_bound(ranges_, dmi.get_start_address(), {}, &Range::first);
  ranges_.insert(place, {dmi.get_start_address(), dmi.get_end_address(), dmi.get_dmi_ptr(),
                         dmi.is_read_allowed(), dmi.is_write_allowed(), dmi.get_read_latency(),
                         dmi.get_write_latency()});
}

void DirectMemoryMap::invalidate(std::uint64_t first, std::uint64_t last) {
  std::erase_if(ranges_,
                [=](const Range& range) { return range.first <= last && range.last >= first; });
}

const DirectMemoryMap::Range* DirectMemoryMap::find(std::uint64_t address,
                                                    std::uint64_t bytes) const {
  const auto behind = std::ranges::upper_bound(ranges_, address, {}, &Range::first);
  if (behind == ranges_.begin()) {
    return nullptr;
  }
  const Range& range = *std::prev(behind);
  const bool inside = address <= range.last && bytes - 1 <= range.last - address;
  return inside ? &range : nullptr;
}

}  // namespace tessera::tlm
