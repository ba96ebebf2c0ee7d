// SPDX-License-Identifier: Apache-2.0
// The 13 interrupt wires of the device: status, enable and mask registers, and the level they give.
#pragma once

#include "tlm/register_bank.h"
#include "tlm/standard.h"

#include <cstdint>

namespace tessera::tlm {

/// Wires, in the order of the register layout wire_int (spec::values::kInterrupt...).
inline constexpr unsigned kInterruptWires = 13;

/// A wire is high while its status bit and its control bit are set and its mask bit is not: level,
/// until acknowledged by writing 0 to the status bit (rule R-04). All state is in registers.
class InterruptController {
 public:
  explicit InterruptController(RegisterBank& registers) : registers_(registers) {}

  /// Sets the status bit of a wire.
  void raise(unsigned wire);
  /// Call after a status, control or mask register has changed.
  void update();

  /// wire_int_pending_bit_array: pending and enabled, whatever the mask.
  [[nodiscard]] std::uint64_t pending() const;
  /// Levels of the wires.
  [[nodiscard]] std::uint64_t levels() const;
  /// Notified for the next delta cycle when `levels` has changed.
  [[nodiscard]] const sc_core::sc_event& changed() const { return changed_; }

 private:
  RegisterBank& registers_;
  std::uint64_t announced_ = 0;
  sc_core::sc_event changed_;
};

}  // namespace tessera::tlm
