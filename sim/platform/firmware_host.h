// SPDX-License-Identifier: Apache-2.0
// A build of the firmware in a platform, as the host sees it.
#pragma once

#include <cstdint>

namespace tessera::sim {

enum class FirmwareKind : std::uint8_t { kNative, kRiscv };

[[nodiscard]] constexpr const char* firmware_name(FirmwareKind kind) {
  return kind == FirmwareKind::kRiscv ? "riscv" : "native";
}

class FirmwareUnit {
 public:
  virtual ~FirmwareUnit() = default;
  /// The doorbell: there is a request in the mailbox. From a SystemC thread.
  virtual void ring() = 0;
  /// Instructions executed so far; 0 where that means nothing.
  [[nodiscard]] virtual std::uint64_t instructions() const { return 0; }
  /// Of the core, as far as it has run ahead; 0 where that means nothing.
  [[nodiscard]] virtual std::uint32_t program_counter() const { return 0; }
};

}  // namespace tessera::sim
