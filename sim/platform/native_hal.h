// SPDX-License-Identifier: Apache-2.0
// The firmware's hardware layer when it runs natively on a SystemC thread.
#pragma once

#include "firmware/hal/tpu_hal.h"
#include "tlm/host_bridge.h"

#include <cstdint>

namespace tessera::sim {

/// Serves a `tpu_hal` from a HostBridge; all calls come from the firmware's SystemC thread.
class NativeHal final {
 public:
  /// `window`: bus address of the accelerator's registers.
  NativeHal(tlm::HostBridge& bridge, std::uint64_t window);
  NativeHal(const NativeHal&) = delete;
  NativeHal& operator=(const NativeHal&) = delete;

  [[nodiscard]] const tpu_hal& table() const { return table_; }

 private:
  static NativeHal& self(void* context) { return *static_cast<NativeHal*>(context); }

  tlm::HostBridge& bridge_;
  std::uint64_t window_;
  tpu_hal table_{};
};

}  // namespace tessera::sim
