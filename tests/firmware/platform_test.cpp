// SPDX-License-Identifier: Apache-2.0
// Both builds of the firmware on the platform: boot, inference, faults, watchdog, reset.
#include "firmware/driver/tpu_bits.h"
#include "firmware/driver/tpu_service.h"
#include "tests/firmware/firmware_platform.h"
#include "tests/support/device_bench.h"

#include <gmock/gmock.h>

namespace tessera::test {
namespace {

using sim::FirmwareKind;
using sim::MailboxClient;
using testing::HasSubstr;

class FirmwareOnPlatform : public testing::TestWithParam<FirmwareKind> {
 protected:
  void SetUp() override { TESSERA_NEEDS_RISCV_FIRMWARE(GetParam()); }
  WarningLog warnings_;
};

INSTANTIATE_TEST_SUITE_P(Builds, FirmwareOnPlatform,
                         testing::Values(FirmwareKind::kNative, FirmwareKind::kRiscv),
                         [](const auto& each) {
                           return std::string(sim::firmware_name(each.param));
                         });

TEST_P(FirmwareOnPlatform, boots_prints_its_banner_and_answers_a_query) {
  FirmwarePlatform bench(GetParam());
  bench.platform.run([&](MailboxClient& client) {
    const auto reply = client.call(TPU_COMMAND_QUERY);
    EXPECT_EQ(reply.status, TPU_OK);
    EXPECT_EQ(reply.value[0], 1U);  // version
    EXPECT_EQ(reply.value[1], 0U);  // not open
    EXPECT_EQ(client.word(TPU_MAILBOX_WORD_BOOTS), 1U);
  });
  ASSERT_EQ(bench.platform.messages().size(), 1U);
  EXPECT_THAT(bench.platform.messages()[0], HasSubstr("tessera firmware"));
  EXPECT_EQ(bench.platform.firmware().instructions() > 0, GetParam() == FirmwareKind::kRiscv);
}

TEST_P(FirmwareOnPlatform, runs_inferences_and_counts_them) {
  FirmwarePlatform bench(GetParam());
  bench.platform.run([&](MailboxClient& client) {
    ASSERT_EQ(bench.open(client), TPU_OK);
    ASSERT_EQ(bench.load(client), TPU_OK);
    for (const std::uint8_t first : {3, 77, 200}) {
      bench.expect_copies(client, first);
      ASSERT_EQ(client.call(TPU_COMMAND_RESET).status, TPU_OK);  // it leaves its counters behind
    }
    const auto query = client.call(TPU_COMMAND_QUERY);
    EXPECT_EQ(query.value[6], 3U);
    const auto counters = client.call(TPU_COMMAND_COUNTERS);
    EXPECT_EQ(counters.status, TPU_OK);
    EXPECT_GT(counters.value64(0), 0U);  // bytes read by the device
    EXPECT_EQ(counters.value64(2), 3U);  // completion interrupts
  });
  EXPECT_EQ(bench.platform.spans().size(), 3U);
  EXPECT_EQ(bench.platform.service().records().size(), 6U);
  EXPECT_EQ(warnings_.count(), 0U);
}

TEST_P(FirmwareOnPlatform, watchdog_resets_the_device_and_the_next_run_works) {
  // Two completion interrupts are awaited, the program raises one.
  FirmwarePlatform bench(GetParam(), [](workloads::Program& program) {
    program.parts[0].execution.dma_hints.push_back({workloads::InterruptHint{0}});
  });
  bench.platform.run([&](MailboxClient& client) {
    ASSERT_EQ(bench.open(client), TPU_OK);
    ASSERT_EQ(bench.load(client), TPU_OK);
    const sc_core::sc_time before = sc_core::sc_time_stamp();
    const auto reply = client.call(TPU_COMMAND_RUN);
    EXPECT_EQ(reply.status, TPU_TIMEOUT);
    EXPECT_EQ(reply.value[0], 1U);
    const sc_core::sc_time took = sc_core::sc_time_stamp() - before;
    EXPECT_GE(took, sc_core::sc_time(FirmwarePlatform::kWatchdogUs, sc_core::SC_US));
    EXPECT_LT(took, sc_core::sc_time(3 * FirmwarePlatform::kWatchdogUs, sc_core::SC_US));
    EXPECT_EQ(client.call(TPU_COMMAND_QUERY).value[5], 1U);  // resets
    ASSERT_EQ(client.call(TPU_COMMAND_UNLOAD).status, TPU_OK);
    bench.program.parts[0].execution.dma_hints.pop_back();
    ASSERT_EQ(bench.load(client), TPU_OK);
    bench.expect_copies(client, 9);
  });
  EXPECT_THAT(bench.platform.messages().back(), HasSubstr("watchdog"));
}

TEST_P(FirmwareOnPlatform, page_fault_is_reported_and_recovered_from) {
  // The first transfer's address is not relocated but names a page that nobody mapped.
  constexpr std::uint32_t kStray = 0x017f'f000;
  FirmwarePlatform bench(GetParam());
  const workloads::Program good = bench.program;
  auto& bitstream = bench.program.parts[0].execution.bitstreams[0];
  ASSERT_EQ(bitstream.relocations[0].half, workloads::AddressHalf::kLower);
  ASSERT_TRUE(tpu_patch_bits32(bitstream.bytes.data(), bitstream.bytes.size(),
                               bitstream.relocations[0].bit_offset, kStray));
  bitstream.relocations.erase(bitstream.relocations.begin());
  bench.platform.run([&](MailboxClient& client) {
    ASSERT_EQ(bench.open(client), TPU_OK);
    ASSERT_EQ(bench.load(client), TPU_OK);
    EXPECT_EQ(client.call(TPU_COMMAND_RUN).status, TPU_FAULT);
    EXPECT_EQ(client.fault().fault, TPU_FAULT_INBOUND_PAGE);
    EXPECT_EQ(client.fault().page_fault_address, kStray);
    ASSERT_EQ(client.call(TPU_COMMAND_UNLOAD).status, TPU_OK);
    bench.program = good;
    ASSERT_EQ(bench.load(client), TPU_OK);
    bench.expect_copies(client, 50);
  });
  EXPECT_THAT(bench.platform.messages().back(), HasSubstr("page fault"));
}

TEST_P(FirmwareOnPlatform, missing_steps_of_the_service_are_reported) {
  FirmwarePlatform bench(GetParam());
  bench.platform.service().offer(nullptr);
  bench.platform.run([&](MailboxClient& client) {
    ASSERT_EQ(bench.open(client), TPU_OK);
    ASSERT_EQ(bench.load(client), TPU_OK);
    const auto reply = client.call(TPU_COMMAND_RUN);
    EXPECT_EQ(reply.status, TPU_SERVICE_ERROR);
    EXPECT_EQ(reply.value[6], TPU_SERVICE_ERROR_STEP);
  });
  EXPECT_EQ(warnings_.count(), 1U);
}

TEST_P(FirmwareOnPlatform, hostile_requests_are_refused_and_it_still_works) {
  FirmwarePlatform bench(GetParam());
  bench.platform.run([&](MailboxClient& client) {
    EXPECT_EQ(client.call(static_cast<tpu_command>(99)).status, TPU_BAD_COMMAND);
    EXPECT_EQ(client.call(TPU_COMMAND_RUN).status, TPU_BAD_STATE);
    for (const std::uint32_t place :
         {0x0U, 0x0600'0000U, 0x8000'0000U, 0x8020'0000U, 0xbfff'f000U, 0xffff'f000U})
      EXPECT_EQ(client.call(TPU_COMMAND_OPEN, {place, 0, 0x0100'0000, 0, 1000, 0, 8}).status,
                TPU_BAD_ARGUMENT)
          << std::hex << place;
    ASSERT_EQ(bench.open(client), TPU_OK);
    EXPECT_EQ(client.call(TPU_COMMAND_LOAD, {0x8000'0000, 0, 4096}).status, TPU_BAD_ARGUMENT);
    EXPECT_EQ(client.call(TPU_COMMAND_LOAD, {0x9000'0000, 0, 4096}).status, TPU_BAD_IMAGE);
    ASSERT_EQ(bench.load(client), TPU_OK);
    bench.expect_copies(client, 1);
  });
}

class RiscvFirmwareOnly : public testing::Test {
 protected:
  void SetUp() override { TESSERA_NEEDS_RISCV_FIRMWARE(FirmwareKind::kRiscv); }
};

TEST_F(RiscvFirmwareOnly, reset_of_the_core_starts_over_and_works_again) {
  FirmwarePlatform bench(FirmwareKind::kRiscv);
  auto& core = dynamic_cast<sim::RiscvFirmware&>(bench.platform.firmware());
  bench.platform.run([&](MailboxClient& client) {
    ASSERT_EQ(bench.open(client), TPU_OK);
    ASSERT_EQ(bench.load(client), TPU_OK);
    bench.expect_copies(client, 5);
    core.reset.write(true);
    sc_core::wait(1, sc_core::SC_US);
    client.set_word(TPU_MAILBOX_WORD_MAGIC, 0);
    core.reset.write(false);
    client.wait_ready();
    EXPECT_EQ(client.word(TPU_MAILBOX_WORD_BOOTS), 2U);
    EXPECT_EQ(client.call(TPU_COMMAND_QUERY).value[1], 0U);  // knows of no open device
    ASSERT_EQ(bench.open(client), TPU_OK);
    ASSERT_EQ(bench.load(client), TPU_OK);
    bench.expect_copies(client, 6);
  });
}

TEST_F(RiscvFirmwareOnly, reset_in_the_middle_of_an_inference_is_survived) {
  FirmwarePlatform bench(FirmwareKind::kRiscv);
  auto& core = dynamic_cast<sim::RiscvFirmware&>(bench.platform.firmware());
  bench.platform.run([&](MailboxClient& client) {
    for (const double after_us : {1.0, 4.0, 8.0, 12.0, 20.0}) {
      ASSERT_EQ(bench.open(client), TPU_OK);
      ASSERT_EQ(bench.load(client), TPU_OK);
      client.set_patience(sc_core::sc_time(after_us, sc_core::SC_US));
      EXPECT_THROW((void)client.call(TPU_COMMAND_RUN), sim::FirmwareFailure) << after_us;
      core.reset.write(true);
      sc_core::wait(1, sc_core::SC_US);
      client.set_word(TPU_MAILBOX_WORD_MAGIC, 0);
      core.reset.write(false);
      client.set_patience(sc_core::sc_time(1, sc_core::SC_SEC));
      client.wait_ready();
    }
    ASSERT_EQ(bench.open(client), TPU_OK);
    ASSERT_EQ(bench.load(client), TPU_OK);
    bench.expect_copies(client, 60);
  });
}

TEST_F(RiscvFirmwareOnly, crash_of_the_firmware_reaches_the_host) {
  FirmwarePlatform bench(FirmwareKind::kRiscv);
  // An illegal instruction where the doorbell's handling continues would need its address; the
  // entry is known, so let the core start over on zeros.
  auto& core = dynamic_cast<sim::RiscvFirmware&>(bench.platform.firmware());
  bench.platform.run([&](MailboxClient& client) {
    const std::uint32_t pc = core.core.pc();  // asleep in rv32_wait_software
    const std::uint8_t illegal[16] = {};
    ASSERT_TRUE(bench.platform.memory().poke(pc, illegal));
    try {
      (void)client.call(TPU_COMMAND_QUERY);
      ADD_FAILURE() << "answers";
    } catch (const sim::FirmwareFailure& failure) {
      EXPECT_THAT(failure.what(), HasSubstr("mcause 2"));
    }
  });
  EXPECT_THAT(bench.platform.messages().back(), HasSubstr("crashed: cause 2"));
}

TEST_F(RiscvFirmwareOnly, stop_halts_the_core) {
  FirmwarePlatform bench(FirmwareKind::kRiscv);
  auto& core = dynamic_cast<sim::RiscvFirmware&>(bench.platform.firmware());
  bench.platform.run([&](MailboxClient& client) {
    ASSERT_EQ(bench.open(client), TPU_OK);
    EXPECT_EQ(client.call(TPU_COMMAND_STOP).status, TPU_OK);
    sc_core::wait(100, sc_core::SC_US);
    EXPECT_TRUE(core.core.is_halted());
    EXPECT_EQ(client.word(TPU_MAILBOX_WORD_STATE), TPU_MAILBOX_STOPPED);
  });
}

}  // namespace
}  // namespace tessera::test
