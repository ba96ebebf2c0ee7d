// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/host_link.h"

#include <algorithm>

namespace tessera::hw {

HostLink::HostLink(const HostLinkTiming& timing) : timing_(timing) {
  if (timing.to_device_bytes_per_second < 0 || timing.from_device_bytes_per_second < 0) {
    SC_REPORT_ERROR("/tessera/memory/host_link", "bandwidth must not be negative");
  }
  if (timing.burst_bytes == 0) {
    SC_REPORT_ERROR("/tessera/memory/host_link", "burst_bytes must be positive");
    timing_.burst_bytes = 1;
  }
}

sc_core::sc_time HostLink::transfer(LinkDirection direction, std::size_t bytes,
                                    const sc_core::sc_time& now) {
  ++channels_[static_cast<std::size_t>(direction)].transfers;
  return occupy(direction, bytes, timing_.transfer_overhead, now);
}

sc_core::sc_time HostLink::continue_transfer(LinkDirection direction, std::size_t bytes,
                                             const sc_core::sc_time& now) {
  return occupy(direction, bytes, sc_core::SC_ZERO_TIME, now);
}

sc_core::sc_time HostLink::occupy(LinkDirection direction, std::size_t bytes,
                                  const sc_core::sc_time& overhead, const sc_core::sc_time& now) {
  const double rate = direction == LinkDirection::kToDevice ? timing_.to_device_bytes_per_second
                                                            : timing_.from_device_bytes_per_second;
  sc_core::sc_time duration = overhead;
  if (rate > 0) {
    duration += sc_core::sc_time(static_cast<double>(bytes) / rate, sc_core::SC_SEC);
  }
  Channel& taken = channels_[static_cast<std::size_t>(direction)];
  taken.free_at = std::max(taken.free_at, now) + duration;
  taken.busy += duration;
  taken.bytes += bytes;
  return taken.free_at;
}

void HostLink::reset() {
  for (Channel& each : channels_) {
    each.free_at = sc_core::SC_ZERO_TIME;
  }
}

const HostLink::Channel& HostLink::channel(LinkDirection direction) const {
  return channels_[static_cast<std::size_t>(direction)];
}

std::uint64_t HostLink::bytes(LinkDirection direction) const { return channel(direction).bytes; }

std::uint64_t HostLink::transfers(LinkDirection direction) const {
  return channel(direction).transfers;
}

sc_core::sc_time HostLink::busy_time(LinkDirection direction) const {
  return channel(direction).busy;
}

}  // namespace tessera::hw
