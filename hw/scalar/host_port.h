// SPDX-License-Identifier: Apache-2.0
// The border between an accelerator and its host side (the TLM-2.0 device, or a test).
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace tessera::hw {

/// Outcome of one host transfer; anything but kOk stops the accelerator with a host fault.
enum class HostStatus { kOk, kPageFault, kBusError };

/// What an accelerator asks of its host side. Calls come from SystemC threads and may wait in
/// simulated time (the transfer's duration is the host side's business).
class HostPort {
 public:
  virtual ~HostPort() = default;

  /// Reads `data.size()` bytes at a device virtual address.
  [[nodiscard]] virtual HostStatus read(std::uint64_t device_address,
                                        std::span<std::uint8_t> data) = 0;
  /// Writes `data` to a device virtual address.
  [[nodiscard]] virtual HostStatus write(std::uint64_t device_address,
                                         std::span<const std::uint8_t> data) = 0;
  /// Raises scalar-core interrupt 0..3 (descriptor tags 4..7).
  virtual void interrupt(unsigned index) = 0;
  /// The accelerator has stopped on a program's mistake; `report` names unit, command and cause.
  virtual void fault(const std::string& report) = 0;
};

}  // namespace tessera::hw
