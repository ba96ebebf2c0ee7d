// SPDX-License-Identifier: Apache-2.0
// Interrupt wires: level, enables, mask, acknowledge, counters.
#include "tests/support/device_bench.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using Id = spec::RegisterId;

/// Lets register effects reach the wires: one delta for the event, one for the signal.
void settle(DeviceBench& bench) {
  bench.host.synchronise();
  sc_core::wait(sc_core::SC_ZERO_TIME);
  sc_core::wait(sc_core::SC_ZERO_TIME);
}

/// Runs a program that raises scalar-core interrupt `index`.
void raise(DeviceBench& bench, std::uint8_t index) {
  const auto tail = static_cast<std::uint32_t>(bench.get(Id::kHibUserInstructionQueueTail));
  std::vector<std::uint8_t> code;
  append(code, FakeOp::kInterrupt, index);
  append(code, FakeOp::kHalt);
  bench.place(tail, 0x4000, code);
  bench.set(Id::kHibUserInstructionQueueTail, tail + 1);
  bench.host.synchronise();
  sc_core::wait(100, sc_core::SC_US);
}

void prepare(DeviceBench& bench) {
  bench.map_identity(8);
  bench.open_queue();
}

TEST(DeviceInterrupt, wire_stays_high_until_acknowledged) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    prepare(bench);
    raise(bench, 2);
    const auto wire = spec::values::kInterruptScHost2;
    EXPECT_TRUE(bench.irq[wire].read());
    EXPECT_TRUE(bench.irq_any.read());
    bench.set(Id::kHibUserScHostIntStatus, 0xf);  // writing 1 has no effect
    settle(bench);
    EXPECT_TRUE(bench.irq[wire].read());
    bench.set(Id::kHibUserScHostIntStatus, 0xf & ~0x4);
    settle(bench);
    EXPECT_FALSE(bench.irq[wire].read());
  }));
}

TEST(DeviceInterrupt, disabled_source_is_pending_nowhere_but_keeps_its_status) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    prepare(bench);
    bench.set(Id::kHibUserScHostIntControl, 0);
    raise(bench, 1);
    EXPECT_FALSE(bench.irq[spec::values::kInterruptScHost1].read());
    EXPECT_EQ(bench.get(Id::kHibUserScHostIntStatus), 2U);
    EXPECT_EQ(bench.get(Id::kHibUserWireIntPendingBitArray) >> 4 & 0xf, 0U);
    bench.set(Id::kHibUserScHostIntControl, 2);
    settle(bench);
    EXPECT_TRUE(bench.irq[spec::values::kInterruptScHost1].read());
  }));
}

TEST(DeviceInterrupt, mask_holds_the_wire_low_and_pending_shows_it) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    prepare(bench);
    bench.set(Id::kHibUserWireIntMaskArray, 0x1fff);
    raise(bench, 0);
    EXPECT_FALSE(bench.irq_any.read());
    EXPECT_EQ(bench.get(Id::kHibUserWireIntPendingBitArray), 0x11U);  // queue and SC_HOST_0
    bench.set(Id::kHibUserWireIntMaskArray, 0);
    settle(bench);
    EXPECT_TRUE(bench.irq_any.read());
  }));
}

TEST(DeviceInterrupt, counters_are_separate_and_wrap) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    prepare(bench);
    raise(bench, 3);
    raise(bench, 1);
    raise(bench, 1);
    EXPECT_EQ(bench.get(Id::kHibUserScHostIntCount), 0x0001'0000'0002'0000U);
  }));
}

TEST(DeviceInterrupt, interrupt_that_does_not_exist_is_a_program_error) {
  DeviceBench bench;
  ASSERT_TRUE(bench.run([&] {
    prepare(bench);
    raise(bench, 9);
    EXPECT_EQ(bench.get(Id::kScalarCoreErrorScalarCore), 1U);
    EXPECT_TRUE(bench.irq[spec::values::kInterruptFatalErr].read());
  }));
  EXPECT_EQ(bench.warnings.count(), 1U);
}

TEST(DeviceInterrupt, outputs_may_stay_unbound) {
  WarningLog warnings;
  tlm::Device device("device", bench_device_config());
  tlm::Memory ram("ram", {0, 1 << 20, {}, {}, true});
  tlm::HostBridge host("host", {});
  FakeAccelerator accelerator(device.host_port());
  device.attach(accelerator);
  device.dma.bind(ram.socket);
  host.mmio.bind(device.mmio);
  host.memory.bind(ram.socket);
  std::uint64_t pending = 0;
  sc_core::sc_spawn([&] {
    host.write64(spec::register_info(Id::kHibUserFatalErrIntControl).offset, 1);
    host.write64(spec::register_info(Id::kHibUserHibInjectError).offset, 1);
    EXPECT_FALSE(host.wait_interrupt(sc_core::sc_time(1, sc_core::SC_US)));
    pending = host.read64(spec::register_info(Id::kHibUserWireIntPendingBitArray).offset);
  });
  sc_core::sc_start(sc_core::sc_time(10, sc_core::SC_US));
  EXPECT_EQ(pending, std::uint64_t{1} << spec::values::kInterruptFatalErr);
}

}  // namespace
}  // namespace tessera::test
