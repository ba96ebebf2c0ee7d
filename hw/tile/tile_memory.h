// SPDX-License-Identifier: Apache-2.0
// The storage of one tile. Every access is checked: addresses come from a program.
#pragma once

#include "hw/func/nlu.h"
#include "hw/func/requantize.h"
#include "hw/spec/system.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tessera::hw {

inline constexpr std::size_t kWordBytes = 4;
/// A step of the scaling store: two channels of 4 bytes (facts/beagle_isa.md section 7).
inline constexpr std::size_t kScalingStepBytes = 8;

/// Sizes that follow from an accelerator's lanes and dot width; in brackets those of Coral.
struct TileShape {
  explicit TileShape(const spec::AcceleratorConfig& config)
      : lanes(config.lanes),
        row_bytes(config.row_bytes()),
        unit_bytes(config.row_bytes() / 4),
        row_words(config.row_bytes() / kWordBytes),
        scaling_entries(config.scaling_entries),
        scaling_entry_steps((config.lanes + 1) / 2),
        scaling_bias_step(scaling_entries * scaling_entry_steps),
        scaling_exponent_step(2 * scaling_bias_step) {}

  std::size_t lanes;                // cells of a tile [64]
  std::size_t row_bytes;            // what the ring and the movers write at once [256]
  std::size_t unit_bytes;           // unit of wide addresses in commands [64]
  std::size_t row_words;            // [64]
  std::size_t scaling_entries;      // output groups held at once [2]
  std::size_t scaling_entry_steps;  // steps per entry and part [32]
  std::size_t scaling_bias_step;    // first step of the biases; multipliers lie below [64]
  /// First step of the multipliers' exponents [128]: a part that only the fixed-point modes have.
  std::size_t scaling_exponent_step;
};

class TileMemory {
 public:
  /// The scaling store has a third part, exponents, unless `mode` is f32 as in the chip.
  explicit TileMemory(const spec::AcceleratorConfig& config,
                      func::RequantMode mode = func::RequantMode::kF32);

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
  [[nodiscard]] const TileShape& shape() const { return shape_; }

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

  TileShape shape_;
  std::vector<std::uint8_t> narrow_;
  std::vector<std::uint8_t> wide_;
  std::vector<std::uint8_t> scaling_;
  func::NluTable nlu_;
};

}  // namespace tessera::hw
