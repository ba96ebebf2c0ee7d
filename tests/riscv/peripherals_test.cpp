// SPDX-License-Identifier: Apache-2.0
// UART, PLIC, CLINT and test finisher by their data sheets, from a bus master's thread.
#include "tests/riscv/stimulus.h"
#include "tlm/memory_map.h"
#include "tlm/payload.h"
#include "tlm/peripherals/clint.h"
#include "tlm/peripherals/plic.h"
#include "tlm/peripherals/test_finisher.h"
#include "tlm/peripherals/uart.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>

namespace tessera::tlm {
namespace {

using Status = ::tlm::tlm_response_status;
constexpr Status kOk = ::tlm::TLM_OK_RESPONSE, kAddress = ::tlm::TLM_ADDRESS_ERROR_RESPONSE,
                 kBurst = ::tlm::TLM_BURST_ERROR_RESPONSE,
                 kCommand = ::tlm::TLM_COMMAND_ERROR_RESPONSE;

/// One bus master for the peripheral under test.
struct Master final : sc_core::sc_module {
  explicit Master(const sc_core::sc_module_name& name, MmioTarget& target) : sc_module(name) {
    socket.bind(target.socket);
  }
  Status read(std::uint64_t offset, unsigned bytes, std::uint64_t& value) {
    value = 0;
    return access(::tlm::TLM_READ_COMMAND, offset, bytes, value);
  }
  std::uint64_t get(std::uint64_t offset, unsigned bytes = 4) {
    std::uint64_t value = 0;
    EXPECT_EQ(read(offset, bytes, value), kOk) << offset;
    return value;
  }
  Status put(std::uint64_t offset, std::uint64_t value, unsigned bytes = 4) {
    return access(::tlm::TLM_WRITE_COMMAND, offset, bytes, value);
  }
  unsigned debug(::tlm::tlm_command command, std::uint64_t offset, unsigned bytes,
                 std::uint64_t& value) {
    prepare(payload, command, offset,
            {reinterpret_cast<std::uint8_t*>(&value), std::size_t{bytes}});
    return socket->transport_dbg(payload);
  }
  Status access(::tlm::tlm_command command, std::uint64_t offset, unsigned bytes,
                std::uint64_t& value) {
    prepare(payload, command, offset,
            {reinterpret_cast<std::uint8_t*>(&value), std::size_t{bytes}});
    socket->b_transport(payload, delay);
    return payload.get_response_status();
  }

