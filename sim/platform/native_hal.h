// SPDX-License-Identifier: Apache-2.0
// The firmware's hardware layer when it runs natively on a SystemC thread.
#pragma once

#include "firmware/hal/tpu_hal.h"
#include "tlm/host_bridge.h"

#include <functional>

namespace tessera::sim {

/// Serves a `tpu_hal` from a HostBridge; all calls come from the firmware's SystemC thread.
class NativeHal final {
 public:
  /// `on_doorbell` is called after each write to the instruction queue's tail, `on_timeout` when a
  /// wait for the interrupt has run out of time, before the driver resets the device.
  NativeHal(tlm::HostBridge& bridge, std::function<void()> on_doorbell,
            std::function<void()> on_timeout);
  NativeHal(const NativeHal&) = delete;
  NativeHal& operator=(const NativeHal&) = delete;

  [[nodiscard]] const tpu_hal& table() const { return table_; }

 private:
  static NativeHal& self(void* context) { return *static_cast<NativeHal*>(context); }
  void written(std::uint32_t offset);

  tlm::HostBridge& bridge_;
  std::function<void()> on_doorbell_;
  std::function<void()> on_timeout_;
  tpu_hal table_{};
};

}  // namespace tessera::sim
