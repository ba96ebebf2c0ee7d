// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/native_firmware.h"

#include "tlm/memory_map.h"

#include <utility>

namespace tessera::sim {
namespace {

namespace map = tlm::memory_map;

/// As large as that of the rv32 build (firmware/app/rv32/main.c).
constexpr std::size_t kWorkspaceBytes = std::size_t{1} << 20;

}  // namespace

NativeFirmware::NativeFirmware(const sc_core::sc_module_name& name,
                               std::function<void(const std::string&)> message)
    : sc_module(name),
      bridge("bridge", {.quantum = sc_core::sc_time(10, sc_core::SC_US)}),  // as the control core
      service_irq("service_irq"),
      message_(std::move(message)),
      hal_(bridge, map::kAccelerator.base),
      workspace_(kWorkspaceBytes / sizeof(std::uint64_t)) {
  board_.context = this;
  board_.accelerator = &hal_.table();
  board_.service_read = [](void* context, std::uint32_t offset) {
    return self(context).bridge.read32(map::kOperatorService.base + offset);
  };
  board_.service_write = [](void* context, std::uint32_t offset, std::uint32_t value) {
    self(context).bridge.write32(map::kOperatorService.base + offset, value);
  };
  board_.wait_service = [](void* context, std::uint64_t timeout_us) {
    return self(context).wait_service(timeout_us);
  };
  board_.wait_doorbell = [](void* context) { return self(context).wait_doorbell(); };
  board_.ring_host = [](void* context) { self(context).bridge.write32(map::kHostBell.base, 1); };
  board_.message = [](void* context, const char* text) { self(context).message_(text); };
  SC_HAS_PROCESS(NativeFirmware);
  SC_THREAD(run);
}

void NativeFirmware::ring() {
  rung_ = true;
  doorbell_.notify(sc_core::SC_ZERO_TIME);
}

void NativeFirmware::run() {
  if (tpu_server_start(&server_, &board_, reinterpret_cast<std::uint8_t*>(workspace_.data()),
                       kWorkspaceBytes))
    tpu_server_run(&server_);
}

bool NativeFirmware::wait_service(std::uint64_t timeout_us) {
  bridge.synchronise();
  if (!service_irq->read())
    wait(sc_core::sc_time(static_cast<double>(timeout_us), sc_core::SC_US),
         service_irq->posedge_event());
  bridge.synchronise();
  return service_irq->read();
}

bool NativeFirmware::wait_doorbell() {
  bridge.synchronise();
  while (!rung_) wait(doorbell_);
  rung_ = false;
  bridge.synchronise();
  return true;
}

}  // namespace tessera::sim
