// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/mesh_link.h"

#include <algorithm>

namespace tessera::hw {

std::uint32_t MeshLink::space(Cycle when, Pace pace, std::uint32_t want) const {
  // The next word may enter once `taken` has reached sent - capacity + 1.
  return taken_.steps_on_time(when, static_cast<std::uint16_t>(sent_total_ - capacity_ + 1), 1,
                              pace, want);
}

std::optional<Cycle> MeshLink::space_at(Cycle when) const {
  return taken_.reached(when, static_cast<std::uint16_t>(sent_total_ - capacity_ + 1));
}

void MeshLink::push(std::span<const std::uint8_t> bytes, const Ramp& arrival, Cycle kernel) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  sent_total_ = static_cast<std::uint16_t>(sent_total_ + arrival.count);
  sent_.add(arrival, kernel);
  if (receiver_) receiver_();
}

std::uint32_t MeshLink::available(Cycle when, Pace pace, std::uint32_t want) const {
  return sent_.steps_on_time(when, static_cast<std::uint16_t>(taken_total_ + 1), 1, pace, want);
}

std::optional<Cycle> MeshLink::available_at(Cycle when) const {
  return sent_.reached(when, static_cast<std::uint16_t>(taken_total_ + 1));
}

void MeshLink::pop(std::span<std::uint8_t> bytes, const Ramp& departure, Cycle kernel) {
  if (!bytes.empty()) {
    std::copy_n(bytes_.begin(), bytes.size(), bytes.begin());
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(bytes.size()));
  }
  taken_total_ = static_cast<std::uint16_t>(taken_total_ + departure.count);
  taken_.add(departure, kernel);
}

void MeshLink::reset() {
  sent_.set(0);
  taken_.set(0);
  sent_total_ = 0;
  taken_total_ = 0;
  bytes_.clear();
}

}  // namespace tessera::hw
