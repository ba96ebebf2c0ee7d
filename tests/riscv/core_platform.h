// SPDX-License-Identifier: Apache-2.0
// A control core with RAM, PLIC, CLINT, UART and test finisher on a bus. Several may run in one
// simulation.
#pragma once

#include "tests/riscv/assembler.h"
#include "tlm/address_router.h"
#include "tlm/control_core.h"
#include "tlm/memory.h"
#include "tlm/memory_map.h"
#include "tlm/peripherals/clint.h"
#include "tlm/peripherals/plic.h"
#include "tlm/peripherals/test_finisher.h"
#include "tlm/peripherals/uart.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tessera::tlm {

struct CorePlatform final : sc_core::sc_module {
  explicit CorePlatform(const ControlCoreConfig& config, bool ram_dmi = true,
                        const char* name = "platform")
      : sc_module(sc_core::sc_module_name(name)),
        core("core", config),
        router("router",
               {{"ram", memory_map::kRamBase, kRamBytes, true},
                {"uart", memory_map::kUart.base, memory_map::kUart.bytes},
                {"plic", memory_map::kPlic.base, memory_map::kPlic.bytes},
                {"clint", memory_map::kClint.base, memory_map::kClint.bytes},
                {"finisher", memory_map::kTestFinisher.base, memory_map::kTestFinisher.bytes}}),
        ram("ram", {.base_address = memory_map::kRamBase,
                    .size_bytes = kRamBytes,
                    .read_latency = sc_core::sc_time(10, sc_core::SC_NS),
                    .write_latency = sc_core::sc_time(6, sc_core::SC_NS),
                    .allow_dmi = ram_dmi}),
        uart("uart", [this](std::uint8_t byte) { output += static_cast<char>(byte); }),
        plic("plic", memory_map::kPlicSources),
        clint("clint", memory_map::kTimebaseHz),
        finisher("finisher") {
    core.bus.bind(router.in);
    router.out("ram").bind(ram.socket);
    router.out("uart").bind(uart.socket);
    router.out("plic").bind(plic.socket);
    router.out("clint").bind(clint.socket);
    router.out("finisher").bind(finisher.socket);
    core.irq_external.bind(external);
    plic.irq.bind(external);
    core.irq_timer.bind(timer);
    clint.timer.bind(timer);
    core.irq_software.bind(software);
    clint.software.bind(software);
    core.rst.bind(reset);
    uart.irq.bind(uart_irq);
    plic.source(memory_map::kUartInterrupt).bind(uart_irq);
    plic.source(memory_map::kAcceleratorInterrupt).bind(accelerator_irq);
    // Nothing else is going on then, so the simulation ends by itself.
    finisher.on_finish([this](const TestFinisher::Verdict&) { core.halt(); });
  }

  void put(std::uint32_t address, std::span<const std::uint32_t> words) {
    for (const std::uint32_t each : words) {
      std::uint8_t bytes[4] = {
          static_cast<std::uint8_t>(each), static_cast<std::uint8_t>(each >> 8),
          static_cast<std::uint8_t>(each >> 16), static_cast<std::uint8_t>(each >> 24)};
      (void)ram.poke(address, bytes);
      address += 4;
    }
  }
  std::uint32_t word(std::uint32_t address) const {
    std::uint8_t bytes[4] = {};
    (void)ram.peek(address, bytes);
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
  }

  static constexpr std::uint64_t kRamBytes = 0x10'0000;

  ControlCore core;
  AddressRouter router;
  Memory ram;
  Uart uart;
  Plic plic;
  Clint clint;
  TestFinisher finisher;
  sc_core::sc_signal<bool> external{"external"}, timer{"timer"}, software{"software"},
      reset{"reset"}, uart_irq{"uart_irq"}, accelerator_irq{"accelerator_irq"};
  std::string output;
};

}  // namespace tessera::tlm
