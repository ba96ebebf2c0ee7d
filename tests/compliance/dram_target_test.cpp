// SPDX-License-Identifier: Apache-2.0
// The DRAM target against the rules of its contract: both coding styles, errors, order, debug.
#include "tlm/dram_target.h"

#include "tests/support/at_initiator.h"

#include <gtest/gtest.h>

#include <random>

namespace tessera::tlm {
namespace {

using test::AtInitiator;

constexpr std::uint64_t kBase = 0x8000'0000;

DramTargetConfig config(const char* memory = "lpddr4_3200") {
  return {spec::load_memory(memory), kBase};
}

struct LtBench final : sc_core::sc_module {
  DramTarget target;
  tlm_utils::simple_initiator_socket<LtBench, 32> initiator{"initiator"};

  explicit LtBench(const sc_core::sc_module_name& name)
      : sc_module(name), target("dram", config()) {
    initiator.bind(target.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  ::tlm::tlm_response_status send(::tlm::tlm_generic_payload& payload) {
    initiator->b_transport(payload, delay);
    return payload.get_response_status();
  }
  sc_core::sc_time delay;
};

TEST(DramTargetLt, access_takes_the_memorys_time_and_moves_bytes) {
  LtBench bench("bench");
  std::vector<std::uint8_t> data(32, 7);
  std::vector<std::uint8_t> got(32);
  ::tlm::tlm_generic_payload payload;
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase + 4096, got);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_OK_RESPONSE);
  // Port 30 ns; activate to read 29, RL 28, burst 8 cycles of 0.625 ns. 24 edges are 15 ns sharp.
  EXPECT_EQ(bench.delay, sc_core::sc_time(30000 + 65 * 625, sc_core::SC_PS));
  prepare(payload, ::tlm::TLM_WRITE_COMMAND, kBase + 4096, data);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_OK_RESPONSE);
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase + 4096, got);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(got, data);
}

TEST(DramTargetLt, mistakes_get_the_responses_of_the_contract) {
  LtBench bench("bench");
  std::vector<std::uint8_t> data(8, 7);
  ::tlm::tlm_generic_payload payload;
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase - 4, data);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase + bench.target.contents().size() - 4, data);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase, data);
  payload.set_data_length(0);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_BURST_ERROR_RESPONSE);
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase, data);
  payload.set_data_ptr(nullptr);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_GENERIC_ERROR_RESPONSE);
  prepare(payload, ::tlm::TLM_IGNORE_COMMAND, kBase, data);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench.delay, sc_core::SC_ZERO_TIME);
}

TEST(DramTargetLt, byte_enables_and_streaming_are_honoured) {
  LtBench bench("bench");
  std::vector<std::uint8_t> data = {1, 2, 3, 4};
  std::vector<std::uint8_t> enables = {0xff, 0x00};
  std::vector<std::uint8_t> got(4);
  ::tlm::tlm_generic_payload payload;
  prepare(payload, ::tlm::TLM_WRITE_COMMAND, kBase, data);
  payload.set_byte_enable_ptr(enables.data());
  payload.set_byte_enable_length(2);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_OK_RESPONSE);
  EXPECT_TRUE(bench.target.contents().peek(kBase, got));
  EXPECT_EQ(got, (std::vector<std::uint8_t>{1, 0, 3, 0}));
  prepare(payload, ::tlm::TLM_WRITE_COMMAND, kBase, data);
  payload.set_streaming_width(2);
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_OK_RESPONSE);
  EXPECT_TRUE(bench.target.contents().peek(kBase, got));
  EXPECT_EQ(got, (std::vector<std::uint8_t>{3, 4, 3, 0}));
}

TEST(DramTargetLt, debug_takes_no_time_and_dmi_is_refused_with_the_whole_range) {
  LtBench bench("bench");
  std::vector<std::uint8_t> data(16, 9);
  ::tlm::tlm_generic_payload payload;
  const std::uint64_t size = bench.target.contents().size();
  prepare(payload, ::tlm::TLM_WRITE_COMMAND, kBase + size - 8, data);
  EXPECT_EQ(bench.initiator->transport_dbg(payload), 8U);
  ::tlm::tlm_dmi dmi;
  EXPECT_FALSE(bench.initiator->get_direct_mem_ptr(payload, dmi));
  EXPECT_EQ(dmi.get_start_address(), kBase);
  EXPECT_EQ(dmi.get_end_address(), kBase + size - 1);
  // The first access after it pays for an activate, so the debug access opened no row.
  prepare(payload, ::tlm::TLM_READ_COMMAND, kBase + size - 8, std::span(data).first(8));
  EXPECT_EQ(bench.send(payload), ::tlm::TLM_OK_RESPONSE);
  EXPECT_EQ(bench.delay, sc_core::sc_time(30000 + 65 * 625, sc_core::SC_PS));
}

struct AtBench final : sc_core::sc_module {
  DramTarget target;
  AtInitiator initiator{"initiator"};

