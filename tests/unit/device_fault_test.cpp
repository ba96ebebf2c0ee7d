// SPDX-License-Identifier: Apache-2.0
// Mistakes of software and programs: error bits, fatal interrupt, a queue that stands still, reset.
#include "tests/support/device_bench.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using Id = spec::RegisterId;

constexpr auto kFatalWire = spec::values::kInterruptFatalErr;

/// Runs `code` on an open queue and waits for the fatal interrupt.
void run_to_fault(DeviceBench& bench, const std::vector<std::uint8_t>& code) {
  bench.map_identity(16);
  bench.open_queue();
  bench.place(0, 0x4000, code);
  bench.set(Id::kHibUserInstructionQueueTail, 1);
  EXPECT_TRUE(bench.wait_wire(kFatalWire));
  bench.host.synchronise();
  sc_core::wait(10, sc_core::SC_US);  // the status block follows
}

std::vector<std::uint8_t> program_of(FakeOp op, std::uint32_t bytes, std::uint64_t address) {
  std::vector<std::uint8_t> code;
  append(code, op, 0, bytes, address);
  append(code, FakeOp::kHalt);
  return code;
}

TEST(DeviceFault, read_of_an_unmapped_page) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    run_to_fault(bench, program_of(FakeOp::kRead, 64, 0x12'3458));
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 1U);
    EXPECT_EQ(bench.get(Id::kHibUserHibFirstErrorStatus), 1U);
    EXPECT_EQ(bench.get(Id::kHibUserPageFaultAddress), 0x12'3458U);
    EXPECT_EQ(bench.get(Id::kHibUserInstructionQueueCompletedHead), 0U);
  }));
  EXPECT_EQ(bench.status_fatal(), 1U);
  EXPECT_EQ(bench.warnings.count(), 1U);
}

TEST(DeviceFault, transfer_that_runs_into_an_unmapped_page) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    run_to_fault(bench, program_of(FakeOp::kWrite, 0x1100, 0xf000));  // page 16 is not mapped
    EXPECT_EQ(bench.get(Id::kHibUserPageFaultAddress), 0x1'0000U);
  }));
}

TEST(DeviceFault, bus_errors_tell_reads_from_writes) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.set(Id::kPageTable, 0x10'0001, 20);  // far below memory
    run_to_fault(bench, program_of(FakeOp::kWrite, 8, std::uint64_t{20} * 4096));
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 1U << 3);
  }));
}

TEST(DeviceFault, bus_error_of_a_read) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.set(Id::kPageTable, 0x10'0001, 20);
    run_to_fault(bench, program_of(FakeOp::kRead, 8, std::uint64_t{20} * 4096));
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 1U << 4);
  }));
}

TEST(DeviceFault, address_that_wraps_around) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    run_to_fault(bench, program_of(FakeOp::kRead, 0x2000, ~std::uint64_t{0} - 0xff));
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 2U);  // an extended address
  }));
}

TEST(DeviceFault, transfer_of_zero_bytes) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    run_to_fault(bench, program_of(FakeOp::kRead, 0, 0x4000));
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 1U << 13);
  }));
}

TEST(DeviceFault, program_mistake_sets_the_core_error) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    run_to_fault(bench, program_of(FakeOp::kFault, 0, 0));
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 0U);
    EXPECT_EQ(bench.get(Id::kScalarCoreErrorScalarCore), 1U);
  }));
  ASSERT_EQ(bench.warnings.count(), 1U);
  EXPECT_NE(bench.warnings.messages()[0].find("command asked for a fault"), std::string::npos);
}

TEST(DeviceFault, descriptor_of_zero_bytes) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    run_to_fault(bench, {});
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 1U << 13);
  }));
}

TEST(DeviceFault, tail_outside_the_ring) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.map_identity(16);
    bench.open_queue();
    bench.set(Id::kHibUserInstructionQueueTail, 256);
    EXPECT_TRUE(bench.wait_wire(kFatalWire));
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 1U << 9);
  }));
}

TEST(DeviceFault, queue_enabled_with_an_unusable_size) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.set(Id::kHibUserFatalErrIntControl, 1);
    for (const std::uint64_t size : {0, 1, 100, 4096}) {  // 2 to 1024, powers of two
      bench.set(Id::kHibUserInstructionQueueSize, size);
      bench.set(Id::kHibUserInstructionQueueControl, 5);
      EXPECT_EQ(bench.get(Id::kHibUserInstructionQueueStatus), 0U) << size;
      bench.set(Id::kHibUserInstructionQueueControl, 0);
    }
    EXPECT_TRUE(bench.wait_wire(kFatalWire));
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 1U << 5);
  }));
  EXPECT_EQ(bench.warnings.count(), 4U);
}

TEST(DeviceFault, other_queues_cannot_be_enabled) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.set(Id::kHibUserParamQueueControl, 1);
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 1U << 7);
  }));
}

TEST(DeviceFault, masked_error_raises_no_interrupt_but_is_recorded) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.set(Id::kHibUserFatalErrIntControl, 1);
    bench.set(Id::kHibUserHibErrorMask, 1U << 2);
    bench.set(Id::kHibUserHibInjectError, 1U << 2);
    EXPECT_EQ(bench.get(Id::kHibUserHibErrorStatus), 1U << 2);
    EXPECT_EQ(bench.get(Id::kHibUserFatalErrIntStatus), 0U);
    bench.set(Id::kHibUserHibInjectError, 1U << 4);
    EXPECT_EQ(bench.get(Id::kHibUserHibFirstErrorStatus), 1U << 2);
    EXPECT_EQ(bench.get(Id::kHibUserFatalErrIntStatus), 1U);
  }));
}

TEST(DeviceFault, stopped_queue_ignores_doorbells_until_reset) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    run_to_fault(bench, program_of(FakeOp::kFault, 0, 0));
    bench.set(Id::kHibUserInstructionQueueTail, 2);
    sc_core::wait(100, sc_core::SC_US);
    EXPECT_EQ(bench.accelerator.history.size(), 1U);
  }));
}

}  // namespace
}  // namespace tessera::test
