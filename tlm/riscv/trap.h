// SPDX-License-Identifier: Apache-2.0
// Exceptions and interrupts of machine mode. Privileged ISA 1.12, 3.1.9 and table 3.6.
#pragma once

#include <cstdint>

namespace tessera::tlm::riscv {

/// Codes in mcause, interrupt bit clear.
enum class Exception : std::uint32_t {
  kInstructionAccessFault = 1,
  kIllegalInstruction = 2,
  kBreakpoint = 3,
  kLoadMisaligned = 4,
  kLoadAccessFault = 5,
  kStoreMisaligned = 6,   ///< also of atomic instructions, lr excepted
  kStoreAccessFault = 7,  ///< also of atomic instructions, lr excepted
  kEnvironmentCall = 11,  ///< from machine mode
};

/// Codes in mcause, interrupt bit set; bit numbers in mip and mie.
enum class Interrupt : std::uint32_t {
  kSoftware = 3,
  kTimer = 7,
  kExternal = 11,
};

constexpr std::uint32_t kInterruptBit = 0x8000'0000;  ///< in mcause

constexpr std::uint32_t bit_of(Interrupt interrupt) {
  return std::uint32_t{1} << static_cast<std::uint32_t>(interrupt);
}

/// The wires into the hart; they are levels.
struct InterruptLines {
  bool external = false;
  bool timer = false;
  bool software = false;
};

}  // namespace tessera::tlm::riscv
