// SPDX-License-Identifier: Apache-2.0
// A control core with the peripherals that every platform gives it.
#pragma once

#include "tlm/address_router.h"
#include "tlm/control_core.h"
#include "tlm/peripherals/clint.h"
#include "tlm/peripherals/plic.h"
#include "tlm/peripherals/test_finisher.h"
#include "tlm/peripherals/uart.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace tessera::tlm {

/// Core, PLIC, CLINT, UART and test finisher with the wires between them, at the addresses of
/// memory_map.h. A base class: platforms add memory, a router and what else interrupts the core.
struct CoreComplex : sc_core::sc_module {
  /// The windows that a router needs for the peripherals.
  [[nodiscard]] static std::vector<RouterWindow> windows();

  /// `put` takes each byte that the UART sends. The core stops when a program uses the finisher.
  CoreComplex(const sc_core::sc_module_name& name, const ControlCoreConfig& config,
              std::function<void(std::uint8_t)> put);

  /// Connects the core and its peripherals to `router`, which has `windows()`.
  void bind(AddressRouter& router);

  ControlCore core;
  Plic plic;
  Clint clint;
  Uart uart;
  TestFinisher finisher;
  /// Reset of the core alone, active high; low when constructed.
  sc_core::sc_signal<bool> reset{"reset"};

  /// The peripherals drive their wires from whichever process caused the change: the core's, a bus
  /// master's, their own.
  using Wire = sc_core::sc_signal<bool, sc_core::SC_MANY_WRITERS>;
  Wire external{"external"}, timer{"timer"}, software{"software"};
};

}  // namespace tessera::tlm
