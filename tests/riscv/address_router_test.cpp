// SPDX-License-Identifier: Apache-2.0
// The bus: decoding, addresses on both sides, DMI and debug at the windows' borders.
#include "tlm/address_router.h"

#include "tests/riscv/stimulus.h"
#include "tlm/payload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <utility>
#include <vector>

namespace tessera::tlm {
namespace {

using testing::ElementsAre;
using testing::Pair;

/// Notes what it sees; offers 64 KiB from its address 0 by pointer.
struct Recorder final : sc_core::sc_module {
  explicit Recorder(const sc_core::sc_module_name& name) : sc_module(name) {
    socket.register_b_transport(this, &Recorder::b_transport);
    socket.register_transport_dbg(this, &Recorder::transport_dbg);
    socket.register_get_direct_mem_ptr(this, &Recorder::get_direct_mem_ptr);
  }
  void b_transport(::tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
    seen.emplace_back(payload.get_address(), payload.get_data_length());
    payload.set_response_status(::tlm::TLM_OK_RESPONSE);
  }
  unsigned transport_dbg(::tlm::tlm_generic_payload& payload) {
    seen.emplace_back(payload.get_address(), payload.get_data_length());
    return payload.get_data_length();
  }
  bool get_direct_mem_ptr(::tlm::tlm_generic_payload&, ::tlm::tlm_dmi& dmi) {
    dmi.init();
    dmi.set_dmi_ptr(bytes.data());
    dmi.set_start_address(0);
    dmi.set_end_address(bytes.size() - 1);
    return grants;
  }

  tlm_utils::simple_target_socket<Recorder, 32> socket{"socket"};
  std::vector<std::pair<std::uint64_t, unsigned>> seen;
  std::vector<unsigned char> bytes = std::vector<unsigned char>(0x10000);
  bool grants = true;
};

/// Two initiators; low window of 0x100 bytes by offsets, high window by bus addresses.
struct Bench final : sc_core::sc_module {
  explicit Bench(const sc_core::sc_module_name& name) : sc_module(name) {
    for (auto* each : {&first, &second}) {
      each->register_invalidate_direct_mem_ptr(this, &Bench::invalidate);
      each->bind(router.in);
    }
    router.out("low").bind(low.socket);
    router.out("high").bind(high.socket);
  }
  void invalidate(sc_dt::uint64 from, sc_dt::uint64 to) { invalidated.emplace_back(from, to); }

  ::tlm::tlm_response_status send(std::uint64_t address, unsigned length, unsigned width = 0) {
    prepare(payload, ::tlm::TLM_WRITE_COMMAND, address, std::span(data).first(length));
    if (width != 0) payload.set_streaming_width(width);
    sc_core::sc_time delay;
    first->b_transport(payload, delay);
    EXPECT_EQ(payload.get_address(), address);
    EXPECT_EQ(delay, sc_core::SC_ZERO_TIME);
    return payload.get_response_status();
  }

