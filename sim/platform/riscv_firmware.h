// SPDX-License-Identifier: Apache-2.0
// The firmware's RISC-V build on the control core, with the core's peripherals.
#pragma once

#include "hw/spec/system.h"
#include "sim/platform/firmware_host.h"
#include "tlm/core_complex.h"
#include "tlm/host_bridge.h"
#include "tlm/memory.h"

#include <functional>
#include <string>

namespace tessera::sim {

class RiscvFirmware final : public tlm::CoreComplex, public FirmwareUnit {
 public:
  /// Why the firmware was not built for RISC-V; empty if it was.
  [[nodiscard]] static std::string missing();

  /// Places the firmware in `ram` and binds itself to `router`, which has `windows()`. The wires
  /// are inputs of the interrupt controller. `message` takes each line that the firmware prints.
  RiscvFirmware(const sc_core::sc_module_name& name, const spec::ControlCoreConfig& control,
                tlm::AddressRouter& router, tlm::Memory& ram,
                sc_core::sc_signal<bool>& accelerator_irq, sc_core::sc_signal<bool>& service_irq,
                std::function<void(const std::string&)> message);

  void ring() override;
  [[nodiscard]] std::uint64_t instructions() const override { return core.instructions_retired(); }
  [[nodiscard]] std::uint32_t program_counter() const override { return core.pc(); }

 private:
  void print(std::uint8_t byte);

  std::function<void(const std::string&)> message_;
  std::string line_;
  tlm::HostBridge host_;  // rings the doorbell
};

}  // namespace tessera::sim
