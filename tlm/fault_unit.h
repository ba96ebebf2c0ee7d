// SPDX-License-Identifier: Apache-2.0
// Error registers of the host interface and of the scalar core, and the fatal interrupt they raise.
#pragma once

#include "tlm/interrupt_controller.h"
#include "tlm/register_bank.h"
#include "tlm/standard.h"

#include <cstdint>
#include <string>

namespace tessera::tlm {

/// Collects errors until a reset. Every report is an SC_WARNING of type "/tessera/device/fault": a
/// guest's mistake never stops the simulation (rules M-03, M-04).
class FaultUnit {
 public:
  /// Bit of scalar_core.Error_ScalarCore that says the program stopped on a mistake. The public
  /// sources do not name the bits of that register; this choice is the model's.
  static constexpr std::uint64_t kProgramError = 1;

  /// `clock`: period of the device's clock, for time stamps in cycles.
  FaultUnit(RegisterBank& registers, InterruptController& interrupts, const sc_core::sc_time& clock)
      : registers_(registers), interrupts_(interrupts), clock_(clock) {}

  /// Sets a bit of hib_error_status; the first one is kept with its time. Raises the fatal
  /// interrupt unless hib_error_mask has the bit.
  void raise(spec::RegisterBits error, const std::string& detail);
  /// As above, for a page fault: keeps the first faulting device address.
  void raise_page_fault(spec::RegisterBits error, std::uint64_t device_address,
                        const std::string& detail);
  /// Sets bits of Error_ScalarCore and raises the fatal interrupt unless Error_Mask has them all.
  void raise_core_error(std::uint64_t bits, const std::string& detail);

 private:
  [[nodiscard]] std::uint64_t cycle() const;

  RegisterBank& registers_;
  InterruptController& interrupts_;
  sc_core::sc_time clock_;
};

}  // namespace tessera::tlm
