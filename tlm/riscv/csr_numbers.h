// SPDX-License-Identifier: Apache-2.0
// Numbers of the CSRs that the hart has. Privileged ISA 1.12, tables 2.2 to 2.5.
#pragma once

namespace tessera::tlm::riscv::csr {

constexpr unsigned kCycle = 0xc00, kTime = 0xc01, kInstret = 0xc02;
constexpr unsigned kCycleh = 0xc80, kTimeh = 0xc81, kInstreth = 0xc82;

constexpr unsigned kMvendorid = 0xf11, kMarchid = 0xf12, kMimpid = 0xf13, kMhartid = 0xf14,
                   kMconfigptr = 0xf15;

constexpr unsigned kMstatus = 0x300, kMisa = 0x301, kMie = 0x304, kMtvec = 0x305, kMstatush = 0x310;
constexpr unsigned kMscratch = 0x340, kMepc = 0x341, kMcause = 0x342, kMtval = 0x343, kMip = 0x344;

constexpr unsigned kMcycle = 0xb00, kMinstret = 0xb02, kMcycleh = 0xb80, kMinstreth = 0xb82;
constexpr unsigned kMhpmcounter3 = 0xb03, kMhpmcounter31 = 0xb1f;
constexpr unsigned kMhpmcounter3h = 0xb83, kMhpmcounter31h = 0xb9f;
constexpr unsigned kMcountinhibit = 0x320, kMhpmevent3 = 0x323, kMhpmevent31 = 0x33f;

}  // namespace tessera::tlm::riscv::csr
