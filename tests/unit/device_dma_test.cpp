// SPDX-License-Identifier: Apache-2.0
// Bus master: pieces, timing, pause, extended pages, live registers and memory windows.
#include "tests/support/device_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace tessera::test {
namespace {

using Id = spec::RegisterId;
using sc_core::sc_time;

std::vector<std::uint8_t> pattern(std::size_t bytes) {
  std::vector<std::uint8_t> data(bytes);
  std::iota(data.begin(), data.end(), std::uint8_t{1});
  return data;
}

/// Time of one read of 4000 bytes in pieces of 1000, from memory with a latency.
sc_time time_of_4000_bytes(double latency_ns) {
  tlm::DeviceConfig config = bench_device_config();
  config.link.burst_bytes = 1000;
  DeviceBench bench(config, sc_time(latency_ns, sc_core::SC_NS));
  sc_time duration;
  EXPECT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.host.synchronise();
    std::vector<std::uint8_t> data(4000);
    const sc_time start = bench.host.now();
    EXPECT_EQ(bench.device.host_port().read(0, data), hw::HostStatus::kOk);
    duration = sc_core::sc_time_stamp() - start;
  }));
  return duration;
}

TEST(DeviceDma, transfer_is_gathered_from_scattered_pages) {
  DeviceBench bench;
  const auto data = pattern(std::size_t{3} * 4096);
  std::vector<std::uint8_t> got(data.size() - 512);
  ASSERT_TRUE(bench.run([&] {
    for (std::uint32_t page = 0; page < 3; ++page) {  // device pages 8, 9, 10 in reverse order
      const std::uint64_t bus = DeviceBench::kRamBase + std::uint64_t{0x102 - page} * 4096;
      bench.set(Id::kPageTable, bus | 1, 8 + page);
      EXPECT_TRUE(bench.ram.poke(bus, std::span(data).subspan(std::size_t{page} * 4096, 4096)));
    }
    EXPECT_EQ(bench.device.host_port().read(0x8100, got), hw::HostStatus::kOk);
  }));
  EXPECT_TRUE(std::equal(got.begin(), got.end(), data.begin() + 256));
}

// 1 us + 6000 B / (1 B/ns) to the device; 1 us + 6000 B / (0.5 B/ns) back.
TEST(DeviceDma, time_is_overhead_plus_bytes_over_bandwidth) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    std::vector<std::uint8_t> data(6000);
    bench.host.synchronise();
    const sc_time start = bench.host.now();
    EXPECT_EQ(bench.device.host_port().read(0x100, data), hw::HostStatus::kOk);
    EXPECT_EQ(sc_core::sc_time_stamp() - start, sc_time(7000, sc_core::SC_NS));
    EXPECT_EQ(bench.device.host_port().write(0x100, data), hw::HostStatus::kOk);
    EXPECT_EQ(sc_core::sc_time_stamp() - start, sc_time(20'000, sc_core::SC_NS));
  }));
  EXPECT_EQ(bench.device.link().bytes(hw::LinkDirection::kToDevice), 6000U);
}

// An accelerator that cuts a transfer into pieces of 64 bytes pays the overhead of 1 us once.
TEST(DeviceDma, consecutive_calls_are_one_transfer) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.host.synchronise();
    std::vector<std::uint8_t> piece(64);
    const sc_time start = bench.host.now();
    for (unsigned i = 0; i < 100; ++i) {
      EXPECT_EQ(bench.device.host_port().read(std::uint64_t{0x100} + std::uint64_t{64} * i, piece),
                hw::HostStatus::kOk);
    }
    EXPECT_EQ(sc_core::sc_time_stamp() - start, sc_time(7400, sc_core::SC_NS));
    EXPECT_EQ(bench.device.host_port().read(0x100, piece), hw::HostStatus::kOk);  // starts again
    EXPECT_EQ(sc_core::sc_time_stamp() - start, sc_time(8464, sc_core::SC_NS));
  }));
}

// Pieces of 1000 bytes at 1 byte/ns against 300 ns of memory latency: the first one shows, later
// ones hide behind the link.
TEST(DeviceDma, short_memory_latency_hides_behind_the_link) {
  EXPECT_EQ(time_of_4000_bytes(300), sc_time(1000 + 300 + 4 * 1000, sc_core::SC_NS));
}