  tlm_utils::simple_initiator_socket<Master, 32> socket{"socket"};
  ::tlm::tlm_generic_payload payload;
  sc_core::sc_time delay;
};

/// Runs a test's body as a thread beside the peripheral.
void simulate(const std::function<void()>& body) {
  bool done = false;
  const Stimulus stimulus("stimulus", [&] {
    body();
    done = true;
  });
  sc_core::sc_start();
  EXPECT_TRUE(done);
}

using Wire = sc_core::sc_signal<bool>;

TEST(Plic, highest_priority_first_then_lowest_number) {
  Plic plic("plic", 95);
  Master master("master", plic);
  Wire irq("irq"), three("three"), forty("forty"), last("last");
  plic.irq.bind(irq);
  plic.source(3).bind(three);
  plic.source(40).bind(forty);
  plic.source(95).bind(last);
  simulate([&] {
    for (const unsigned source : {3, 40, 95}) EXPECT_EQ(master.put(4 * source, 2), kOk);
    EXPECT_EQ(master.put(4 * 95, 3), kOk);
    EXPECT_EQ(master.put(0x2000, 1U << 3), kOk);
    EXPECT_EQ(master.put(0x2004, 1U << 8), kOk);
    EXPECT_EQ(master.put(0x2008, 1U << 31), kOk);
    three.write(true), forty.write(true), last.write(true);
    sc_core::wait(sc_core::SC_ZERO_TIME);
    sc_core::wait(sc_core::SC_ZERO_TIME);
    sc_core::wait(sc_core::SC_ZERO_TIME);
    EXPECT_TRUE(irq.read());
    EXPECT_EQ(master.get(0x1000), 1U << 3);
    EXPECT_EQ(master.get(0x1008), 1U << 31);
    EXPECT_EQ(master.get(0x20'0004), 95U);
    EXPECT_EQ(master.get(0x20'0004), 3U);
    EXPECT_TRUE(irq.read());
    EXPECT_EQ(master.get(0x20'0004), 40U);
    EXPECT_FALSE(irq.read());  // visible as soon as the claim is answered
    EXPECT_EQ(master.get(0x20'0004), 0U);
    EXPECT_EQ(master.get(0x1000), 0U);
    three.write(false);
    sc_core::wait(sc_core::SC_ZERO_TIME);
    EXPECT_EQ(master.put(0x20'0004, 3), kOk);
    EXPECT_FALSE(irq.read());
    EXPECT_EQ(master.put(0x20'0004, 40), kOk);  // its level is still high
    EXPECT_TRUE(irq.read());
  });
}

TEST(Plic, threshold_and_priority_zero_mask) {
  Plic plic("plic", 95);
  Master master("master", plic);
  Wire irq("irq"), one("one");
  plic.irq.bind(irq);
  plic.source(1).bind(one);
  simulate([&] {
    one.write(true);
    sc_core::wait(1, sc_core::SC_NS);
    EXPECT_EQ(master.put(0x2000, 0xffff'ffff), kOk);
    EXPECT_EQ(master.get(0x2000), 0xffff'fffeU);  // there is no source 0
    EXPECT_FALSE(irq.read());                     // priority 0
    EXPECT_EQ(master.put(4, 0xf5), kOk);
    EXPECT_EQ(master.get(4), 5U);
    EXPECT_TRUE(irq.read());
    EXPECT_EQ(master.put(0x20'0000, 5), kOk);
    EXPECT_FALSE(irq.read());
    EXPECT_EQ(master.put(0x20'0000, 4), kOk);
    EXPECT_TRUE(irq.read());
    EXPECT_EQ(master.put(0x20'0000, 7), kOk);
    EXPECT_EQ(master.get(0x20'0004), 1U);  // a claim does not look at the threshold
  });
}

TEST(Plic, a_pulse_stays_pending_and_disabled_completions_are_ignored) {
  Plic plic("plic", 31);
  Master master("master", plic);
  Wire one("one");
  plic.source(1).bind(one);  // irq stays unbound
  simulate([&] {
    EXPECT_EQ(master.put(4, 1), kOk);
    one.write(true);
    sc_core::wait(1, sc_core::SC_NS);
    one.write(false);
    sc_core::wait(1, sc_core::SC_NS);
    EXPECT_EQ(master.get(0x1000), 2U);
    EXPECT_EQ(master.get(0x20'0004), 0U);  // not enabled
    EXPECT_EQ(master.put(0x2000, 2), kOk);
    EXPECT_EQ(master.get(0x20'0004), 1U);
    EXPECT_EQ(master.put(0x2000, 0), kOk);
    EXPECT_EQ(master.put(0x20'0004, 1), kOk);  // ignored: still in service
    one.write(true);
    sc_core::wait(1, sc_core::SC_NS);
    EXPECT_EQ(master.get(0x1000), 0U);
    EXPECT_EQ(master.put(0x2000, 2), kOk);
    EXPECT_EQ(master.put(0x20'0004, 1), kOk);
    EXPECT_EQ(master.get(0x1000), 2U);
  });
}

TEST(Plic, places_that_do_not_exist_are_errors) {
  Plic plic("plic", 31);
  Master master("master", plic);
  simulate([&] {
    std::uint64_t value = 0;
    EXPECT_EQ(master.read(4 * 32, 4, value), kAddress);
    EXPECT_EQ(master.read(0x1004, 4, value), kAddress);
    EXPECT_EQ(master.put(0x2080, 1), kAddress);     // context 1
    EXPECT_EQ(master.put(0x20'1000, 1), kAddress);  // context 1
    EXPECT_EQ(master.put(0x1000, 1), kCommand);     // pending bits
    EXPECT_EQ(master.read(4, 1, value), kBurst);
    EXPECT_EQ(master.read(0, 8, value), kBurst);
    EXPECT_EQ(master.read(0x60'0000, 4, value), kAddress);
  });
}

TEST(Clint, timer_rises_at_its_time_and_falls_with_the_next) {
  Clint clint("clint", 10'000'000);
  Master master("master", clint);
  Wire timer("timer"), software("software");
  clint.timer.bind(timer);
  clint.software.bind(software);
  simulate([&] {
    EXPECT_EQ(master.get(0x4000, 8), ~std::uint64_t{0});
    EXPECT_EQ(master.put(0x4000, 30, 8), kOk);
    EXPECT_FALSE(timer.read());
    sc_core::wait(timer.posedge_event());
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(3, sc_core::SC_US));
    EXPECT_EQ(master.get(0xbff8), 30U);
    // As 32-bit software does: upper half all ones first.
    EXPECT_EQ(master.put(0x4004, 0xffff'ffff), kOk);
    EXPECT_FALSE(timer.read());
    EXPECT_EQ(master.put(0x4000, 50), kOk);
    EXPECT_EQ(master.put(0x4004, 0), kOk);
    EXPECT_FALSE(timer.read());
    sc_core::wait(timer.posedge_event());
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(5, sc_core::SC_US));
    EXPECT_EQ(master.put(0xbff8, 10, 8), kOk);  // mtime set back
    EXPECT_FALSE(timer.read());
    sc_core::wait(timer.posedge_event());
    EXPECT_EQ(master.get(0xbff8, 8), 50U);
  });
}

TEST(Clint, mtime_counts_the_masters_own_time) {
  Clint clint("clint", 10'000'000);
  Master master("master", clint);
  simulate([&] {
    master.delay = sc_core::sc_time(990, sc_core::SC_NS);
    EXPECT_EQ(master.get(0xbff8), 10U);  // 990 ns and the access
    EXPECT_EQ(master.delay, sc_core::sc_time(1010, sc_core::SC_NS));
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);  // did not synchronise
  });
}

TEST(Clint, software_interrupt_is_bit_0_and_far_timers_cost_nothing) {
  Clint clint("clint", 10'000'000);
  Master master("master", clint);
  Wire software("software");
  clint.software.bind(software);
  simulate([&] {
    EXPECT_EQ(master.put(0, 0xffff'ffff), kOk);
    EXPECT_TRUE(software.read());
    EXPECT_EQ(master.get(0), 1U);
    EXPECT_EQ(master.put(0, 2), kOk);
    EXPECT_FALSE(software.read());
    EXPECT_EQ(master.put(0x4000, ~std::uint64_t{0} - 1, 8), kOk);
    EXPECT_EQ(master.put(4, 0), kAddress);
    EXPECT_EQ(master.put(0x4000, 0, 2), kAddress);
  });
  EXPECT_LT(sc_core::sc_time_stamp(), sc_core::sc_time(1, sc_core::SC_US));
}

TEST(Uart, prints_receives_and_interrupts) {
  std::string output;
  Uart uart("uart", [&](std::uint8_t byte) { output += static_cast<char>(byte); });
  Master master("master", uart);
  Wire irq("irq");
  uart.irq.bind(irq);
  simulate([&] {
    EXPECT_EQ(master.get(5, 1), 0x60U);  // transmitter empty
    EXPECT_EQ(master.put(0, 'A', 1), kOk);
    EXPECT_EQ(master.put(2, 0x07, 1), kOk);
    EXPECT_EQ(master.get(2, 1), 0xc1U);  // FIFOs on, no interrupt
    uart.receive('x');
    uart.receive('y');
    EXPECT_FALSE(irq.read());
    EXPECT_EQ(master.put(1, 0x01, 1), kOk);
    EXPECT_TRUE(irq.read());
    EXPECT_EQ(master.get(2, 1), 0xc4U);
    EXPECT_EQ(master.get(5, 1), 0x61U);
    EXPECT_EQ(master.get(0, 1), 'x');
    EXPECT_TRUE(irq.read());
    EXPECT_EQ(master.get(0, 1), 'y');
    EXPECT_FALSE(irq.read());
    EXPECT_EQ(master.get(5, 1), 0x60U);
    EXPECT_EQ(master.put(1, 0x02, 1), kOk);  // transmitter empty: at once, until identified
    EXPECT_TRUE(irq.read());
    EXPECT_EQ(master.get(2, 1), 0xc2U);
    EXPECT_FALSE(irq.read());
    EXPECT_EQ(master.put(0, 'B', 1), kOk);
    EXPECT_TRUE(irq.read());
  });
  EXPECT_EQ(output, "AB");
}

TEST(Uart, divisor_latch_hides_the_data_registers) {
  std::string output;
  Uart uart("uart", [&](std::uint8_t byte) { output += static_cast<char>(byte); });
  Master master("master", uart);
  simulate([&] {
    EXPECT_EQ(master.put(3, 0x83, 1), kOk);
    EXPECT_EQ(master.put(0, 0x34, 1), kOk);
    EXPECT_EQ(master.put(1, 0x12, 1), kOk);
    EXPECT_EQ(master.get(0, 1), 0x34U);
    EXPECT_EQ(master.get(1, 1), 0x12U);
    EXPECT_EQ(master.put(3, 0x03, 1), kOk);
    EXPECT_EQ(master.get(1, 1), 0U);
    EXPECT_EQ(master.put(7, 0xa5, 1), kOk);
    EXPECT_EQ(master.get(7, 1), 0xa5U);
    std::uint64_t value = 0;
    EXPECT_EQ(master.read(0, 4, value), kBurst);
    EXPECT_EQ(master.read(8, 1, value), kAddress);
  });
  EXPECT_EQ(output, "");
}

TEST(Finisher, tells_its_verdict_at_the_masters_time) {
  TestFinisher finisher("finisher");
  Master master("master", finisher);
  std::vector<TestFinisher::Verdict> verdicts;
  finisher.on_finish([&](const TestFinisher::Verdict& verdict) { verdicts.push_back(verdict); });
  sc_core::sc_report_handler::set_actions("/tessera/finisher", sc_core::SC_DO_NOTHING);
  simulate([&] {
    master.delay = sc_core::sc_time(80, sc_core::SC_NS);
    EXPECT_EQ(master.put(0, 7U << 16 | 0x3333), kOk);
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(100, sc_core::SC_NS));
    EXPECT_EQ(master.put(0, 0x5555, 2), kOk);
    EXPECT_EQ(master.put(0, 0x7777), kOk);
    EXPECT_EQ(master.put(0, 0x1234), ::tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_EQ(master.put(4, 0x5555), kAddress);
    EXPECT_EQ(master.put(0, 0x55, 1), kBurst);
  });
  ASSERT_EQ(verdicts.size(), 3U);
  EXPECT_EQ(verdicts[0].kind, TestFinisher::Kind::kFail);
  EXPECT_EQ(verdicts[0].code, 7U);
  EXPECT_EQ(verdicts[1].kind, TestFinisher::Kind::kPass);
  EXPECT_EQ(verdicts[2].kind, TestFinisher::Kind::kReset);
}

TEST(Peripherals, ill_formed_payloads_get_errors_and_debug_has_no_effect) {
  Uart uart("uart", {});
  Master master("master", uart);
  simulate([&] {
    uart.receive('z');
    std::uint64_t value = 0;
    EXPECT_EQ(master.debug(::tlm::TLM_READ_COMMAND, 0, 1, value), 1U);
    EXPECT_EQ(value, 'z');
    EXPECT_EQ(master.debug(::tlm::TLM_WRITE_COMMAND, 0, 1, value), 0U);
    EXPECT_EQ(master.debug(::tlm::TLM_READ_COMMAND, 0x1000, 1, value), 0U);
    EXPECT_EQ(master.get(0, 1), 'z');  // still there

    std::array<std::uint8_t, 4> data{};
    std::array<std::uint8_t, 2> enables = {0xff, 0};
    const auto send = [&](const std::function<void(::tlm::tlm_generic_payload&)>& change) {
      ::tlm::tlm_generic_payload payload;
      prepare(payload, ::tlm::TLM_WRITE_COMMAND, 0, data);
      change(payload);
      master.socket->b_transport(payload, master.delay);
      return payload.get_response_status();
    };
    EXPECT_EQ(send([](auto& p) { p.set_data_ptr(nullptr); }), ::tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_EQ(send([](auto& p) { p.set_data_length(0); }), kBurst);
    EXPECT_EQ(send([](auto& p) { p.set_data_length(3); }), kBurst);
    EXPECT_EQ(send([](auto& p) { p.set_streaming_width(2); }), kBurst);
    EXPECT_EQ(send([](auto& p) { p.set_address(2); }), kBurst);  // misaligned
    EXPECT_EQ(send([](auto& p) { p.set_address(0xfe); }), kAddress);
    EXPECT_EQ(send([](auto& p) { p.set_address(~std::uint64_t{0}); }), kAddress);
    EXPECT_EQ(send([](auto& p) { p.set_command(::tlm::TLM_IGNORE_COMMAND); }), kOk);
    EXPECT_EQ(send([&](auto& p) {
                p.set_byte_enable_ptr(enables.data());
                p.set_byte_enable_length(2);
              }),
              ::tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    ::tlm::tlm_dmi dmi;
    EXPECT_FALSE(master.socket->get_direct_mem_ptr(master.payload, dmi));
    EXPECT_EQ(dmi.get_start_address(), 0U);
    EXPECT_EQ(dmi.get_end_address(), 0xffU);
  });
}

}  // namespace
}  // namespace tessera::tlm
