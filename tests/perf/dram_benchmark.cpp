// SPDX-License-Identifier: Apache-2.0
// DRAM requests per second of host time. README.md: how to run and judge.
#include "hw/memory/dram_memory.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace tessera::hw {
namespace {

constexpr std::size_t kRequests = 1U << 16;

/// Bursts of one size; a third of the random ones are writes.
std::vector<MemoryRequest> requests(const spec::MemoryConfig& config, bool random) {
  std::mt19937_64 generator(1);
  std::vector<MemoryRequest> list(kRequests);
  std::uint64_t address = 0;
  for (MemoryRequest& each : list) {
    each = {random ? generator() & ~std::uint64_t{config.burst_bytes - 1} : address,
            config.burst_bytes, random && generator() % 3 == 0, 0};
    address += config.burst_bytes;
  }
  return list;
}

/// Kept full: a request goes as soon as it is taken, time jumps from event to event.
void dram_queued(benchmark::State& state, const char* part, bool random) {
  const spec::MemoryConfig config = spec::load_memory(part);
  const auto list = requests(config, random);
  DramMemory memory(config);
  std::size_t next = 0;
  std::uint64_t done = 0;
  Picoseconds now = 0;
  for (auto _ : state) {
    for (std::uint64_t left = kRequests; left > 0;) {
      while (memory.take_done()) {
        ++done;
        --left;
        if (left == 0) break;
      }
      MemoryRequest request = list[next % kRequests];
      request.arrival = now;
      while (memory.offer(request, next)) {
        request = list[++next % kRequests];
        request.arrival = now;
      }
      now = *memory.next_event();
      memory.advance(now);
    }
  }
  state.counters["requests/s"] =
      benchmark::Counter(static_cast<double>(done), benchmark::Counter::kIsRate);
  state.counters["GB/s"] =
      static_cast<double>(done) * config.burst_bytes / static_cast<double>(now) * 1e3;
}

/// One call per burst, as the device's DMA makes them.
void dram_calls(benchmark::State& state, const char* part, bool random) {
  const spec::MemoryConfig config = spec::load_memory(part);
  const auto list = requests(config, random);
  DramMemory memory(config);
  Picoseconds now = 0;
  std::uint64_t done = 0;
  for (auto _ : state)
    for (MemoryRequest request : list) {
      request.arrival = now;
      now = memory.access(request) - 30000;
      ++done;
    }
  state.counters["requests/s"] =
      benchmark::Counter(static_cast<double>(done), benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(dram_queued, lpddr4_3200_sequential, "lpddr4_3200", false);
BENCHMARK_CAPTURE(dram_queued, lpddr4_3200_random, "lpddr4_3200", true);
BENCHMARK_CAPTURE(dram_queued, lpddr5_6400_sequential, "lpddr5_6400", false);
BENCHMARK_CAPTURE(dram_queued, lpddr5_6400_random, "lpddr5_6400", true);
BENCHMARK_CAPTURE(dram_queued, lpddr4_2400_x64_random, "lpddr4_2400_x64", true);
BENCHMARK_CAPTURE(dram_queued, hbm2_random, "hbm2_2000", true);
BENCHMARK_CAPTURE(dram_calls, lpddr4_3200_sequential, "lpddr4_3200", false);
BENCHMARK_CAPTURE(dram_calls, lpddr4_3200_random, "lpddr4_3200", true);

}  // namespace
}  // namespace tessera::hw
