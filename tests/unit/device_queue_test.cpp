// SPDX-License-Identifier: Apache-2.0
// The instruction queue: fetch, back-pressure, completion, doorbells, idleness.
#include "tests/support/device_bench.h"

#include <gtest/gtest.h>

#include <numeric>

namespace tessera::test {
namespace {

using Id = spec::RegisterId;

std::vector<std::uint8_t> interrupting_program() {
  std::vector<std::uint8_t> code;
  append(code, FakeOp::kInterrupt, 0);
  append(code, FakeOp::kHalt);
  return code;
}

TEST(DeviceQueue, descriptor_is_executed_and_completed) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.open_queue();
    bench.place(0, 0x4000, interrupting_program());
    bench.set(Id::kHibUserInstructionQueueTail, 1);
    EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptScHost0));
    EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptInstructionQueue));
    EXPECT_EQ(bench.get(Id::kHibUserInstructionQueueCompletedHead), 1U);
    EXPECT_EQ(bench.get(Id::kHibUserInstructionQueueFetchedHead), 1U);
    EXPECT_EQ(bench.get(Id::kHibUserScHostIntCount), 1U);
  }));
  EXPECT_EQ(bench.status_head(), 1U);
  EXPECT_EQ(bench.status_fatal(), 0U);
  EXPECT_EQ(bench.warnings.count(), 0U);
}

TEST(DeviceQueue, status_block_is_written_before_the_interrupt) {
  DeviceBench bench;
  std::uint32_t head_at_interrupt = 0;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.open_queue();
    bench.place(0, 0x4000, interrupting_program());
    bench.set(Id::kHibUserInstructionQueueTail, 1);
    EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptInstructionQueue));
    head_at_interrupt = bench.status_head();
  }));
  EXPECT_EQ(head_at_interrupt, 1U);
}

TEST(DeviceQueue, bitstream_larger_than_the_instruction_buffer_arrives_whole) {
  DeviceBench bench;
  std::vector<std::uint8_t> code;
  for (unsigned i = 0; i < 600; ++i) {  // 9600 bytes: three pages, a buffer of 256 bytes
    append(code, FakeOp::kDelay, 0, 1);
  }
  append(code, FakeOp::kHalt);
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.open_queue();
    bench.place(0, 0x4010, code);
    bench.set(Id::kHibUserInstructionQueueTail, 1);
    EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptInstructionQueue));
  }));
  EXPECT_EQ(bench.accelerator.history.size(), 601U);
}

TEST(DeviceQueue, ring_wraps_and_keeps_order) {
  DeviceBench bench;
  constexpr unsigned kRuns = 600;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.open_queue();
    for (unsigned run = 0; run < kRuns; ++run) {
      bench.place(run % 256, 0x4000, interrupting_program());
      bench.set(Id::kHibUserInstructionQueueTail, (run + 1) % 256);
      EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptInstructionQueue));
      bench.set(Id::kHibUserInstructionQueueIntStatus, 0);
      bench.host.synchronise();
      sc_core::wait(sc_core::SC_ZERO_TIME);
      sc_core::wait(sc_core::SC_ZERO_TIME);
    }
    EXPECT_EQ(bench.get(Id::kHibUserScHostIntCount) & 0xffff, kRuns);
  }));
  EXPECT_EQ(bench.status_head(), kRuns % 256);
}

TEST(DeviceQueue, tail_written_before_enable_counts_at_enable) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.place(0, 0x4000, interrupting_program());
    bench.set(Id::kHibUserInstructionQueueTail, 1);
    bench.open_queue();
    EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptInstructionQueue));
  }));
}

TEST(DeviceQueue, disabled_queue_finishes_the_descriptor_in_work) {
  DeviceBench bench;
  std::vector<std::uint8_t> code;
  append(code, FakeOp::kDelay, 0, 50'000);
  append(code, FakeOp::kHalt);
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.open_queue();
    bench.place(0, 0x4000, code);
    bench.set(Id::kHibUserInstructionQueueTail, 1);
    sc_core::wait(10, sc_core::SC_US);
    bench.set(Id::kHibUserInstructionQueueControl, 0);
    EXPECT_EQ(bench.get(Id::kHibUserInstructionQueueStatus), 1U);
    EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptInstructionQueue));
    EXPECT_EQ(bench.get(Id::kHibUserInstructionQueueStatus), 0U);
  }));
}

TEST(DeviceQueue, split_doorbell_starts_once) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.open_queue();
    bench.place(0, 0x4000, interrupting_program());
    const auto tail = spec::register_info(Id::kHibUserInstructionQueueTail).offset;
    bench.host.write32(tail + 4, 0);
    bench.host.write32(tail, 1);
    EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptInstructionQueue));
    sc_core::wait(100, sc_core::SC_US);
    EXPECT_EQ(bench.get(Id::kHibUserScHostIntCount), 1U);
  }));
}

TEST(DeviceQueue, idle_device_schedules_no_events) {
  DeviceBench bench;
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
  EXPECT_FALSE(sc_core::sc_pending_activity());
}

}  // namespace
}  // namespace tessera::test
