// SPDX-License-Identifier: Apache-2.0
// Host memory: bounds, byte enables, streaming, DMI, debug.
#include "tlm/memory.h"
#include "tlm/payload.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <vector>

namespace tessera::tlm {
namespace {

constexpr std::uint64_t kBase = 0x8000'0000;
constexpr std::uint64_t kSize = std::uint64_t{1} << 32;  // 4 GiB, sparse

struct Bench final : sc_core::sc_module {
  Memory memory{"memory",
                {kBase, kSize, sc_core::sc_time(50, sc_core::SC_NS),
                 sc_core::sc_time(20, sc_core::SC_NS), true}};
  tlm_utils::simple_initiator_socket<Bench, 32> initiator{"initiator"};

  explicit Bench(const sc_core::sc_module_name& name) : sc_module(name) {
    initiator.bind(memory.socket);
  }
};

class HostMemory : public testing::Test {
 protected:
  ::tlm::tlm_response_status send(::tlm::tlm_command command, std::uint64_t address,
                                  std::span<std::uint8_t> data, unsigned streaming_width = 0,
                                  std::span<std::uint8_t> enables = {}) {
    ::tlm::tlm_generic_payload payload;
    prepare(payload, command, address, data);
    if (streaming_width != 0) {
      payload.set_streaming_width(streaming_width);
    }
    payload.set_byte_enable_ptr(enables.data());
    payload.set_byte_enable_length(static_cast<unsigned>(enables.size()));
    bench_.initiator->b_transport(payload, delay_);
    return payload.get_response_status();
  }

  void SetUp() override { sc_core::sc_start(sc_core::SC_ZERO_TIME); }

  Bench bench_{"bench"};
  sc_core::sc_time delay_;
};

TEST_F(HostMemory, data_written_across_pages_is_read_back) {
  std::vector<std::uint8_t> data(200'000);
  std::iota(data.begin(), data.end(), std::uint8_t{3});
  std::vector<std::uint8_t> got(data.size());
  EXPECT_EQ(send(::tlm::TLM_WRITE_COMMAND, kBase + 1, data), ::tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(send(::tlm::TLM_READ_COMMAND, kBase + 1, got), ::tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(got, data);
  EXPECT_EQ(delay_, sc_core::sc_time(70, sc_core::SC_NS));
}

TEST_F(HostMemory, accesses_across_the_end_are_refused_whole) {
  std::array<std::uint8_t, 8> data = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(send(::tlm::TLM_WRITE_COMMAND, kBase + kSize - 4, data),
            ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(send(::tlm::TLM_WRITE_COMMAND, kBase - 4, data), ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(send(::tlm::TLM_WRITE_COMMAND, ~std::uint64_t{0}, data),
            ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
  std::array<std::uint8_t, 4> last{};
  EXPECT_TRUE(bench_.memory.peek(kBase + kSize - 4, last));
  EXPECT_EQ(last, (std::array<std::uint8_t, 4>{}));
}

TEST_F(HostMemory, byte_enables_select_bytes_and_repeat) {
  std::array<std::uint8_t, 6> data = {1, 2, 3, 4, 5, 6};
  std::array<std::uint8_t, 2> enables = {0x00, 0xff};
  EXPECT_EQ(send(::tlm::TLM_WRITE_COMMAND, kBase, data, 0, enables), ::tlm::TLM_OK_RESPONSE);
  std::array<std::uint8_t, 6> got{};
  EXPECT_TRUE(bench_.memory.peek(kBase, got));
  EXPECT_EQ(got, (std::array<std::uint8_t, 6>{0, 2, 0, 4, 0, 6}));
}

TEST_F(HostMemory, streaming_repeats_at_the_same_address) {
  std::array<std::uint8_t, 6> data = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(send(::tlm::TLM_WRITE_COMMAND, kBase + kSize - 2, data, 2), ::tlm::TLM_OK_RESPONSE);
  std::array<std::uint8_t, 2> got{};
  EXPECT_TRUE(bench_.memory.peek(kBase + kSize - 2, got));
  EXPECT_EQ(got, (std::array<std::uint8_t, 2>{5, 6}));
}

TEST_F(HostMemory, dmi_grants_one_page_and_shows_the_same_bytes) {
  ::tlm::tlm_generic_payload payload;
  std::array<std::uint8_t, 4> data = {9, 8, 7, 6};
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase + 0x1'0004, data);
  ::tlm::tlm_dmi dmi;
  ASSERT_TRUE(bench_.initiator->get_direct_mem_ptr(payload, dmi));
  EXPECT_EQ(dmi.get_start_address(), kBase + 0x1'0000);
  EXPECT_EQ(dmi.get_end_address(), kBase + 0x1'ffff);
  EXPECT_EQ(send(::tlm::TLM_WRITE_COMMAND, kBase + 0x1'0004, data), ::tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(dmi.get_dmi_ptr()[4], 9);
}

TEST_F(HostMemory, debug_stops_at_the_end) {
  ::tlm::tlm_generic_payload payload;
  std::array<std::uint8_t, 8> data{};
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase + kSize - 3, data);
  EXPECT_EQ(bench_.initiator->transport_dbg(payload), 3U);
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase + kSize, data);
  EXPECT_EQ(bench_.initiator->transport_dbg(payload), 0U);
}

}  // namespace
}  // namespace tessera::tlm
