// SPDX-License-Identifier: Apache-2.0
// A one-way link of the mesh between two neighbouring tiles: a bounded FIFO of words.
#pragma once

#include "hw/tile/sync_counter.h"

#include <systemc>

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <utility>

namespace tessera::hw {

/// Words in flight, with the cycles at which they arrive. Both ends may run ahead of the kernel's
/// time: arrivals and departures are published as ramps, like the signals of a SyncCounter.
class MeshLink {
 public:
  /// Room for `capacity` words between what was sent and what was taken.
  explicit MeshLink(std::uint32_t capacity) : capacity_(capacity) {}

  /// Sender: how many words find room, the first at `when` and the others at `pace`; at most
  /// `want`, 0 if the receiver must take some first.
  [[nodiscard]] std::uint32_t space(Cycle when, Pace pace, std::uint32_t want) const;
  /// Sender: first cycle from `when` on at which a word may enter, if it is known.
  [[nodiscard]] std::optional<Cycle> space_at(Cycle when) const;
  void push(std::span<const std::uint8_t> bytes, const Ramp& arrival, Cycle kernel);
  /// The receiver's end: called, in the sender's thread, when words have been pushed.
  void on_push(std::function<void()> receiver) { receiver_ = std::move(receiver); }

  /// Receiver: how many words are there in time, the first at `when` and the others at `pace`.
  [[nodiscard]] std::uint32_t available(Cycle when, Pace pace, std::uint32_t want) const;
  [[nodiscard]] std::optional<Cycle> available_at(Cycle when) const;
  /// Takes the oldest words into `bytes` (empty in the timing engine).
  void pop(std::span<std::uint8_t> bytes, const Ramp& departure, Cycle kernel);

  [[nodiscard]] const sc_core::sc_event& popped() const { return taken_.changed(); }
  void reset();

 private:
  std::uint32_t capacity_;
  SyncCounter sent_;
  SyncCounter taken_;
  std::uint16_t sent_total_ = 0;  // published so far, like the counters modulo 2^16
  std::uint16_t taken_total_ = 0;
  std::deque<std::uint8_t> bytes_;
  std::function<void()> receiver_;
};

}  // namespace tessera::hw
