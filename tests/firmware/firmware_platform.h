// SPDX-License-Identifier: Apache-2.0
// A platform with a hand-made program, driven through the mailbox.
#pragma once

#include "hw/spec/system_loader.h"
#include "sim/platform/network_image.h"
#include "sim/platform/network_steps.h"
#include "sim/platform/platform.h"
#include "sim/platform/riscv_firmware.h"
#include "tests/support/hand_program.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/steps/network_plan.h"

#include <gtest/gtest.h>

#include <functional>

namespace tessera::test {

/// Leaves the test, saying why, where the firmware was not built for RISC-V.
#define TESSERA_NEEDS_RISCV_FIRMWARE(kind)                                           \
  if (kind == sim::FirmwareKind::kRiscv && !sim::RiscvFirmware::missing().empty()) { \
    GTEST_SKIP() << sim::RiscvFirmware::missing();                                   \
  }                                                                                  \
  static_assert(true, "a semicolon follows")

struct FirmwarePlatform {
  static constexpr std::uint32_t kImage = 0x8030'0000;
  static constexpr std::uint32_t kArena = 0x8100'0000;
  static constexpr std::uint32_t kArenaBytes = 0x0100'0000;
  static constexpr std::uint32_t kWatchdogUs = 20'000;

  explicit FirmwarePlatform(sim::FirmwareKind kind,
                            const std::function<void(workloads::Program&)>& change = {})
      : program(workloads::import_edgetpu_package("hand", hand_program_file())),
        platform("platform", spec::load_system("coral"),
                 {.accelerator = {}, .watchdog_us = kWatchdogUs, .firmware = kind}) {
    if (change) change(program);
    plan = workloads::plan_network(program);
    steps.emplace(program, plan, platform.system().host.control_core.operators, true);
    platform.service().offer(&*steps);
  }

  tpu_status open(sim::MailboxClient& client) const {
    return client.call(TPU_COMMAND_OPEN, {kArena, 0, kArenaBytes, 0, kWatchdogUs, 0, 8}).status;
  }
  tpu_status load(sim::MailboxClient& client) {
    const workloads::Bytes image = sim::network_image(program, plan);
    EXPECT_TRUE(platform.memory().poke(kImage, image));
    return client.call(TPU_COMMAND_LOAD, {kImage, 0, static_cast<std::uint32_t>(image.size())})
        .status;
  }
  /// Writes an input, runs, and expects the same bytes at the output.
  void expect_copies(sim::MailboxClient& client, std::uint8_t first) {
    workloads::Bytes input(kHandProgramBytes);
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<std::uint8_t>(first + i);
    ASSERT_TRUE(platform.memory().poke(address(client, plan.input_buffers[0]), input));
    ASSERT_EQ(client.call(TPU_COMMAND_RUN).status, TPU_OK);
    workloads::Bytes output(kHandProgramBytes);
    ASSERT_TRUE(platform.memory().peek(address(client, plan.output_buffers[0]), output));
    EXPECT_EQ(output, input);
  }
  static std::uint64_t address(sim::MailboxClient& client, std::size_t buffer) {
    return client.call(TPU_COMMAND_BUFFER, {static_cast<std::uint32_t>(buffer)}).value64(0);
  }

  workloads::Program program;
  workloads::NetworkPlan plan;
  std::optional<sim::NetworkSteps> steps;
  sim::Platform platform;
};

}  // namespace tessera::test