// With 3000 ns the memory is the slower one and decides from the second piece on.
TEST(DeviceDma, long_memory_latency_decides) {
  EXPECT_EQ(time_of_4000_bytes(3000), sc_time(1000 + 3000 + 1000 + 3 * 3000, sc_core::SC_NS));
}

TEST(DeviceDma, descriptors_take_no_link_time_where_they_are_not_on_the_link) {
  tlm::DeviceConfig config = bench_device_config();
  config.descriptors_on_link = false;
  DeviceBench bench(config);
  std::vector<std::uint8_t> code;
  append(code, FakeOp::kHalt);
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.open_queue();
    bench.place(0, 0x4000, code);
    bench.set(Id::kHibUserInstructionQueueTail, 1);
    EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptInstructionQueue));
  }));
  EXPECT_EQ(bench.device.link().transfers(hw::LinkDirection::kToDevice), 1U);  // the bitstream
}

TEST(DeviceDma, remapped_page_is_seen_by_a_stream_under_way) {
  DeviceBench bench;
  const std::vector<std::uint8_t> fresh = {5, 6, 7, 8};
  std::vector<std::uint8_t> got(4);
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    EXPECT_TRUE(bench.ram.poke(DeviceBench::kRamBase + 0x9104, fresh));
    EXPECT_EQ(bench.device.host_port().read(0x1100, got), hw::HostStatus::kOk);
    bench.set(Id::kPageTable, DeviceBench::kRamBase + 0x9001, 1);
    EXPECT_EQ(bench.device.host_port().read(0x1104, got), hw::HostStatus::kOk);
  }));
  EXPECT_EQ(got, fresh);
}

TEST(DeviceDma, same_direction_shares_the_link_and_opposite_does_not) {
  DeviceBench bench;
  std::vector<sc_time> ends(3);
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.host.synchronise();
    const sc_time start = bench.host.now();
    std::vector<std::vector<std::uint8_t>> data(3, std::vector<std::uint8_t>(4096));
    sc_core::sc_process_handle others[2];
    for (unsigned i = 0; i < 2; ++i) {
      others[i] = sc_core::sc_spawn([&, i] {
        (void)(i == 0 ? bench.device.host_port().read(0x1000, data[0])
                      : bench.device.host_port().write(0x2000, data[1]));
        ends[i] = sc_core::sc_time_stamp() - start;
      });
    }
    (void)bench.device.host_port().read(0x3000, data[2]);
    ends[2] = sc_core::sc_time_stamp() - start;
    sc_core::wait(1, sc_core::SC_MS);
  }));
  EXPECT_EQ(std::max(ends[0], ends[2]), sc_time(2 * 5096, sc_core::SC_NS));
  EXPECT_EQ(ends[1], sc_time(1000 + 2 * 4096, sc_core::SC_NS));
}

TEST(DeviceDma, data_and_time_do_not_depend_on_the_quantum) {
  sc_time reference;
  ::tlm::tlm_global_quantum::instance().set(sc_time(10, sc_core::SC_US));
  DeviceBench bench;
  const auto data = pattern(20'000);
  std::vector<std::uint8_t> got(data.size());
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    EXPECT_TRUE(bench.ram.poke(DeviceBench::kRamBase + 0x1000, data));
    bench.host.synchronise();
    const sc_time start = bench.host.now();
    EXPECT_EQ(bench.device.host_port().read(0x1000, got), hw::HostStatus::kOk);
    reference = sc_core::sc_time_stamp() - start;
  }));
  EXPECT_EQ(got, data);
  EXPECT_EQ(reference, sc_time(21'000, sc_core::SC_NS));
}

TEST(DeviceDma, pause_stops_between_pieces_and_resumes) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(64);
    bench.host.synchronise();
    sc_time end;
    std::vector<std::uint8_t> data(std::size_t{40} * 4096);  // 164.84 us
    const sc_time start = bench.host.now();
    sc_core::sc_spawn([&] {
      EXPECT_EQ(bench.device.host_port().read(0x1000, data), hw::HostStatus::kOk);
      end = sc_core::sc_time_stamp() - start;
    });
    sc_core::wait(20, sc_core::SC_US);
    bench.set(Id::kHibUserDmaPause, 1);
    EXPECT_EQ(bench.get(Id::kHibUserDmaPaused), 0U);
    sc_core::wait(10, sc_core::SC_US);
    EXPECT_EQ(bench.get(Id::kHibUserDmaPaused), 1U);
    sc_core::wait(1, sc_core::SC_MS);
    bench.set(Id::kHibUserDmaPause, 0);
    sc_core::wait(1, sc_core::SC_MS);
    EXPECT_GT(end, sc_time(1100, sc_core::SC_US));
  }));
}