  AtBench(const sc_core::sc_module_name& name, const DramTargetConfig& target_config)
      : sc_module(name), target("dram", target_config) {
    initiator.socket.bind(target.socket);
  }
};

/// Random traffic against an array of bytes; what each read must have given.
std::vector<std::vector<std::uint8_t>> fill(std::vector<AtInitiator::Request>& requests,
                                            std::size_t count) {
  std::mt19937 random(11);
  std::vector<std::uint8_t> shadow(1U << 16);
  std::vector<std::vector<std::uint8_t>> expected;
  for (std::size_t i = 0; i < count; ++i) {
    AtInitiator::Request request;
    request.write = random() % 3 == 0;
    request.data.resize(1 + random() % 200);
    const std::size_t at = random() % (shadow.size() - request.data.size());
    request.address = kBase + at;
    if (request.write) {
      for (std::uint8_t& byte : request.data) byte = static_cast<std::uint8_t>(random());
      std::ranges::copy(request.data, shadow.begin() + static_cast<std::ptrdiff_t>(at));
    }
    expected.emplace_back(shadow.begin() + static_cast<std::ptrdiff_t>(at),
                          shadow.begin() + static_cast<std::ptrdiff_t>(at + request.data.size()));
    requests.push_back(std::move(request));
  }
  return expected;
}

void expect_served(AtBench& bench, const std::vector<std::vector<std::uint8_t>>& expected) {
  const auto& initiator = bench.initiator;
  EXPECT_EQ(initiator.done, expected.size());
  EXPECT_TRUE(initiator.problems.empty()) << initiator.problems.front();
  EXPECT_EQ(initiator.pool.out(), 0U) << "payloads not released";
  EXPECT_EQ(bench.target.under_way(), 0U);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto& request = initiator.requests[i];
    EXPECT_EQ(request.response, ::tlm::TLM_OK_RESPONSE);
    EXPECT_GE(request.end, request.begin + sc_core::sc_time(30, sc_core::SC_NS));
    if (!request.write) {
      ASSERT_EQ(request.data, expected[i]) << "read " << i;
    }
  }
}

TEST(DramTargetAt, random_traffic_is_served_once_in_order_of_bytes) {
  AtBench bench("bench", config());
  const auto expected = fill(bench.initiator.requests, 3000);
  bench.initiator.how_to_end = [](std::size_t i) { return static_cast<AtInitiator::End>(i % 3); };
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_MS));
  expect_served(bench, expected);
  EXPECT_GT(bench.initiator.most_open, 4U) << "requests overlap";
}

TEST(DramTargetAt, stack_serves_the_same_traffic) {
  AtBench bench("bench", config("stack_hbm2"));
  const auto expected = fill(bench.initiator.requests, 3000);
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_MS));
  expect_served(bench, expected);
}

TEST(DramTargetAt, full_queues_hold_back_end_of_request) {
  DramTargetConfig small = config();
  small.memory.queue = {
      .read_entries = 2, .write_entries = 2, .write_high = 2, .write_low = 0, .hit_limit = 4};
  AtBench bench("bench", small);
  for (std::uint64_t i = 0; i < 64; ++i)  // rows of one bank, 1 KiB each
    bench.initiator.requests.push_back({kBase + i * (1U << 20), false, {}});
  for (auto& request : bench.initiator.requests) request.data.resize(512);
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_MS));
  EXPECT_EQ(bench.initiator.done, 64U);
  EXPECT_TRUE(bench.initiator.problems.empty());
  const auto& last = bench.initiator.requests.back();
  EXPECT_GT(last.begin, sc_core::sc_time(1, sc_core::SC_US)) << "the initiator was held back";
  EXPECT_LE(bench.initiator.most_open, 4U);
}

TEST(DramTargetAt, refused_payload_completes_at_once) {
  AtBench bench("bench", config());
  bench.initiator.requests.push_back({kBase - 64, false, std::vector<std::uint8_t>(8)});
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
  EXPECT_EQ(bench.initiator.done, 1U);
  EXPECT_EQ(bench.initiator.requests[0].response, ::tlm::TLM_ADDRESS_ERROR_RESPONSE);
  EXPECT_EQ(bench.initiator.pool.out(), 0U);
}

TEST(DramTargetAt, lone_read_takes_what_it_takes_loosely_timed) {
  AtBench bench("bench", config());
  bench.initiator.requests.push_back({kBase + 4096, false, std::vector<std::uint8_t>(32)});
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
  EXPECT_EQ(bench.initiator.requests[0].end, sc_core::sc_time(30000 + 65 * 625, sc_core::SC_PS));
}

TEST(DramTargetAt, idle_target_schedules_nothing) {
  AtBench bench("bench", config());
  sc_core::sc_start(sc_core::sc_time(1, sc_core::SC_US));
  EXPECT_FALSE(sc_core::sc_pending_activity());
}

}  // namespace
}  // namespace tessera::tlm
