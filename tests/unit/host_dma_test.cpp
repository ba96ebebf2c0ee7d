// SPDX-License-Identifier: Apache-2.0
// Host DMA: bursts, the order between reads, outputs and interrupts, failing transfers.
#include "tests/support/accelerator_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using spec::Opcode;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Done = AcceleratorBench::Done;
using Event = FakeHost::Event;
using Kind = FakeHost::Kind;

// A transfer begins 14 cycles after the start of its nine bundles, and they take one cycle more;
// the program's first command begins at 1. Bursts have 64 bytes and take 10 cycles.

/// One row of tile 0 to the host: it arrives at the outfeed at 29, and is out of it by 61.
Program output_of_a_row() {
  spec::RingProducer send;
  send.tiles = 1;
  send.wide = ttu(0, {});
  send.destinations = 0b1'0000;
  spec::Outfeed out;
  out.to_host = 1;
  out.staging = ttu(0, {{1, 32}});
  Program program;
  return program.add(Opcode::kRingProducer, send).add(Opcode::kOutfeed, out);
}

TEST(HostDma, reads_in_bursts_and_counts_bytes) {
  AcceleratorBench bench;
  ASSERT_TRUE(bench.execute(Program().host_transfer(1, 0x100, 130).halt()));
  EXPECT_THAT(bench.host.events,
              ElementsAre(Event{Kind::kRead, 0x100, 64, 24}, Event{Kind::kRead, 0x140, 64, 34},
                          Event{Kind::kRead, 0x180, 2, 44}));
  EXPECT_EQ(bench.accelerator.dma().read_bytes(), 130U);
  EXPECT_TRUE(bench.accelerator.dma().idle());
}

TEST(HostDma, inputs_go_one_after_the_other) {
  AcceleratorBench bench;
  Program program;
  program.host_transfer(1, 0x100, 128).host_transfer(1, 0x800, 64).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.host.cycles(Kind::kRead), ElementsAre(24, 34, 44));
  EXPECT_EQ(bench.host.events.back().address, 0x800U);
}

TEST(HostDma, inputs_and_parameters_are_read_at_the_same_time) {
  AcceleratorBench bench;
  Program program;
  program.host_transfer(1, 0x100, 192).host_transfer(2, 0x800, 64).halt();
  ASSERT_TRUE(bench.execute(program));
  // The second is issued at 28, during the first one's second burst.
  EXPECT_THAT(bench.host.cycles(Kind::kRead), ElementsAre(24, 34, 38, 44));
}

TEST(HostDma, interrupt_comes_behind_the_outputs_issued_before_it) {
  AcceleratorBench bench;
  Program program = output_of_a_row();
  program.host_transfer(3, 0x400, 256).host_transfer(4).halt();
  ASSERT_TRUE(bench.execute(program));
  ASSERT_THAT(bench.host.cycles(Kind::kWrite), SizeIs(4));
  EXPECT_THAT(bench.host.cycles(Kind::kInterrupt),
              ElementsAre(bench.host.cycles(Kind::kWrite).back()));
  EXPECT_EQ(bench.host.events.back().kind, Kind::kInterrupt);
  EXPECT_EQ(bench.accelerator.dma().written_bytes(), 256U);
}

TEST(HostDma, interrupt_does_not_wait_for_inputs) {
  AcceleratorBench bench;
  Program program;
  program.host_transfer(1, 0, 640).host_transfer(5).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.host.cycles(Kind::kInterrupt), ElementsAre(28));  // 14 + 14
}

TEST(HostDma, read_does_not_overtake_output_that_has_left_the_outfeed) {
  AcceleratorBench bench;
  Program program = output_of_a_row();
  program.host_transfer(3, 0x400, 256);  // issued at 18, no byte there yet
  for (int i = 0; i < 50; ++i) program.set(1, 0);
  program.host_transfer(1, 0x400, 64).halt();  // issued at 82, output under way since 61
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.host.cycles(Kind::kWrite), ElementsAre(71, 81, 91, 101));
  EXPECT_THAT(bench.host.cycles(Kind::kRead), ElementsAre(111));
}

