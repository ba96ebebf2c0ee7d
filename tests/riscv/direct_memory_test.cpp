// SPDX-License-Identifier: Apache-2.0
// DMI of the core: tiny grants, and grants taken back at any time (rules D-01 to D-03).
#include "tests/riscv/assembler.h"
#include "tlm/control_core.h"
#include "tlm/direct_memory_map.h"
#include "tlm/payload.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

namespace tessera::tlm {
namespace {

using namespace riscv::rv;

/// Memory in two copies, of which one is in use. Every so many transactions it moves to the other,
/// takes all pointers back and spoils the copy it left, so that a stale pointer shows.
class MovingMemory final : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<MovingMemory, 32> socket{"socket"};

  MovingMemory(const sc_core::sc_module_name& name, std::uint64_t grant_bytes)
      : sc_module(name), grant_(grant_bytes) {
    socket.register_b_transport(this, &MovingMemory::b_transport);
    socket.register_get_direct_mem_ptr(this, &MovingMemory::get_direct_mem_ptr);
    SC_HAS_PROCESS(MovingMemory);
    SC_THREAD(move_now_and_then);
  }

  std::vector<std::uint8_t>& bytes() { return copies_[used_]; }
  unsigned moves = 0;
  unsigned grants = 0;
  unsigned transactions = 0;

 private:
  static constexpr std::uint64_t kBase = 0x8000'0000;

  void b_transport(::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    ++transactions;
    const std::uint64_t at = payload.get_address() - kBase;
    if (at + payload.get_data_length() > bytes().size()) {
      payload.set_response_status(::tlm::TLM_ADDRESS_ERROR_RESPONSE);
      return;
    }
    if (transactions % 7 == 0) move();  // in the middle of a transaction
    delay += sc_core::sc_time(1, sc_core::SC_NS);
    const auto data = data_of(payload);
    if (payload.is_read()) std::memcpy(data.data(), &bytes()[at], data.size());
    if (payload.is_write()) std::memcpy(&bytes()[at], data.data(), data.size());
    payload.set_dmi_allowed(true);
    payload.set_response_status(::tlm::TLM_OK_RESPONSE);
  }

  bool get_direct_mem_ptr(::tlm::tlm_generic_payload& payload, ::tlm::tlm_dmi& dmi) {
    ++grants;
    const std::uint64_t at = (payload.get_address() - kBase) / grant_ * grant_;
    dmi.init();
    dmi.set_dmi_ptr(&bytes()[at]);
    dmi.set_start_address(kBase + at);
    dmi.set_end_address(kBase + at + grant_ - 1);
    dmi.set_read_latency(sc_core::sc_time(1, sc_core::SC_NS));
    dmi.set_write_latency(sc_core::sc_time(1, sc_core::SC_NS));
    dmi.allow_read_write();
    return true;
  }

  void move() {
    ++moves;
    auto& old = copies_[used_];
    used_ = 1 - used_;
    copies_[used_] = old;
    std::ranges::fill(old, std::uint8_t{0xee});
    socket->invalidate_direct_mem_ptr(0, ~std::uint64_t{0});
  }

  void move_now_and_then() {
    for (unsigned i = 0; i < 20; ++i) {
      wait(sc_core::sc_time(333, sc_core::SC_NS));
      move();
    }
  }

  std::uint64_t grant_;
  std::array<std::vector<std::uint8_t>, 2> copies_{std::vector<std::uint8_t>(0x10000),
                                                   std::vector<std::uint8_t>(0x10000)};
  unsigned used_ = 0;
};

class DirectMemory : public testing::TestWithParam<std::uint64_t> {};

TEST_P(DirectMemory, a_grant_taken_back_is_never_used_again) {
  MovingMemory memory("memory", GetParam());
  ControlCore core("core", {.clock_mhz = 1000, .quantum = sc_core::sc_time(200, sc_core::SC_NS)});
  core.bus.bind(memory.socket);  // no interrupt, no reset: all stay unbound
  // Counts to 2000 in memory, in two places of different pages.
  std::vector<Word> program = li(a1, 0x8000'8000);
  for (const Word each : li(a3, 2000)) program.push_back(each);
  for (const Word each :
       {lw(a0, 0, a1), addi(a0, a0, 1), sw(a0, 0, a1), sw(a0, -4, a1), bne(a0, a3, -16), wfi()}) {
    program.push_back(each);
  }
  std::memcpy(memory.bytes().data(), program.data(), 4 * program.size());
  sc_core::sc_start();
  EXPECT_TRUE(core.is_waiting());
  EXPECT_GE(memory.moves, 20U);
  EXPECT_GT(memory.grants, 0U);
  std::uint32_t count = 0;
  std::memcpy(&count, &memory.bytes()[0x8000], 4);
  EXPECT_EQ(count, 2000U);
  std::memcpy(&count, &memory.bytes()[0x7ffc], 4);
  EXPECT_EQ(count, 2000U);
  EXPECT_EQ(core.instructions_retired(), 4U + 2000 * 5 + 1);
}

// A page, several pages, and less than a page: the last is used without the hart's page table.
INSTANTIATE_TEST_SUITE_P(Grants, DirectMemory, testing::Values(4096, 16384, 64));

::tlm::tlm_dmi grant(std::uint64_t first, std::uint64_t last) {
  ::tlm::tlm_dmi dmi;
  dmi.set_start_address(first);
  dmi.set_end_address(last);
  dmi.allow_read();
  return dmi;
}

TEST(DirectMemoryMap, finds_ranges_that_hold_all_bytes) {
  DirectMemoryMap map;
  map.add(grant(0x2000, 0x2fff));
  map.add(grant(0x1000, 0x1fff));
  EXPECT_EQ(map.find(0xfff, 1), nullptr);
  ASSERT_NE(map.find(0x1000, 0x1000), nullptr);
  EXPECT_EQ(map.find(0x1ffe, 4), nullptr);  // across two grants
  EXPECT_EQ(map.find(0x2ffc, 4)->first, 0x2000U);
  EXPECT_EQ(map.find(0x3000, 1), nullptr);
  EXPECT_EQ(map.find(0x1000, 0), nullptr);
}

TEST(DirectMemoryMap, invalidation_drops_what_overlaps) {
  DirectMemoryMap map;
  map.add(grant(0x1000, 0x1fff));
  map.add(grant(0x2000, 0x2fff));
  map.add(grant(0x3000, 0x3fff));
  map.invalidate(0x1fff, 0x2000);
  EXPECT_EQ(map.size(), 1U);
  map.add(grant(0x3800, 0x5fff));  // replaces what it overlaps
  EXPECT_EQ(map.size(), 1U);
  EXPECT_EQ(map.find(0x3000, 1), nullptr);
  map.invalidate(0, ~std::uint64_t{0});
  EXPECT_EQ(map.size(), 0U);
}

}  // namespace
}  // namespace tessera::tlm
