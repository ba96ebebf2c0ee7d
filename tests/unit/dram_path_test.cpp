// SPDX-License-Identifier: Apache-2.0
// Streams of a bus master on a DRAM: read-ahead, bursts that are read once, posted writes.
#include "hw/memory/dram_path.h"

#include <gtest/gtest.h>

namespace tessera::hw {
namespace {

// lpddr4_3200: port 30 ns, activate to read 29, RL 28, burst 8 cycles of 625 ps.
constexpr Picoseconds kFirst = 30000 + 65 * 625;

spec::MemoryConfig part() { return spec::load_memory("lpddr4_3200"); }

TEST(DramPath, first_piece_pays_the_latency) {
  DramPath path(part());
  EXPECT_EQ(path.book({.address = 0, .bytes = 32, .ready = 0}), kFirst);
}

TEST(DramPath, stream_taken_as_it_comes_has_the_bandwidth_of_the_memory) {
  DramPath path(part());
  constexpr std::uint64_t kBytes = 1U << 20;
  Picoseconds now = 0;
  for (std::uint64_t at = 0; at < kBytes; at += 64)
    now = path.book({.address = at, .bytes = 64, .goes_on = at > 0, .ready = now});
  const double rate = static_cast<double>(kBytes) / (static_cast<double>(now) * 1e-12);
  EXPECT_LE(rate, part().peak_bytes_per_second());
  EXPECT_GT(rate, 0.7 * part().peak_bytes_per_second());
}

TEST(DramPath, deeper_read_ahead_is_never_slower) {
  Picoseconds before = ~Picoseconds{0};
  for (const std::uint32_t bursts : {1U, 2U, 4U, 8U, 16U, 64U}) {
    spec::MemoryConfig config = part();
    config.port.outstanding_bursts = bursts;
    DramPath path(config);
    Picoseconds now = 0;
    for (std::uint64_t at = 0; at < 65536; at += 64)
      now = path.book({.address = at, .bytes = 64, .goes_on = at > 0, .ready = now});
    EXPECT_LE(now, before) << bursts;
    before = now;
  }
}

TEST(DramPath, stream_that_waited_has_its_read_ahead_and_no_more) {
  DramPath path(part());
  Picoseconds now = path.book({.address = 0, .bytes = 32, .ready = 0});
  const Picoseconds later = now + 1'000'000;
  const std::uint64_t ahead = part().port.outstanding_bursts;
  Picoseconds last = 0;
  for (std::uint64_t burst = 1; burst <= ahead + 2; ++burst) {
    last = path.book({.address = 32 * burst, .bytes = 32, .goes_on = true, .ready = later});
    if (burst < ahead) {
      EXPECT_EQ(last, later) << burst;
    }
  }
  EXPECT_GT(last, later) << "not all of a microsecond's bytes were read ahead";
}

TEST(DramPath, burst_of_several_pieces_is_read_once) {
  DramPath path(part());
  Picoseconds now = 0;
  for (std::uint64_t at = 0; at < 256; at += 8)
    now = path.book({.address = at, .bytes = 8, .goes_on = at > 0, .ready = now});
  EXPECT_EQ(path.stats().reads, 8U);
}

TEST(DramPath, streams_do_not_share_their_read_ahead) {
  DramPath path(part());
  (void)path.book({.address = 0, .bytes = 32, .stream = 0, .ready = 0});
  const Picoseconds other =
      path.book({.address = 1U << 20, .bytes = 32, .stream = 1, .ready = 1'000'000});
  EXPECT_GE(other, 1'000'000U + 30000 + 36 * 625) << "RL and burst at least";
}

TEST(DramPath, write_is_posted) {
  DramPath path(part());
  EXPECT_EQ(path.book({.address = 0, .bytes = 32, .write = true, .ready = 5000}), 5000U + 30000);
}

/// What an inference writes last waits in the controller when it ends, and is its own.
TEST(DramPath, writes_that_wait_count_where_they_were_made) {
  DramPath path(part());
  for (std::uint64_t at = 0; at < 160; at += 32)
    (void)path.book({.address = at, .bytes = 32, .write = true, .ready = 5000});
  EXPECT_EQ(path.stats().writes, 5U);
  EXPECT_EQ(path.stats().activates, 1U);
  (void)path.book({.address = 1U << 20, .bytes = 32, .ready = 10'000'000});
  EXPECT_EQ(path.stats().writes, 5U);
}

}  // namespace
}  // namespace tessera::hw
