// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/riscv_firmware.h"

#include "firmware/hal/tpu_memory_map.h"
#include "firmware/image/tpu_firmware_image.h"
#include "tlm/memory_map.h"

#include <utility>

namespace tessera::sim {
namespace {

namespace map = tlm::memory_map;

// One map, in C for the firmware and in C++ for the platform.
static_assert(map::kTestFinisher.base == TPU_FINISHER_ADDRESS);
static_assert(map::kClint.base == TPU_CLINT_ADDRESS);
static_assert(map::kAccelerator.base == TPU_ACCELERATOR_ADDRESS);
static_assert(map::kOperatorService.base == TPU_SERVICE_ADDRESS);
static_assert(map::kHostBell.base == TPU_HOST_BELL_ADDRESS);
static_assert(map::kPlic.base == TPU_PLIC_ADDRESS);
static_assert(map::kUart.base == TPU_UART_ADDRESS);
static_assert(map::kRamBase == TPU_RAM_ADDRESS);
static_assert(map::kAcceleratorInterrupt == TPU_ACCELERATOR_IRQ);
static_assert(map::kServiceInterrupt == TPU_SERVICE_IRQ);
static_assert(map::kTimebaseHz == TPU_TIMEBASE_HZ);

tlm::ControlCoreConfig core_config(const spec::ControlCoreConfig& core) {
  tlm::ControlCoreConfig config;
  config.clock_mhz = core.clock_mhz;
  config.cycles_per_instruction = core.cycles_per_instruction;
  // The firmware waits for others only in wfi, which is exact, and the registers that start
  // something synchronise by themselves.
  config.quantum = sc_core::sc_time(10, sc_core::SC_US);
  return config;
}

}  // namespace

std::string RiscvFirmware::missing() { return tpu_firmware_image_missing; }

RiscvFirmware::RiscvFirmware(const sc_core::sc_module_name& name,
                             const spec::ControlCoreConfig& control, tlm::AddressRouter& router,
                             tlm::Memory& ram, sc_core::sc_signal<bool>& accelerator_irq,
                             sc_core::sc_signal<bool>& service_irq,
                             std::function<void(const std::string&)> message)
    : CoreComplex(name, core_config(control), [this](std::uint8_t byte) { print(byte); }),
      message_(std::move(message)),
      host_("host", {}) {
  bind(router);
  host_.mmio.bind(router.in);
  host_.memory.bind(router.in);
  plic.source(map::kAcceleratorInterrupt).bind(accelerator_irq);
  plic.source(map::kServiceInterrupt).bind(service_irq);
  (void)ram.poke(map::kRamBase, {tpu_firmware_image, tpu_firmware_image_bytes});
}

void RiscvFirmware::ring() { host_.write32(map::kClint.base, 1); }

void RiscvFirmware::print(std::uint8_t byte) {
  if (byte != '\n') {
    line_ += static_cast<char>(byte);
    return;
  }
  message_(line_);
  line_.clear();
}

}  // namespace tessera::sim
