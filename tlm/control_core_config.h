// SPDX-License-Identifier: Apache-2.0
// What a control core is constructed with.
#pragma once

#include <systemc>

#include <cstdint>
#include <optional>

namespace tessera::tlm {

struct ControlCoreConfig {
  std::uint32_t hart_id = 0;
  std::uint32_t reset_pc = 0x8000'0000;  ///< even; first byte of RAM in the common memory map

  /// Clock of the core, MHz, > 0. Choice: the clock of the Coral accelerator beside it (500 MHz);
  /// no public figure of a control core exists. Confidence: low.
  double clock_mhz = 500;
  /// Clock cycles of one instruction without its bus delays, > 0. Choice: the ideal of a scalar
  /// in-order pipeline, so times are lower bounds. Confidence: low.
  double cycles_per_instruction = 1;
  /// Rate of the time CSR, MHz, > 0: that of the CLINT's mtime. 10 MHz is QEMU's `virt` machine.
  double timebase_mhz = 10;

  /// How far the core may run ahead of simulated time; 0 is in step. Absent: the global quantum.
  std::optional<sc_core::sc_time> quantum = std::nullopt;
  /// Use direct memory pointers where targets grant them (rule D-07: same results without).
  bool use_dmi = true;

  /// TCP port on the loopback address where GDB may attach; 0 lets the system choose. Absent: no
  /// socket and no thread.
  std::optional<std::uint16_t> gdb_port = std::nullopt;
  /// With a GDB port: wait for GDB before the first instruction.
  bool gdb_wait = false;
};

}  // namespace tessera::tlm
