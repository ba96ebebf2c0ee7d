// SPDX-License-Identifier: Apache-2.0
// Action counts and the cycle breakdown of one unit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tessera::hw {

/// What a unit does in a cycle.
enum class Activity : std::uint8_t {
  kBusy,    // moving or computing
  kSync,    // waiting for a sync counter
  kMedium,  // waiting for the ring, a mesh link, a stream or the host
  kIdle,    // without a command
};
inline constexpr std::size_t kActivities = 4;

/// Counts are actions, not time: the same in every engine.
struct UnitStats {
  std::array<std::uint64_t, kActivities> cycles{};
  std::uint64_t commands = 0;
  std::uint64_t steps = 0;      // op unit: steps of the main loops
  std::uint64_t macs = 0;       // op unit: multiplications of active cells
  std::uint64_t emissions = 0;  // op unit: groups of outputs requantized
  std::uint64_t narrow_read_bytes = 0;
  std::uint64_t narrow_write_bytes = 0;
  std::uint64_t wide_read_bytes = 0;
  std::uint64_t wide_write_bytes = 0;
  std::uint64_t moved_bytes = 0;  // over ring, mesh or host link

  friend UnitStats operator-(UnitStats a, const UnitStats& b) {
    return a.combine(b, [](auto x, auto y) { return x - y; });
  }
  friend UnitStats operator+(UnitStats a, const UnitStats& b) {
    return a.combine(b, [](auto x, auto y) { return x + y; });
  }

  [[nodiscard]] std::uint64_t& operator[](Activity a) {
    return cycles[static_cast<std::size_t>(a)];
  }
  [[nodiscard]] std::uint64_t operator[](Activity a) const {
    return cycles[static_cast<std::size_t>(a)];
  }

 private:
  template <typename Operation>
  UnitStats& combine(const UnitStats& other, Operation operation) {
    for (std::size_t i = 0; i < kActivities; ++i) cycles[i] = operation(cycles[i], other.cycles[i]);
    for (std::uint64_t UnitStats::*member :
         {&UnitStats::commands, &UnitStats::steps, &UnitStats::macs, &UnitStats::emissions,
          &UnitStats::narrow_read_bytes, &UnitStats::narrow_write_bytes,
          &UnitStats::wide_read_bytes, &UnitStats::wide_write_bytes, &UnitStats::moved_bytes})
      this->*member = operation(this->*member, other.*member);
    return *this;
  }
};

}  // namespace tessera::hw
