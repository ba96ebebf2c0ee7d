// SPDX-License-Identifier: Apache-2.0
// One channel against hand calculation. A small part whose times are all different: RL 10, WL 6,
// burst 4, tRCD 12 (read) and 11 (write), tRAS 30, tRP 14, tRRD 9/7, tFAW 40, tCCD 5/4, tRTP 8,
// tWR 13, tWTR 9/5, rank bubble 2, a refresh of 50 every 100,000.
#include "hw/memory/dram_channel.h"

#include <gtest/gtest.h>

#include <utility>

namespace tessera::hw {
namespace {

spec::MemoryConfig part() {
  spec::MemoryConfig config;
  config.clock_mhz = 1000;
  config.channels = 1;
  config.ranks = 1;
  config.bank_groups = 2;
  config.banks_per_group = 2;
  config.rows = 64;
  config.row_bytes = 256;
  config.burst_bytes = 32;
  config.mapping = "ro ra bg ba co ch";
  config.timing = {.read_latency_cycles = 10,
                   .write_latency_cycles = 6,
                   .burst_cycles = 4,
                   .rcd_read_cycles = 12,
                   .rcd_write_cycles = 11,
                   .ras_cycles = 30,
                   .rp_cycles = 14,
                   .rrd_same_cycles = 9,
                   .rrd_other_cycles = 7,
                   .faw_cycles = 40,
                   .ccd_same_cycles = 5,
                   .ccd_other_cycles = 4,
                   .rtp_cycles = 8,
                   .wr_cycles = 13,
                   .wtr_same_cycles = 9,
                   .wtr_other_cycles = 5,
                   .rtrs_cycles = 2,
                   .refresh_interval_cycles = 100000,
                   .refresh_all_cycles = 50,
                   .refresh_bank_cycles = 0};
  config.queue = {
      .read_entries = 8, .write_entries = 4, .write_high = 4, .write_low = 1, .hit_limit = 4};
  return config;
}

/// A channel and the end of each read's data, by the order of the calls.
class Bench {
 public:
  explicit Bench(const spec::MemoryConfig& config = part()) : channel(config) {
    channel.on_command([this](const DramCommand& command) { trace.push_back(command); });
  }

  void read(std::uint32_t bank, std::uint32_t row, std::uint32_t column, DramCycle at) {
    channel.push({ticket_++, {0, bank, row, column}, false, at});
  }
  void write(std::uint32_t bank, std::uint32_t row, std::uint32_t column, DramCycle at) {
    channel.push({1000 + ticket_, {0, bank, row, column}, true, at});
  }
  /// Runs until nothing is left to read; ends in the order of the reads.
  std::vector<DramCycle> ends() {
    channel.advance(DramChannel::kNever - 1);
    std::vector<DramCycle> times(ticket_);
    for (const auto& done : std::exchange(channel.done(), {}))
      if (done.ticket < 1000) times[done.ticket] = done.when;
    return times;
  }

  DramChannel channel;
  std::vector<DramCommand> trace;

