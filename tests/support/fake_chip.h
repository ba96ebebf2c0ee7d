// SPDX-License-Identifier: Apache-2.0
// Registers and memory behind the driver's HAL, without SystemC: just enough behaviour for the
// driver.
#pragma once

#include "firmware/hal/tpu_hal.h"

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace tessera::test {

class FakeChip {
 public:
  static constexpr std::uint64_t kMemoryBase = 0x9000'0000;
  static constexpr std::size_t kMemoryBytes = 8 << 20;

  FakeChip();

  [[nodiscard]] tpu_hal hal();

  /// Called for each bitstream that the driver submits, with its bytes (found through the page
  /// table). It may call `raise`, or nothing to play dead.
  std::function<void(std::span<const std::uint8_t>)> on_bitstream;
  bool complete_descriptors = true;  ///< moves the completed head and raises the queue interrupt
  bool stuck_in_sleep = false;       ///< never leaves the sleep state
  bool missing = false;              ///< the bus answers all ones
  unsigned resets = 0;

  /// Raises scalar-core interrupt `index`.
  void raise(unsigned index);
  /// Raises the fatal interrupt with these error registers.
  void fail(std::uint64_t hib_error, std::uint64_t scalar_error);

  [[nodiscard]] std::uint64_t reg(std::uint32_t offset) const;
  void set_reg(std::uint32_t offset, std::uint64_t value) { registers_[offset] = value; }
  /// Every 64-bit register write in order, page table left out.
  [[nodiscard]] const std::vector<std::pair<std::uint32_t, std::uint64_t>>& writes() const {
    return writes_;
  }

  /// Memory at a bus address.
  [[nodiscard]] std::span<std::uint8_t> memory(std::uint64_t bus_address, std::size_t bytes);
  /// Bus address of a device address through the page table; 0 if it is not mapped.
  [[nodiscard]] std::uint64_t translate(std::uint64_t device_address);

 private:
  [[nodiscard]] std::uint64_t read(std::uint32_t offset);
  void write(std::uint32_t offset, std::uint64_t value);
  void write_power(std::uint64_t value);
  void serve_queue(std::uint32_t tail);
  [[nodiscard]] std::uint64_t pending() const;
  [[nodiscard]] std::uint64_t word(std::uint64_t bus_address);
  void reset();

  std::map<std::uint32_t, std::uint64_t> registers_;
  std::vector<std::uint8_t> memory_;
  std::vector<std::pair<std::uint32_t, std::uint64_t>> writes_;
  std::uint32_t head_ = 0;
  std::uint64_t now_us_ = 0;
};

}  // namespace tessera::test
