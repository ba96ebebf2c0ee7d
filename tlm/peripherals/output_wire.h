// SPDX-License-Identifier: Apache-2.0
// The driver of one optional output.
#pragma once

#include <systemc>

namespace tessera::tlm {

/// Any process may set the level; one method of the owner writes it, because a signal takes only
/// one writer. Construct in the owner's constructor, after the port.
class OutputWire {
 public:
  using Port =
      sc_core::sc_port<sc_core::sc_signal_inout_if<bool>, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

  explicit OutputWire(Port& port);

  /// From any process, or before the start.
  void set(bool level);
  /// From a thread: goes on when everybody can see the level.
  void set_and_settle(bool level);
  [[nodiscard]] bool level() const { return level_; }

 private:
  Port& port_;
  sc_core::sc_event change_;
  bool level_ = false;
};

}  // namespace tessera::tlm
