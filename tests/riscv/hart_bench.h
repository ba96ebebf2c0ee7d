// SPDX-License-Identifier: Apache-2.0
// A hart on flat memory, with a program at its reset address.
#pragma once

#include "tests/riscv/assembler.h"
#include "tests/riscv/flat_bus.h"
#include "tlm/riscv/hart.h"

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace tessera::tlm::riscv {

constexpr std::uint32_t kCode = FlatBus::kBase;
constexpr std::uint32_t kData = FlatBus::kBase + 0x8000;

struct HartBench {
  explicit HartBench(std::vector<std::uint32_t> program = {}, HartConfig config = {})
      : hart(bus, config) {
    bus.put(kCode, program);
  }

  /// Halfwords, for compressed instructions.
  void put_halves(std::uint32_t address, std::initializer_list<std::uint16_t> halves) {
    for (const std::uint16_t each : halves) {
      bus.set_half(address, each);
      address += 2;
    }
  }
  void steps(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      last = hart.step();
    }
  }
  std::uint32_t csr(unsigned number) const { return hart.csr(number).value(); }

  FlatBus bus;
  Hart hart;
  Stop last = Stop::kTime;
};

}  // namespace tessera::tlm::riscv