  AddressRouter router{"router", {{"high", 0x8000, 0x200, true}, {"low", 0x1000, 0x100}}};
  Recorder low{"low"};
  Recorder high{"high"};
  tlm_utils::simple_initiator_socket<Bench, 32> first{"first"};
  tlm_utils::simple_initiator_socket<Bench, 32> second{"second"};
  ::tlm::tlm_generic_payload payload;
  ::tlm::tlm_dmi dmi;
  std::array<std::uint8_t, 1024> data{};
  std::vector<std::pair<std::uint64_t, std::uint64_t>> invalidated;
};

class Router : public testing::Test {
 protected:
  void SetUp() override { sc_core::sc_start(sc_core::SC_ZERO_TIME); }
  Bench bench_{"bench"};
};

TEST_F(Router, targets_see_offsets_or_bus_addresses) {
  EXPECT_EQ(bench_.send(0x1000, 4), ::tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench_.send(0x10fc, 4), ::tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench_.send(0x8010, 0x1f0), ::tlm::TLM_OK_RESPONSE);
  EXPECT_THAT(bench_.low.seen, ElementsAre(Pair(0, 4), Pair(0xfc, 4)));
  EXPECT_THAT(bench_.high.seen, ElementsAre(Pair(0x8010, 0x1f0)));
}

TEST_F(Router, holes_and_crossings_reach_nobody) {
  for (const auto& [address, length] : {std::pair<std::uint64_t, unsigned>{0xfff, 1},
                                        {0xffe, 4},
                                        {0x10fd, 4},
                                        {0x1100, 1},
                                        {0x8000, 0x201},
                                        {0x8200, 4},
                                        {~std::uint64_t{0}, 1},
                                        {~std::uint64_t{0}, 4}}) {
    EXPECT_EQ(bench_.send(address, length), ::tlm::TLM_ADDRESS_ERROR_RESPONSE) << address;
  }
  EXPECT_TRUE(bench_.low.seen.empty());
  EXPECT_TRUE(bench_.high.seen.empty());
}

TEST_F(Router, streaming_counts_by_its_width) {
  EXPECT_EQ(bench_.send(0x10fc, 16, 4), ::tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench_.send(0x10fc, 16, 8), ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST_F(Router, pointers_are_cut_to_the_window) {
  prepare(bench_.payload, ::tlm::TLM_READ_COMMAND, 0x1010, std::span(bench_.data).first(4));
  ASSERT_TRUE(bench_.first->get_direct_mem_ptr(bench_.payload, bench_.dmi));
  EXPECT_EQ(bench_.payload.get_address(), 0x1010U);
  EXPECT_EQ(bench_.dmi.get_start_address(), 0x1000U);
  EXPECT_EQ(bench_.dmi.get_end_address(), 0x10ffU);
  EXPECT_EQ(bench_.dmi.get_dmi_ptr(), bench_.low.bytes.data());
  prepare(bench_.payload, ::tlm::TLM_READ_COMMAND, 0x8010, std::span(bench_.data).first(4));
  ASSERT_TRUE(bench_.first->get_direct_mem_ptr(bench_.payload, bench_.dmi));
  EXPECT_EQ(bench_.dmi.get_start_address(), 0x8000U);
  EXPECT_EQ(bench_.dmi.get_end_address(), 0x81ffU);
  EXPECT_EQ(bench_.dmi.get_dmi_ptr(), bench_.high.bytes.data() + 0x8000);
}

TEST_F(Router, refusals_name_their_range) {
  bench_.low.grants = false;
  for (const auto& [address, first, last] :
       {std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>{0x1010, 0x1000, 0x10ff},
        {0x10, 0, 0xfff},
        {0x2000, 0x1100, 0x7fff},
        {0x9000, 0x8200, ~std::uint64_t{0}}}) {
    prepare(bench_.payload, ::tlm::TLM_READ_COMMAND, address, std::span(bench_.data).first(4));
    EXPECT_FALSE(bench_.first->get_direct_mem_ptr(bench_.payload, bench_.dmi));
    EXPECT_EQ(bench_.dmi.get_start_address(), first) << address;
    EXPECT_EQ(bench_.dmi.get_end_address(), last) << address;
  }
}

TEST_F(Router, invalidation_reaches_every_initiator_translated) {
  bench_.low.socket->invalidate_direct_mem_ptr(0x10, 0x1f);
  EXPECT_THAT(bench_.invalidated, ElementsAre(Pair(0x1010, 0x101f), Pair(0x1010, 0x101f)));
  bench_.invalidated.clear();
  bench_.low.socket->invalidate_direct_mem_ptr(0, ~sc_dt::uint64{0});
  EXPECT_THAT(bench_.invalidated, ElementsAre(Pair(0x1000, 0x10ff), Pair(0x1000, 0x10ff)));
  bench_.invalidated.clear();
  bench_.high.socket->invalidate_direct_mem_ptr(0, 0x7fff);  // not on the bus
  EXPECT_TRUE(bench_.invalidated.empty());
  bench_.high.socket->invalidate_direct_mem_ptr(0, 0x8000);
  EXPECT_THAT(bench_.invalidated, ElementsAre(Pair(0x8000, 0x8000), Pair(0x8000, 0x8000)));
}

TEST_F(Router, debug_ends_at_the_windows_end) {
  prepare(bench_.payload, ::tlm::TLM_READ_COMMAND, 0x10f8, std::span(bench_.data).first(32));
  EXPECT_EQ(bench_.first->transport_dbg(bench_.payload), 8U);
  EXPECT_EQ(bench_.payload.get_data_length(), 32U);
  EXPECT_THAT(bench_.low.seen, ElementsAre(Pair(0xf8, 8)));
  prepare(bench_.payload, ::tlm::TLM_READ_COMMAND, 0x2000, std::span(bench_.data).first(4));
  EXPECT_EQ(bench_.first->transport_dbg(bench_.payload), 0U);
}

TEST(RouterConfig, windows_must_not_collide) {
  const std::pair<std::vector<RouterWindow>, const char*> kBad[] = {
      {{{"a", 0, 0}}, "window 'a' is empty"},
      {{{"a", 0, 16}, {"b", 15, 16}}, "window 'b' overlaps another"},
      {{{"a", 0, 16}, {"a", 16, 16}}, "window 'a' exists twice"},
      {{{"a", ~std::uint64_t{0}, 2}}, "window 'a' goes beyond the address space"}};
  for (const auto& [windows, expected] : kBad) {
    std::string message;
    try {
      const AddressRouter router("router", windows);
    } catch (const sc_core::sc_report& report) {
      message = report.get_msg();
    }
    EXPECT_EQ(message, expected);
  }
}

}  // namespace
}  // namespace tessera::tlm
