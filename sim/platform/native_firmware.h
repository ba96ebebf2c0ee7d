// SPDX-License-Identifier: Apache-2.0
// The firmware's native build on a SystemC thread.
#pragma once

#include "firmware/app/tpu_server.h"
#include "sim/platform/firmware_host.h"
#include "sim/platform/native_hal.h"
#include "tlm/host_bridge.h"
#include "tlm/standard.h"

#include <functional>
#include <string>
#include <vector>

namespace tessera::sim {

class NativeFirmware final : public sc_core::sc_module, public FirmwareUnit {
 public:
  using Line = sc_core::sc_port<sc_core::sc_signal_in_if<bool>, 1>;

  tlm::HostBridge bridge;  ///< bind `mmio` and `memory` to the bus, `irq` to the accelerator's line
  Line service_irq;        ///< level, of the operator service

  /// `message` takes each line that the firmware prints.
  NativeFirmware(const sc_core::sc_module_name& name,
                 std::function<void(const std::string&)> message);

  void ring() override;

 private:
  static NativeFirmware& self(void* context) { return *static_cast<NativeFirmware*>(context); }

  void run();  // the thread
  bool wait_service(std::uint64_t timeout_us);
  bool wait_doorbell();

  std::function<void(const std::string&)> message_;
  NativeHal hal_;
  tpu_board board_{};
  tpu_server server_{};
  std::vector<std::uint64_t> workspace_;
  sc_core::sc_event doorbell_;
  bool rung_ = false;
};

}  // namespace tessera::sim
