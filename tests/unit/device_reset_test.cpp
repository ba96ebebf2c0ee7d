// SPDX-License-Identifier: Apache-2.0
// Reset by the pin and by the power registers, in every state of the queue (rules ).
#include "tests/support/device_bench.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using Id = spec::RegisterId;

std::vector<std::uint8_t> program(FakeOp op, std::uint32_t bytes = 0, std::uint64_t address = 0) {
  std::vector<std::uint8_t> code;
  append(code, op, 0, bytes, address);
  append(code, FakeOp::kInterrupt, 0);
  append(code, FakeOp::kHalt);
  return code;
}

void start(DeviceBench& bench, const std::vector<std::uint8_t>& code) {
  bench.map_identity(64);
  bench.open_queue();
  bench.place(0, 0x4000, code);
  bench.set(Id::kHibUserInstructionQueueTail, 1);
  bench.host.synchronise();
}

void sleep_and_wake(DeviceBench& bench) {
  const auto force_sleep = spec::fields::kChipScuCtrl3RgForceSleep;
  const std::uint64_t control = bench.get(Id::kChipScuCtrl3);
  bench.set(Id::kChipScuCtrl3, force_sleep.set(control, 3));
  EXPECT_EQ(spec::fields::kChipScuCtrl3CurPwrState.get(bench.get(Id::kChipScuCtrl3)), 2U);
  bench.set(Id::kChipScuCtrl3, force_sleep.set(control, 2));
  EXPECT_EQ(spec::fields::kChipScuCtrl3CurPwrState.get(bench.get(Id::kChipScuCtrl3)), 0U);
}

/// After a reset the device must run a program like a new one.
void expect_works(DeviceBench& bench) {
  EXPECT_EQ(bench.get(Id::kHibUserInstructionQueueStatus), 0U);
  EXPECT_EQ(bench.get(Id::kHibUserInstructionQueueTail), 0U);
  EXPECT_FALSE(bench.irq_any.read());
  start(bench, program(FakeOp::kDelay, 10));
  EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptInstructionQueue));
  EXPECT_EQ(bench.get(Id::kHibUserScHostIntCount), 1U);
}

/// Resets `delay` after the doorbell of `code`.
void reset_after(sc_core::sc_time delay, const std::vector<std::uint8_t>& code) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    start(bench, code);
    sc_core::wait(delay);
    sleep_and_wake(bench);
    sc_core::wait(1, sc_core::SC_MS);
    expect_works(bench);
  }));
  EXPECT_EQ(bench.warnings.count(), 0U);
}

const sc_core::sc_time kMicrosecond(1, sc_core::SC_US);

TEST(DeviceReset, while_the_descriptor_is_fetched) {
  reset_after(0.5 * kMicrosecond, program(FakeOp::kDelay, 10));
}

TEST(DeviceReset, while_the_bitstream_is_fetched) {
  reset_after(1.5 * kMicrosecond, program(FakeOp::kDelay, 10));
}

TEST(DeviceReset, while_the_program_hangs) {
  reset_after(100 * kMicrosecond, program(FakeOp::kHang));
}

TEST(DeviceReset, while_the_program_reads_memory) {
  reset_after(20 * kMicrosecond, program(FakeOp::kRead, 0x2'0000, 0x8000));
}

TEST(DeviceReset, while_the_instruction_buffer_is_full) {
  std::vector<std::uint8_t> code;
  append(code, FakeOp::kHang);
  for (unsigned i = 0; i < 100; ++i) {
    append(code, FakeOp::kDelay, 0, 1);
  }
  reset_after(100 * kMicrosecond, code);
}

TEST(DeviceReset, after_a_fault) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    start(bench, program(FakeOp::kFault));
    EXPECT_TRUE(bench.wait_wire(spec::values::kInterruptFatalErr));
    sleep_and_wake(bench);
    EXPECT_EQ(bench.get(Id::kScalarCoreErrorScalarCore), 0U);
    sc_core::wait(1, sc_core::SC_MS);
    expect_works(bench);
  }));
}

TEST(DeviceReset, pin_resets_everything_and_holds_registers) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    start(bench, program(FakeOp::kHang));
    bench.set(Id::kChipScuCtrl2, 0x8);
    sc_core::wait(50 * kMicrosecond);
    bench.rst.write(true);
    sc_core::wait(kMicrosecond);
    EXPECT_EQ(bench.get(Id::kChipScuCtrl2), 0U);
    bench.set(Id::kChipScuCtrl2, 0x8);
    EXPECT_EQ(bench.get(Id::kChipScuCtrl2), 0U);
    bench.rst.write(false);
    sc_core::wait(kMicrosecond);
    expect_works(bench);
  }));
  EXPECT_EQ(bench.accelerator.resets, 1U);
}

TEST(DeviceReset, paused_dma_is_released) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    bench.set(Id::kHibUserDmaPause, 1);
    start(bench, program(FakeOp::kDelay, 10));
    sc_core::wait(50 * kMicrosecond);
    EXPECT_TRUE(bench.accelerator.history.empty());
    EXPECT_EQ(bench.get(Id::kHibUserDmaPaused), 1U);
    sleep_and_wake(bench);
    sc_core::wait(1, sc_core::SC_MS);
    expect_works(bench);
  }));
}

}  // namespace
}  // namespace tessera::test
