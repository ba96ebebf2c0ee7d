// SPDX-License-Identifier: Apache-2.0
// A control core with RAM, PLIC, CLINT, UART and test finisher on a bus. Several may run in one
// simulation.
#pragma once

#include "tests/riscv/assembler.h"
#include "tlm/core_complex.h"
#include "tlm/memory.h"
#include "tlm/memory_map.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tessera::tlm {

struct CorePlatform final : CoreComplex {
  explicit CorePlatform(const ControlCoreConfig& config, bool ram_dmi = true,
                        const char* name = "platform")
      : CoreComplex(sc_core::sc_module_name(name), config,
                    [this](std::uint8_t byte) { output += static_cast<char>(byte); }),
        router("router", with_ram(windows())),
        ram("ram", {.base_address = memory_map::kRamBase,
                    .size_bytes = kRamBytes,
                    .read_latency = sc_core::sc_time(10, sc_core::SC_NS),
                    .write_latency = sc_core::sc_time(6, sc_core::SC_NS),
                    .allow_dmi = ram_dmi}) {
    bind(router);
    router.out("ram").bind(ram.socket);
    uart.irq.bind(uart_irq);
    plic.source(memory_map::kUartInterrupt).bind(uart_irq);
    plic.source(memory_map::kAcceleratorInterrupt).bind(accelerator_irq);
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

  AddressRouter router;
  Memory ram;
  sc_core::sc_signal<bool> uart_irq{"uart_irq"}, accelerator_irq{"accelerator_irq"};
  std::string output;

 private:
  static std::vector<RouterWindow> with_ram(std::vector<RouterWindow> windows) {
    windows.push_back({"ram", memory_map::kRamBase, kRamBytes, true});
    return windows;
  }
};

}  // namespace tessera::tlm
