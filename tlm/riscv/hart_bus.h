// SPDX-License-Identifier: Apache-2.0
// What a hart needs of its surroundings: bytes at addresses, and the time they take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tessera::tlm::riscv {

/// Simulated time in a unit of the owner's choice (the control core: the kernel's resolution).
using Ticks = std::uint64_t;

constexpr std::uint32_t kPageBytes = 4096;

/// Memory that may be touched by pointer instead of through the bus.
struct DirectPage {
  const std::uint8_t* readable = nullptr;  ///< 4096 bytes, or null: loads go through the bus
  std::uint8_t* writable = nullptr;        ///< 4096 bytes, or null: stores go through the bus
  Ticks read_latency = 0;                  ///< of each load
  Ticks write_latency = 0;                 ///< of each store
};

class HartBus {
 public:
  HartBus() = default;
  HartBus(const HartBus&) = delete;
  HartBus& operator=(const HartBus&) = delete;
  virtual ~HartBus() = default;

  /// What may be reached by pointer of the whole page that begins at `page` (multiple of 4096).
  /// Pointers are good until the owner calls Hart::forget_direct_pages.
  [[nodiscard]] virtual DirectPage direct_page(std::uint32_t page) = 0;

  /// Moves 1, 2 or 4 bytes, aligned to their number, at time `now`; adds to `now` what it took.
  /// False: the bus answered with an error.
  [[nodiscard]] virtual bool read(std::uint32_t address, std::span<std::uint8_t> data,
                                  Ticks& now) = 0;
  [[nodiscard]] virtual bool write(std::uint32_t address, std::span<const std::uint8_t> data,
                                   Ticks& now) = 0;
};

}  // namespace tessera::tlm::riscv
