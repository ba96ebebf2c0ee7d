// SPDX-License-Identifier: Apache-2.0
// Payloads that break or stretch the TLM-2.0 rules, sent to the device and to host memory: rule ids
// as in tlm/README.md. Every one must be answered; none may change what it does not name.
#include "tests/support/device_bench.h"
#include "tlm/payload.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <random>
#include <vector>

namespace tessera::test {
namespace {

using Id = spec::RegisterId;

std::uint64_t offset_of(Id id) { return spec::register_info(id).offset; }

const std::uint64_t kBase = offset_of(Id::kHibUserInstructionQueueBase);  // a plain 64-bit register

/// A payload and the room it points to.
struct Access {
  ::tlm::tlm_generic_payload payload;
  std::array<std::uint8_t, 64> data{};
  std::array<std::uint8_t, 16> enables{};

  Access(::tlm::tlm_command command, std::uint64_t address, unsigned bytes) {
    tlm::prepare(payload, command, address, std::span(data).first(bytes));
  }
};

/// All registers and memories of the device, as the debug transport shows them.
std::vector<std::uint8_t> state_of(DeviceBench& bench) {
  std::vector<std::uint8_t> all;
  for (const spec::RegisterInfo& info : spec::register_map()) {
    std::vector<std::uint8_t> bytes(info.size_bytes());
    ::tlm::tlm_generic_payload payload;
    tlm::prepare(payload, ::tlm::TLM_READ_COMMAND, info.offset, bytes);
    EXPECT_EQ(bench.host.mmio->transport_dbg(payload), bytes.size()) << info.name;
    all.insert(all.end(), bytes.begin(), bytes.end());
  }
  return all;
}

class DevicePayload : public testing::Test {
 protected:
  /// Sends to the device inside a thread; the state must stay as it was.
  ::tlm::tlm_response_status refuse(Access& access) {
    EXPECT_TRUE(bench_.run([&] {
      const auto before = state_of(bench_);
      sc_core::sc_time delay;
      bench_.host.mmio->b_transport(access.payload, delay);
      EXPECT_EQ(state_of(bench_), before);
    }));
    EXPECT_EQ(bench_.warnings.count(), 1U);
    return access.payload.get_response_status();
  }

