// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_traffic.h"

#include <algorithm>
#include <array>
#include <random>

namespace tessera::test {
namespace {

/// Steps a memory cycle by cycle and counts what has finished.
class Driver {
 public:
  Driver(hw::MemoryPort& memory, double cycle_ps, std::uint32_t bytes)
      : memory_(memory), cycle_ps_(cycle_ps), bytes_(bytes) {}

  bool offer(std::uint64_t address, bool write) {
    return memory_.offer({address, bytes_, write, now_}, ++ticket_);
  }

  template <typename Cycle>
  TrafficResult run(std::uint64_t cycles, Cycle&& each) {
    for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
      now_ = static_cast<hw::Picoseconds>(static_cast<double>(cycle) * cycle_ps_);
      memory_.advance(now_);
      while (memory_.take_done()) ++done_;
      each();
    }
    return {done_, static_cast<double>(cycles) * cycle_ps_ * 1e-12, done_ * bytes_};
  }

 private:
  hw::MemoryPort& memory_;
  double cycle_ps_;
  std::uint32_t bytes_;
  hw::Picoseconds now_ = 0;
  std::uint64_t ticket_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace

TrafficResult run_random(hw::MemoryPort& memory, double cycle_ps, std::uint64_t cycles,
                         std::uint32_t burst_bytes) {
  Driver driver(memory, cycle_ps, burst_bytes);
  std::mt19937_64 generator(1);
  std::uint64_t address = generator();
  bool write = generator() % 3 == 0;
  return driver.run(cycles, [&] {
    if (!driver.offer(address & ~std::uint64_t{burst_bytes - 1}, write)) return;
    address = generator();
    write = generator() % 3 == 0;
  });
}

TrafficResult run_stream_add(hw::MemoryPort& memory, double cycle_ps, std::uint64_t cycles,
                             std::uint32_t burst_bytes) {
  constexpr std::uint64_t kArrayBytes = 2U << 20;
  const std::uint64_t stride = std::max<std::uint64_t>(64, burst_bytes);
  Driver driver(memory, cycle_ps, burst_bytes);
  std::mt19937_64 generator(1);
  std::array<std::uint64_t, 3> base{};
  std::array<bool, 3> taken{};
  std::uint64_t offset = kArrayBytes;
  return driver.run(cycles, [&] {
    if (offset >= kArrayBytes) {
      for (std::uint64_t& each : base) each = generator() & ~std::uint64_t{burst_bytes - 1};
      offset = 0;
    }
    for (std::size_t i = 0; i < base.size(); ++i)
      if (!taken[i]) {
        const std::uint64_t address = (base[i] + offset) & ~std::uint64_t{burst_bytes - 1};
        taken[i] = driver.offer(address, i == 2);
      }
    if (taken[0] && taken[1] && taken[2]) {
      taken = {};
      offset += stride;
    }
  });
}

TrafficResult run_sequential(hw::MemoryPort& memory, double cycle_ps, std::uint64_t cycles,
                             std::uint32_t request_bytes) {
  Driver driver(memory, cycle_ps, request_bytes);
  std::uint64_t address = 0;
  return driver.run(cycles, [&] {
    while (driver.offer(address, false)) address += request_bytes;
  });
}

}  // namespace tessera::test
