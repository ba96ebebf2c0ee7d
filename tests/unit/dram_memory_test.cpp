// SPDX-License-Identifier: Apache-2.0
// Properties of memories under random requests, for every part that ships: rules of the part kept,
// never faster than the bus, every request served once.
#include "hw/memory/dram_memory.h"

#include "hw/memory/memory_stack.h"
#include "hw/spec/system_files.h"
#include "tests/support/dram_checker.h"
#include "tests/support/memory_traffic.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace tessera::hw {
namespace {

std::vector<std::string> memories() { return spec::list_files(spec::FileKind::kMemory); }

/// Commands per channel.
using Trace = std::map<std::uint32_t, std::vector<DramCommand>>;

void record(DramMemory& memory, Trace& trace) {
  memory.on_command([&trace](std::uint32_t channel, const DramCommand& command) {
    trace[channel].push_back(command);
  });
}

void expect_legal(const spec::MemoryConfig& config, const Trace& trace) {
  for (const auto& [channel, commands] : trace) {
    const auto problems = test::dram_violations(config, commands);
    EXPECT_TRUE(problems.empty()) << config.name << " channel " << channel << ": " << problems[0];
  }
}

TEST(DramMemory, traffic_of_every_part_keeps_its_timing_rules) {
  for (const std::string& name : memories()) {
    const spec::MemoryConfig config = spec::load_memory(name);
    DramMemory memory(config);
    Trace trace;
    record(memory, trace);
    const double cycle = 1e6 / config.clock_mhz;
    (void)test::run_random(memory, cycle, 20000, config.burst_bytes);
    expect_legal(config, trace);
  }
}

TEST(DramMemory, stream_and_per_bank_refresh_keep_the_timing_rules) {
  spec::MemoryConfig config = spec::load_memory("lpddr4_3200");
  config.timing.refresh_bank_cycles = 224;
  DramMemory memory(config);
  Trace trace;
  record(memory, trace);
  (void)test::run_stream_add(memory, 625, 50000, 32);
  expect_legal(config, trace);
  EXPECT_NEAR(static_cast<double>(memory.stats().refreshes), 2 * 8 * 50000 / 6246.0, 20);
}

TEST(DramMemory, loosely_timed_calls_keep_the_timing_rules) {
  const spec::MemoryConfig config = spec::load_memory("lpddr4_3200_x64");
  DramMemory memory(config);
  Trace trace;
  record(memory, trace);
  std::mt19937_64 random(3);
  Picoseconds now = 0;
  for (int i = 0; i < 3000; ++i) {
    const bool write = random() % 3 == 0;
    const auto bytes = static_cast<std::uint32_t>(1 + random() % 3000);
    const Picoseconds end = memory.access({random() % (1U << 24), bytes, write, now});
    EXPECT_GE(end, now + 30000) << "the port's latency";
    now += random() % 200000;  // often before the end of the access
  }
  expect_legal(config, trace);
}

TEST(DramMemory, no_part_is_faster_than_its_bus) {
  for (const std::string& name : memories()) {
    const spec::MemoryConfig config = spec::load_memory(name);
    for (const auto run : {test::run_random, test::run_stream_add, test::run_sequential}) {
      DramMemory memory(config);
      const auto result =
          run(memory, 1e6 / config.clock_mhz, 20000, std::max(config.burst_bytes, 64U));
      EXPECT_LE(result.bytes_per_second(), config.peak_bytes_per_second()) << name;
      EXPECT_GT(result.bytes_per_second(), 0.1 * config.peak_bytes_per_second()) << name;
    }
  }
}

TEST(DramMemory, every_request_is_served_once_and_not_before_it_could_be) {
  const spec::MemoryConfig config = spec::load_memory("lpddr4_3200");
  DramMemory memory(config);
  std::mt19937_64 random(5);
  std::map<std::uint64_t, MemoryRequest> open;
  std::set<std::uint64_t> served;
  Picoseconds now = 0;
  const auto take = [&] {
    while (const auto done = memory.take_done()) {
      ASSERT_TRUE(open.contains(done->ticket)) << "served twice, or never asked";
      const MemoryRequest& request = open[done->ticket];
      EXPECT_GE(done->time, request.arrival + 30000);
      EXPECT_LE(done->time, now);
      served.insert(done->ticket);
      open.erase(done->ticket);
    }
  };
  for (std::uint64_t ticket = 0; ticket < 20000;) {
    memory.advance(now);
    take();
    const MemoryRequest request{random() % (1U << 22),
                                static_cast<std::uint32_t>(1 + random() % 600), random() % 4 == 0,
                                now};
    if (memory.offer(request, ticket)) open[ticket++] = request;
    now += random() % 40000;
  }
  while (const auto next = memory.next_event()) {
    now = *next;
    memory.advance(now);
    take();
  }
  EXPECT_EQ(served.size(), 20000U);
  EXPECT_TRUE(open.empty());
}

TEST(DramMemory, bytes_of_one_address_are_accessed_in_order) {
  const spec::MemoryConfig config = spec::load_memory("lpddr4_3200");
  DramMemory memory(config);
  const AddressMap map(config);
  // Requests to few bursts, so that reads and writes of one meet in the queues.
  std::map<std::uint64_t, int> version;  // by row: counts writes before
  std::uint64_t reads_asked = 0;
  std::mt19937_64 random(7);
  Trace trace;
  record(memory, trace);
  std::uint64_t ticket = 0;
  for (Picoseconds now = 0; now < 3'000'000; now += 5000) {
    memory.advance(now);
    while (memory.take_done()) {
    }
    const bool write = random() % 2 == 0;
    if (memory.offer({random() % 8 * 65536, 32, write, now}, ticket)) {
      ++ticket;
      reads_asked += write ? 0 : 1;
    }
  }
  memory.flush();
  const DramStats stats = memory.stats();
  EXPECT_EQ(stats.reads + stats.forwarded, reads_asked);
  EXPECT_EQ(stats.writes + stats.merged, ticket - reads_asked);
  EXPECT_GT(stats.forwarded, 0U);
  expect_legal(config, trace);
}

TEST(DramMemory, two_memories_in_one_process_do_not_meet) {
  const spec::MemoryConfig config = spec::load_memory("lpddr5_6400");
  DramMemory alone(config);
  const auto expected = test::run_random(alone, 1250, 5000, 32);
  DramMemory one(config);
  DramMemory other(config);
  (void)other.access({0, 100000, false, 0});
  EXPECT_EQ(test::run_random(one, 1250, 5000, 32).requests, expected.requests);
}

TEST(DramMemory, more_channels_are_never_slower) {
  double before = 0;
  for (const std::uint32_t channels : {1U, 2U, 4U, 8U}) {
    spec::MemoryConfig config = spec::load_memory("lpddr4_3200");
    config.channels = channels;
    DramMemory memory(config);
    const double now = test::run_sequential(memory, 625, 20000, 256).bytes_per_second();
    EXPECT_GT(now, 1.9 * before);
    before = now;
  }
}

TEST(AddressMap, places_are_those_of_the_mapping) {
  spec::MemoryConfig config = spec::load_memory("lpddr4_3200");  // ro ba co ch co3, 32-byte bursts
  config.bank_hash = 0;
  const AddressMap map(config);
  EXPECT_EQ(map.place(0), (DramPlace{0, 0, 0, 0}));
  EXPECT_EQ(map.place(32 * 7), (DramPlace{0, 0, 0, 7}));
  EXPECT_EQ(map.place(256), (DramPlace{1, 0, 0, 0}));
  EXPECT_EQ(map.place(512), (DramPlace{0, 0, 0, 8}));
  EXPECT_EQ(map.place(4096), (DramPlace{0, 1, 0, 0}));
  EXPECT_EQ(map.place(8 * 4096), (DramPlace{0, 0, 1, 0}));
  config.bank_hash = 1;
  EXPECT_EQ(AddressMap(config).place(8 * 4096), (DramPlace{0, 1, 1, 0}));
}

TEST(AddressMap, each_burst_has_a_place_of_its_own) {
  for (const std::string& name : memories()) {
    spec::MemoryConfig config = spec::load_memory(name);
    config.rows = 4;
    const AddressMap map(config);
    std::set<std::array<std::uint32_t, 4>> seen;
    for (std::uint64_t at = 0; at < config.total_bytes(); at += config.burst_bytes) {
      const DramPlace place = map.place(at);
      ASSERT_TRUE(seen.insert({place.channel, place.bank, place.row, place.column}).second) << name;
      ASSERT_LT(place.bank, config.ranks * config.banks());
    }
  }
}

TEST(MemoryStack, inside_is_wide_and_outside_is_the_link) {
  const spec::MemoryConfig config = spec::load_memory("stack_hbm2");
  MemoryStack inside(config);
  const double internal =
      test::run_sequential(inside.internal(), 1000, 20000, 256).bytes_per_second();
  MemoryStack outside(config);
  const double external = test::run_sequential(outside, 1000, 20000, 256).bytes_per_second();
  EXPECT_GT(internal, 0.85 * 256e9);
  EXPECT_LE(external, 32e9);
  EXPECT_GT(external, 0.95 * 32e9);
}

TEST(MemoryStack, access_pays_vault_link_and_latency) {
  const spec::MemoryConfig config = spec::load_memory("stack_hbm2");
  MemoryStack stack(config);
  // 20 ns outside, 10 ns inside; activate to read 14, RL 14, then the last of four bursts of one
  // vault (two apart, 2 cycles each) and 256 bytes at 32 bytes per ns.
  EXPECT_EQ(stack.access({0, 256, false, 0}), 20000U + 10000 + 14000 + 14000 + 4 * 2000 + 8000);
  EXPECT_EQ(stack.external_bytes(), 256U);
}

}  // namespace
}  // namespace tessera::hw