  DeviceBench bench_;
};

TEST_F(DevicePayload, c01_no_data_pointer) {
  Access access(::tlm::TLM_WRITE_COMMAND, kBase, 8);
  access.payload.set_data_ptr(nullptr);
  EXPECT_EQ(refuse(access), ::tlm::TLM_GENERIC_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c01_no_length) {
  Access access(::tlm::TLM_READ_COMMAND, kBase, 8);
  access.payload.set_data_length(0);
  EXPECT_EQ(refuse(access), ::tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c01_no_streaming_width) {
  Access access(::tlm::TLM_READ_COMMAND, kBase, 8);
  access.payload.set_streaming_width(0);
  EXPECT_EQ(refuse(access), ::tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c01_byte_enables_without_length) {
  Access access(::tlm::TLM_WRITE_COMMAND, kBase, 8);
  access.payload.set_byte_enable_ptr(access.enables.data());
  EXPECT_EQ(refuse(access), ::tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c03_unmapped_address) {
  Access access(::tlm::TLM_READ_COMMAND, 0x100, 4);
  EXPECT_EQ(refuse(access), ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c03_address_beyond_the_window) {
  Access access(::tlm::TLM_WRITE_COMMAND, ~std::uint64_t{7}, 8);
  EXPECT_EQ(refuse(access), ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c03_write_to_a_read_only_register) {
  Access access(::tlm::TLM_WRITE_COMMAND, offset_of(Id::kHibUserHibErrorStatus), 8);
  EXPECT_EQ(refuse(access), ::tlm::TLM_COMMAND_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c03_read_of_a_write_only_register) {
  Access access(::tlm::TLM_READ_COMMAND, offset_of(Id::kHibUserHibInjectError), 8);
  EXPECT_EQ(refuse(access), ::tlm::TLM_COMMAND_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c05_byte_enables_with_other_values) {
  Access access(::tlm::TLM_WRITE_COMMAND, kBase, 8);
  access.enables.fill(0x0f);
  access.payload.set_byte_enable_ptr(access.enables.data());
  access.payload.set_byte_enable_length(8);
  EXPECT_EQ(refuse(access), ::tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c06_streaming_into_a_register) {
  Access access(::tlm::TLM_WRITE_COMMAND, kBase, 8);
  access.payload.set_streaming_width(4);
  EXPECT_EQ(refuse(access), ::tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c07_two_bytes) {
  Access access(::tlm::TLM_WRITE_COMMAND, kBase, 2);
  EXPECT_EQ(refuse(access), ::tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c07_unaligned) {
  Access access(::tlm::TLM_WRITE_COMMAND, kBase + 2, 4);
  EXPECT_EQ(refuse(access), ::tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c07_burst_over_several_registers) {
  Access access(::tlm::TLM_WRITE_COMMAND, kBase, 64);
  EXPECT_EQ(refuse(access), ::tlm::TLM_BURST_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c07_access_that_crosses_the_end_of_the_window) {
  Access access(::tlm::TLM_READ_COMMAND, spec::kRegisterSpaceBytes - 4, 8);
  EXPECT_EQ(refuse(access), ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST_F(DevicePayload, c04_ignore_touches_nothing) {
  Access access(::tlm::TLM_IGNORE_COMMAND, 0x100, 3);
  ASSERT_TRUE(bench_.run([&] {
    const auto before = state_of(bench_);
    sc_core::sc_time delay;
    bench_.host.mmio->b_transport(access.payload, delay);
    EXPECT_EQ(state_of(bench_), before);
  }));
  EXPECT_TRUE(access.payload.is_response_ok());
  EXPECT_EQ(bench_.warnings.count(), 0U);
}

TEST_F(DevicePayload, c05_enables_repeat_and_reads_leave_disabled_bytes) {
  Access write(::tlm::TLM_WRITE_COMMAND, kBase, 8);
  write.data.fill(0x5a);
  Access read(::tlm::TLM_READ_COMMAND, kBase, 8);
  read.data.fill(0xee);
  for (Access* access : {&write, &read}) {
    access->enables = {0xff, 0x00};
    access->payload.set_byte_enable_ptr(access->enables.data());
    access->payload.set_byte_enable_length(2);
  }
  ASSERT_TRUE(bench_.run([&] {
    sc_core::sc_time delay;
    bench_.host.mmio->b_transport(write.payload, delay);
    bench_.host.mmio->b_transport(read.payload, delay);
    EXPECT_EQ(bench_.get(Id::kHibUserInstructionQueueBase), 0x005a'005a'005a'005aU);
  }));
  EXPECT_EQ(read.data[0], 0x5a);
  EXPECT_EQ(read.data[1], 0xee);
}

TEST_F(DevicePayload, l04_delay_grows_and_ordinary_registers_do_not_wait) {
  ASSERT_TRUE(bench_.run([&] {
    Access access(::tlm::TLM_WRITE_COMMAND, kBase, 8);
    sc_core::sc_time delay(3, sc_core::SC_NS);
    bench_.host.mmio->b_transport(access.payload, delay);
    EXPECT_EQ(delay, sc_core::sc_time(103, sc_core::SC_NS));
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
  }));
}

TEST_F(DevicePayload, d03_dmi_is_refused_with_its_range) {
  Access access(::tlm::TLM_READ_COMMAND, kBase, 8);
  ::tlm::tlm_dmi dmi;
  EXPECT_FALSE(bench_.host.mmio->get_direct_mem_ptr(access.payload, dmi));
  EXPECT_EQ(dmi.get_start_address(), 0U);
  EXPECT_EQ(dmi.get_end_address(), 0xfffffU);
}

TEST_F(DevicePayload, g01_debug_reads_leave_everything_unchanged) {
  ASSERT_TRUE(bench_.run([&] {
    bench_.map_identity(4);
    bench_.open_queue();
    bench_.host.synchronise();
    const sc_core::sc_time time = bench_.host.now();
    const auto before = state_of(bench_);
    EXPECT_EQ(state_of(bench_), before);
    EXPECT_EQ(sc_core::sc_time_stamp(), time);
  }));
  EXPECT_EQ(bench_.warnings.count(), 0U);
}

TEST_F(DevicePayload, g02_debug_outside_does_nothing) {
  Access access(::tlm::TLM_READ_COMMAND, 0x100, 8);
  EXPECT_EQ(bench_.host.mmio->transport_dbg(access.payload), 0U);
  access.payload.set_address(~std::uint64_t{0});
  EXPECT_EQ(bench_.host.mmio->transport_dbg(access.payload), 0U);
}

TEST_F(DevicePayload, g03_debug_write_rings_no_doorbell) {
  ASSERT_TRUE(bench_.run([&] {
    bench_.map_identity(16);
    bench_.open_queue();
    Access access(::tlm::TLM_WRITE_COMMAND, offset_of(Id::kHibUserInstructionQueueTail), 8);
    access.data[0] = 1;
    EXPECT_EQ(bench_.host.mmio->transport_dbg(access.payload), 8U);
    sc_core::wait(1, sc_core::SC_MS);
    EXPECT_EQ(bench_.get(Id::kHibUserInstructionQueueTail), 1U);
  }));
  EXPECT_TRUE(bench_.accelerator.history.empty());
}

// Random payloads, legal and not: each gets a response that is not INCOMPLETE, and keeps its own
// attributes (rule C-02).
TEST_F(DevicePayload, c02_c03_random_payloads_are_answered) {
  constexpr unsigned kSeed = 20261;
  std::mt19937 random(kSeed);
  RecordProperty("seed", static_cast<int>(kSeed));
  const auto pick = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  ASSERT_TRUE(bench_.run([&] {
    for (unsigned i = 0; i < 20'000; ++i) {
      const auto command = static_cast<::tlm::tlm_command>(pick(3));
      const auto map = spec::register_map();
      const std::uint64_t near = map[pick(static_cast<unsigned>(map.size()))].offset + pick(9);
      Access access(command, pick(4) == 0 ? random() : near, 1 + pick(16));
      access.payload.set_streaming_width(pick(8) == 0 ? pick(4) : 64);
      if (pick(3) == 0) {
        access.enables.fill(pick(2) == 0 ? 0xff : static_cast<std::uint8_t>(random()));
        access.payload.set_byte_enable_ptr(access.enables.data());
        access.payload.set_byte_enable_length(pick(16));
      }
      const std::uint64_t address = access.payload.get_address();
      const unsigned length = access.payload.get_data_length();
      sc_core::sc_time delay;
      bench_.host.mmio->b_transport(access.payload, delay);
      ASSERT_NE(access.payload.get_response_status(), ::tlm::TLM_INCOMPLETE_RESPONSE);
      ASSERT_EQ(access.payload.get_command(), command);
      ASSERT_EQ(access.payload.get_address(), address);
      ASSERT_EQ(access.payload.get_data_length(), length);
      ASSERT_FALSE(access.payload.is_dmi_allowed());
    }
  }));
}

}  // namespace
}  // namespace tessera::test
