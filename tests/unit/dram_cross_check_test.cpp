// SPDX-License-Identifier: Apache-2.0
// Bandwidth against another simulator, measured with the same part and the same traffic:
// facts/cross_checks.md, last paragraph. DRAMsim3, LPDDR4-2400 x16 on a 64-bit bus, 128 bytes per
// request: 18.1 (stream) and 17.4 GB/s (random); HBM2 with 8 channels: 19.0 and 7.6 GB/s per
// channel. DRAMSys' figures there are requests per second of wall time: tests/perf has ours.
#include "hw/memory/dram_memory.h"
#include "tests/support/memory_traffic.h"

#include <gtest/gtest.h>

namespace tessera::hw {
namespace {

constexpr std::uint64_t kCycles = 300'000;

void expect_bandwidth(const char* name, double stream_gb_s, double random_gb_s) {
  const spec::MemoryConfig config = spec::load_memory(name);
  const double cycle = 1e6 / config.clock_mhz;
  const auto gb_s_per_channel = [&](const test::TrafficResult& result) {
    return result.bytes_per_second() / 1e9 / config.channels;
  };
  DramMemory stream(config);
  DramMemory random(config);
  const double of_stream =
      gb_s_per_channel(test::run_stream_add(stream, cycle, kCycles, config.burst_bytes));
  const double of_random =
      gb_s_per_channel(test::run_random(random, cycle, kCycles, config.burst_bytes));
  ::testing::Test::RecordProperty("stream_gb_s", std::to_string(of_stream));
  ::testing::Test::RecordProperty("random_gb_s", std::to_string(of_random));
  EXPECT_NEAR(of_stream, stream_gb_s, 0.05 * stream_gb_s) << name;
  EXPECT_NEAR(of_random, random_gb_s, 0.05 * random_gb_s) << name;
}

TEST(DramCrossCheck, lpddr4_2400_has_the_bandwidth_of_dramsim3) {
  expect_bandwidth("lpddr4_2400_x64", 18.1, 17.4);
}

TEST(DramCrossCheck, hbm2_has_the_bandwidth_of_dramsim3) {
  expect_bandwidth("hbm2_2000", 19.0, 7.6);
}

}  // namespace
}  // namespace tessera::hw
