// SPDX-License-Identifier: Apache-2.0
// The firmware's RISC-V build on the control core, with the core's peripherals.
#pragma once

#include "hw/spec/system.h"
#include "sim/platform/firmware_host.h"
#include "tlm/address_router.h"
#include "tlm/control_core.h"
#include "tlm/host_bridge.h"
#include "tlm/memory.h"
#include "tlm/peripherals/clint.h"
#include "tlm/peripherals/plic.h"
#include "tlm/peripherals/test_finisher.h"
#include "tlm/peripherals/uart.h"

#include <functional>
#include <string>
#include <vector>

namespace tessera::sim {

class RiscvFirmware final : public sc_core::sc_module, public FirmwareUnit {
 public:
  /// The windows that a router needs for this unit's peripherals.
  [[nodiscard]] static std::vector<tlm::RouterWindow> windows();
  /// Why the firmware was not built for RISC-V; empty if it was.
  [[nodiscard]] static std::string missing();

  /// Places the firmware in `ram` and binds itself to `router`, which has `windows()`. The wires
  /// are inputs of the interrupt controller. `message` takes each line that the firmware prints.
  RiscvFirmware(const sc_core::sc_module_name& name, const spec::ControlCoreConfig& core,
                tlm::AddressRouter& router, tlm::Memory& ram,
                sc_core::sc_signal<bool>& accelerator_irq, sc_core::sc_signal<bool>& service_irq,
                std::function<void(const std::string&)> message);

  void ring() override;
  [[nodiscard]] std::uint64_t instructions() const override { return core_.instructions_retired(); }
  [[nodiscard]] std::uint32_t program_counter() const override { return core_.pc(); }
  [[nodiscard]] const tlm::ControlCore& core() const { return core_; }

  /// Reset of the core alone, active high; low when constructed.
  sc_core::sc_signal<bool> reset;

 private:
  void print(std::uint8_t byte);

  std::function<void(const std::string&)> message_;
  std::string line_;
  tlm::ControlCore core_;
  tlm::Plic plic_;
  tlm::Clint clint_;
  tlm::Uart uart_;
  tlm::TestFinisher finisher_;
  tlm::HostBridge host_;  // rings the doorbell
  /// The peripherals drive their wires from whichever process caused the change: the core's, the
  /// host's, their own.
  using Wire = sc_core::sc_signal<bool, sc_core::SC_MANY_WRITERS>;
  Wire external_;
  Wire timer_;
  Wire software_;
};

}  // namespace tessera::sim
