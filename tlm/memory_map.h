// SPDX-License-Identifier: Apache-2.0
// Where things are on the platform: the same places as on QEMU's `virt` machine and on RISC-V VP++,
// so that one firmware image runs on all three. The accelerator sits in a hole of those maps.
#pragma once

#include <cstdint>

namespace tessera::tlm::memory_map {

struct Window {
  std::uint64_t base;
  std::uint64_t bytes;
};

constexpr Window kTestFinisher{0x0010'0000, 0x1000};
constexpr Window kClint{0x0200'0000, 0x1'0000};
constexpr Window kAccelerator{0x0600'0000, 0x10'0000};   ///< BAR 2 of the first accelerator
constexpr Window kOperatorService{0x0700'0000, 0x1000};  ///< of Tessera's platform only
constexpr Window kHostBell{0x0700'1000, 0x1000};         ///< of Tessera's platform only
constexpr Window kPlic{0x0c00'0000, 0x60'0000};
constexpr Window kUart{0x1000'0000, 0x100};
constexpr std::uint64_t kRamBase = 0x8000'0000;

// Inputs of the PLIC.
constexpr unsigned kUartInterrupt = 10;
constexpr unsigned kAcceleratorInterrupt = 40;
constexpr unsigned kServiceInterrupt = 41;
constexpr unsigned kPlicSources = 95;  ///< numbers 1 to 95

constexpr std::uint64_t kTimebaseHz = 10'000'000;  ///< of mtime and of the time CSR

}  // namespace tessera::tlm::memory_map