 private:
  std::uint64_t ticket_ = 0;
};

using Times = std::vector<DramCycle>;

TEST(DramChannel, row_miss_is_activate_and_read) {
  Bench bench;
  bench.read(0, 5, 0, 100);
  EXPECT_EQ(bench.ends(), (Times{100 + 12 + 10 + 4}));
  EXPECT_EQ(bench.channel.stats().row_misses, 1U);
}

TEST(DramChannel, row_hit_is_a_read_alone) {
  Bench bench;
  bench.read(0, 5, 0, 100);
  (void)bench.ends();
  bench.read(0, 5, 1, 1000);
  EXPECT_EQ(bench.ends()[1], 1000U + 10 + 4);
  EXPECT_EQ(bench.channel.stats().row_hits, 1U);
}

TEST(DramChannel, row_conflict_is_precharge_activate_read) {
  Bench bench;
  bench.read(0, 5, 0, 100);
  (void)bench.ends();
  bench.read(0, 6, 0, 1000);
  EXPECT_EQ(bench.ends()[1], 1000U + 14 + 12 + 10 + 4);
  EXPECT_EQ(bench.channel.stats().row_conflicts, 1U);
}

TEST(DramChannel, early_conflict_waits_for_ras) {
  Bench bench;
  bench.read(0, 5, 0, 100);  // activate 100, read 112; precharge not before 130
  bench.read(0, 6, 0, 100);
  EXPECT_EQ(bench.ends(), (Times{126, 130 + 14 + 12 + 10 + 4}));
}

TEST(DramChannel, late_read_holds_the_row_for_rtp) {
  Bench bench;
  bench.read(0, 5, 0, 100);
  (void)bench.ends();
  bench.read(0, 5, 1, 200);  // read 200, precharge not before 208
  bench.read(0, 6, 0, 200);
  EXPECT_EQ(bench.ends()[2], 208U + 14 + 12 + 10 + 4);
}

TEST(DramChannel, reads_of_one_group_are_ccd_apart_and_of_two_a_burst) {
  Bench one;
  for (std::uint32_t column = 0; column < 3; ++column) one.read(0, 5, column, 100);
  EXPECT_EQ(one.ends(), (Times{126, 131, 136}));

  Bench two;  // activates 100 and 107; reads 112, 119: then the bus is what counts
  two.read(0, 5, 0, 100);
  two.read(2, 5, 0, 100);
  (void)two.ends();
  two.read(0, 5, 1, 500);
  two.read(2, 5, 1, 500);
  const auto ends = two.ends();
  EXPECT_EQ(ends[2], 514U);
  EXPECT_EQ(ends[3], 518U);
}

TEST(DramChannel, activates_keep_rrd_and_the_window_of_four) {
  Bench bench;
  for (const std::uint32_t bank : {0U, 1U, 2U, 3U}) bench.read(bank, 5, 0, 100);
  (void)bench.ends();
  std::vector<DramCycle> activates;
  for (const DramCommand& command : bench.trace)
    if (command.kind == DramCommandKind::kActivate) activates.push_back(command.when);
  // 0, then 2 (other group, 7), then 1 (its group's last is 100: 109, rank: 114), then 3.
  EXPECT_EQ(activates, (Times{100, 107, 114, 121}));
  bench.read(0, 6, 0, 121);  // fifth: precharge 130, activate not before 144; window 100 + 40
  EXPECT_EQ(bench.ends()[4], 144U + 12 + 10 + 4);
}

TEST(DramChannel, read_to_write_turns_the_bus_with_a_bubble) {
  spec::MemoryConfig config = part();
  config.queue.write_low = 0;
  Bench bench(config);
  bench.read(0, 5, 0, 100);
  (void)bench.ends();
  bench.read(0, 5, 1, 500);   // data 510 to 514
  bench.write(0, 5, 2, 500);  // data from 516: command 510
  (void)bench.ends();
  EXPECT_EQ(bench.trace.back().kind, DramCommandKind::kWrite);
  EXPECT_EQ(bench.trace.back().when, 500U + 10 + 4 + 2 - 6);
}

TEST(DramChannel, write_to_read_waits_for_wtr) {
  spec::MemoryConfig config = part();
  config.queue.write_low = 0;
  for (const std::uint32_t bank : {0U, 2U}) {
    Bench bench(config);
    bench.read(0, 5, 0, 100);
    bench.read(2, 5, 0, 100);
    (void)bench.ends();
    bench.write(0, 5, 2, 500);
    bench.channel.advance(500);  // data 506 to 510
    bench.read(bank, 5, 3, 501);
    EXPECT_EQ(bench.ends()[2], 510U + (bank == 0 ? 9 : 5) + 10 + 4);
  }
}

TEST(DramChannel, written_row_is_held_for_write_recovery) {
  spec::MemoryConfig config = part();
  config.queue.write_low = 0;
  Bench bench(config);
  bench.write(0, 5, 0, 100);  // activate 100, write 111, data to 121, precharge from 134
  bench.channel.advance(111);
  bench.read(0, 6, 0, 112);
  EXPECT_EQ(bench.ends()[0], 134U + 14 + 12 + 10 + 4);
}

TEST(DramChannel, refresh_closes_rows_and_blocks_the_rank) {
  spec::MemoryConfig config = part();
  config.timing.refresh_interval_cycles = 1000;
  Bench bench(config);
  bench.read(0, 5, 0, 100);
  (void)bench.ends();
  bench.read(0, 5, 1, 1001);  // due at 1000: precharge 1000, refresh 1014 to 1064
  EXPECT_EQ(bench.ends()[1], 1000U + 14 + 50 + 12 + 10 + 4);
  EXPECT_EQ(bench.channel.stats().refreshes, 1U);
}

TEST(DramChannel, refresh_of_one_bank_leaves_the_others_alone) {
  spec::MemoryConfig config = part();
  config.timing.refresh_interval_cycles = 4000;  // a bank every 1000, bank 0 first
  config.timing.refresh_bank_cycles = 30;
  Bench bench(config);
  bench.read(0, 5, 0, 100);
  bench.read(1, 5, 0, 100);
  (void)bench.ends();
  bench.read(0, 5, 1, 1001);
  bench.read(1, 5, 1, 1001);
  const auto ends = bench.ends();
  EXPECT_EQ(ends[2], 1000U + 14 + 30 + 12 + 10 + 4);
  EXPECT_EQ(ends[3], 1001U + 10 + 4);
}

TEST(DramChannel, hits_pass_an_older_conflict_but_not_for_ever) {
  Bench bench;
  bench.read(0, 5, 0, 100);
  (void)bench.ends();
  bench.read(0, 6, 0, 200);
  for (std::uint32_t column = 1; column < 7; ++column) bench.read(0, 5, column, 200);
  const auto ends = bench.ends();
  int passed = 0;
  for (std::size_t i = 2; i < ends.size(); ++i) passed += ends[i] < ends[1] ? 1 : 0;
  EXPECT_EQ(passed, 4) << "hit_limit";
}

TEST(DramChannel, writes_wait_for_the_high_mark_and_stop_at_the_low_one) {
  spec::MemoryConfig config = part();
  config.queue.write_low = 2;
  Bench bench(config);
  for (std::uint32_t column = 0; column < 2; ++column) bench.write(0, 5, column, 100);
  (void)bench.ends();
  EXPECT_EQ(bench.channel.stats().writes, 0U);
  for (std::uint32_t column = 2; column < 4; ++column) bench.write(0, 5, column, 200);
  (void)bench.ends();
  EXPECT_EQ(bench.channel.stats().writes, 2U);
  EXPECT_EQ(bench.channel.stats().write_batches, 1U);
  EXPECT_GE(bench.trace.front().when, 200U) << "a batch does not begin before it is decided";
  bench.channel.flush();
  EXPECT_EQ(bench.channel.stats().writes, 4U);
}

TEST(DramChannel, read_takes_its_bytes_from_a_waiting_write) {
  Bench bench;
  bench.write(0, 5, 0, 100);
  bench.read(0, 5, 0, 120);
  EXPECT_EQ(bench.ends(), (Times{120}));
  EXPECT_EQ(bench.channel.stats().forwarded, 1U);
  EXPECT_EQ(bench.channel.stats().reads, 0U);
}

TEST(DramChannel, write_does_not_pass_an_older_read_of_its_burst) {
  spec::MemoryConfig config = part();
  config.queue = {
      .read_entries = 8, .write_entries = 1, .write_high = 1, .write_low = 0, .hit_limit = 4};
  Bench bench(config);
  bench.read(0, 5, 0, 100);
  bench.write(0, 5, 0, 100);
  (void)bench.ends();
  bench.channel.flush();
  EXPECT_EQ(bench.trace[1].kind, DramCommandKind::kRead);
  EXPECT_EQ(bench.trace.back().kind, DramCommandKind::kWrite);
  EXPECT_EQ(bench.channel.stats().writes, 1U);
}

TEST(DramChannel, queues_are_bounded) {
  Bench bench;
  for (std::uint32_t i = 0; i < 8; ++i) {
    EXPECT_TRUE(bench.channel.has_room(false));
    bench.read(0, i, 0, 0);
  }
  EXPECT_FALSE(bench.channel.has_room(false));
  EXPECT_TRUE(bench.channel.has_room(true));
  (void)bench.ends();
  EXPECT_TRUE(bench.channel.has_room(false));
}

}  // namespace
}  // namespace tessera::hw