TEST(HostDma, read_does_not_wait_for_output_that_has_not_left) {
  AcceleratorBench bench;
  Program program;
  program.host_transfer(3, 0x400, 64).host_transfer(1, 0, 64).halt();
  bench.load(program);
  bench.run();
  EXPECT_THAT(bench.host.events, ElementsAre(Event{Kind::kRead, 0, 64, 38}));
}

TEST(HostDma, full_stream_holds_up_the_reads) {
  AcceleratorBench bench;
  bench.load(Program().host_transfer(1, 0, 10000).halt());
  bench.run();
  EXPECT_THAT(bench.host.events, SizeIs(128));  // 8192 bytes
  EXPECT_THAT(bench.accelerator.stall_report(),
              HasSubstr("host_dma: input: 8192 of 10000 bytes at 0x0 (tag 1)"));
}

TEST(HostDma, output_without_data_holds_back_its_interrupt) {
  AcceleratorBench bench;
  Program program;
  program.host_transfer(3, 0x400, 64).host_transfer(4).halt();
  ASSERT_TRUE(bench.execute(program));  // the scalar core does not wait for the host
  EXPECT_THAT(bench.host.events, IsEmpty());
  EXPECT_THAT(bench.accelerator.stall_report(), HasSubstr("output: 0 of 64 bytes"));
}

TEST(HostDma, empty_transfers_are_done_at_once) {
  AcceleratorBench bench;
  Program program;
  program.host_transfer(3, 0x400, 0).host_transfer(1, 0, 0).host_transfer(4).halt();
  ASSERT_TRUE(bench.execute(program));
  EXPECT_THAT(bench.host.events, ElementsAre(Event{Kind::kInterrupt, 0, 0, 42}));
  EXPECT_TRUE(bench.accelerator.dma().idle());
}

struct BadTransfer {
  const char* what;
  hw::HostStatus failure;
  std::uint32_t tag;
  const char* message;

  friend std::ostream& operator<<(std::ostream& out, const BadTransfer& each) {
    return out << each.what;
  }
};

class HostDmaFault : public testing::TestWithParam<BadTransfer> {};

TEST_P(HostDmaFault, stops_the_accelerator) {
  AcceleratorBench bench;
  bench.host.failure = GetParam().failure;
  bench.host.mapped_bytes = 0x180;
  Program program = output_of_a_row();
  program.host_transfer(GetParam().tag, 0x100, 256).host_transfer(4).halt();
  bench.load(program);
  bench.run();
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  EXPECT_EQ(bench.host.faults[0],
            "accelerator.host_dma: host transfer of 256 bytes at 0x100, tag " +
                std::to_string(GetParam().tag) + ": " + GetParam().message);
  EXPECT_TRUE(bench.accelerator.faulted());
  EXPECT_EQ(bench.accelerator.run_state(), hw::RunControl::kHalt);
  // Two bursts are mapped; nothing follows the third.
  std::vector<std::uint64_t> addresses;
  for (const Event& event : bench.host.events)
    if (event.kind != Kind::kInterrupt) addresses.push_back(event.address);
  EXPECT_THAT(addresses, ElementsAre(0x100, 0x140, 0x180));
}

INSTANTIATE_TEST_SUITE_P(
    , HostDmaFault,
    testing::Values(
        BadTransfer{"page_fault_of_input", hw::HostStatus::kPageFault, 1, "page fault"},
        BadTransfer{"page_fault_of_parameters", hw::HostStatus::kPageFault, 2, "page fault"},
        BadTransfer{"page_fault_of_output", hw::HostStatus::kPageFault, 3, "page fault"},
        BadTransfer{"bus_error", hw::HostStatus::kBusError, 1, "bus error"}),
    [](const auto& test) { return std::string(test.param.what); });

TEST(HostDma, failed_output_is_not_followed_by_its_interrupt) {
  AcceleratorBench bench;
  bench.host.mapped_bytes = 0;
  Program program = output_of_a_row();
  bench.load(program.host_transfer(3, 0, 256).host_transfer(4).halt());
  bench.run();
  EXPECT_THAT(bench.host.cycles(Kind::kInterrupt), IsEmpty());
}

}  // namespace
}  // namespace tessera::test
