// SPDX-License-Identifier: Apache-2.0
// The storage of one tile. Every access is checked: addresses come from a program.
#pragma once

#include "hw/func/nlu.h"
#include "hw/spec/system.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tessera::hw {

inline constexpr std::size_t kWideUnitBytes = 64;  // unit of wide addresses in commands
inline constexpr std::size_t kWideRowBytes = 256;  // what the ring and the movers write at once
inline constexpr std::size_t kWordBytes = 4;
inline constexpr std::size_t kRowWords = kWideRowBytes / kWordBytes;
/// Scaling store: two entries per half, 32 steps of 8 bytes (2 channels) each; multipliers from
/// step 0, biases from step 64 (facts/beagle_isa.md section 7).
inline constexpr std::size_t kScalingStepBytes = 8;
inline constexpr std::size_t kScalingSteps = 128;
inline constexpr std::size_t kScalingEntrySteps = 32;
inline constexpr std::size_t kScalingBiasStep = 64;

class TileMemory {
 public:
  explicit TileMemory(const spec::AcceleratorConfig& config);

  /// `size` bytes from `address` on. Throws CommandFault if any of them lies outside.
  [[nodiscard]] std::uint8_t* narrow(std::int64_t address, std::size_t size) {
    return at(narrow_, address, size, "narrow");
  }
  [[nodiscard]] std::uint8_t* wide(std::int64_t address, std::size_t size) {
    return at(wide_, address, size, "wide");
  }
  [[nodiscard]] std::uint8_t* scaling(std::int64_t address, std::size_t size) {
    return at(scaling_, address, size, "scaling store");
  }

  [[nodiscard]] std::span<std::uint8_t> narrow_bytes() { return narrow_; }
  [[nodiscard]] std::span<std::uint8_t> wide_bytes() { return wide_; }
  [[nodiscard]] func::NluTable& nlu() { return nlu_; }

 private:
  static std::uint8_t* at(std::vector<std::uint8_t>& memory, std::int64_t address, std::size_t size,
                          const char* name) {
    const auto start = static_cast<std::uint64_t>(address);
    if (start > memory.size() || size > memory.size() - start)
      out_of_range(name, address, size, memory.size());
    return memory.data() + start;
  }
  [[noreturn]] static void out_of_range(const char* name, std::int64_t address, std::size_t size,
                                        std::size_t capacity);

  std::vector<std::uint8_t> narrow_;
  std::vector<std::uint8_t> wide_;
  std::vector<std::uint8_t> scaling_;
  func::NluTable nlu_;
};

}  // namespace tessera::hw