TEST(DeviceDma, thread_reset_in_the_middle_leaves_the_engine_usable) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(64);
    bench.host.synchronise();
    std::vector<std::uint8_t> data(std::size_t{40} * 4096);
    bool again = false;
    auto reader = sc_core::sc_spawn([&] {
      if (!std::exchange(again, true)) {
        (void)bench.device.host_port().read(0x1000, data);
      }
    });
    sc_core::wait(20, sc_core::SC_US);
    reader.reset();
    bench.set(Id::kHibUserDmaPause, 1);
    EXPECT_EQ(bench.get(Id::kHibUserDmaPaused), 1U);
    bench.set(Id::kHibUserDmaPause, 0);
    EXPECT_EQ(bench.device.host_port().read(0x1000, data), hw::HostStatus::kOk);
  }));
}

TEST(DeviceDma, extended_page_is_found_through_host_memory) {
  DeviceBench bench;
  const std::vector<std::uint8_t> data = {1, 2, 3, 4};
  std::vector<std::uint8_t> got(4);
  ASSERT_TRUE(bench.run([&] {
    const std::uint64_t table = DeviceBench::kRamBase + 0x5000;
    const std::uint64_t page = DeviceBench::kRamBase + 0x9000;
    bench.set(Id::kHibKernelExtendedTable, 6144);
    bench.set(Id::kPageTable, table | 1, 6145);
    bench.host.write64(0, 0);  // unmapped: the error reads as all ones and is counted
    std::array<std::uint8_t, 8> entry = {0x01, 0x90, 0x00, 0x80, 0, 0, 0, 0};
    EXPECT_TRUE(bench.host.copy_to_memory(table + 24, entry));
    EXPECT_TRUE(bench.ram.poke(page + 0x10, data));
    const std::uint64_t address = std::uint64_t{1} << 63 | 1 << 21 | 3 << 12 | 0x10;
    EXPECT_EQ(bench.device.host_port().read(address, got), hw::HostStatus::kOk);
  }));
  EXPECT_EQ(got, data);
  EXPECT_EQ(bench.host.register_errors(), 1U);
}

TEST(DeviceDma, live_registers_show_the_accelerator) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    EXPECT_EQ(bench.get(Id::kScalarCoreScalarRegisterFile, 31), 0x101fU);
    EXPECT_EQ(bench.get(Id::kScalarCorePredicateRegisterFile, 3), 1U);
    EXPECT_EQ(bench.get(Id::kScalarCoreSyncCounterProducerA), 0x205U);
    bench.set(Id::kHibUserTileconfig0, 3);
    EXPECT_EQ(bench.get(Id::kTileDebugTileid), 3U);
    EXPECT_EQ(bench.get(Id::kTileDebugSyncCounterRingProducerB), 0x312U);
    EXPECT_EQ(bench.get(Id::kScalarCoreTopology), 0x2'0002U);
  }));
}

TEST(DeviceDma, memory_windows_reach_tile_and_scalar_memories) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.set(Id::kHibUserTileconfig0, spec::values::kTileBroadcast);
    bench.set(Id::kTileDebugMemoryAccess, std::uint64_t{1} << 32 | 8);  // wide memory, byte 8
    bench.set(Id::kTileDebugMemoryData, 0x1122'3344'5566'7788);
    bench.set(Id::kHibUserTileconfig0, 2);
    EXPECT_EQ(bench.get(Id::kTileDebugMemoryData), 0x1122'3344'5566'7788U);
    const auto window = spec::register_info(Id::kTileDebugMemoryData).offset;
    bench.host.write32(window + 4, 0xaabb'ccdd);  // a half changes only its bytes
    EXPECT_EQ(bench.get(Id::kTileDebugMemoryData), 0xaabb'ccdd'5566'7788U);
    bench.set(Id::kTileDebugMemoryAccess, 8);  // narrow memory
    EXPECT_EQ(bench.get(Id::kTileDebugMemoryData), 0U);
    bench.set(Id::kScalarCoreScMemoryAccess, 16);
    bench.set(Id::kScalarCoreScMemoryData, 0x99);
    EXPECT_EQ(bench.get(Id::kScalarCoreScMemoryData), 0x99U);
  }));
}

}  // namespace
}  // namespace tessera::test
