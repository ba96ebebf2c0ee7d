// SPDX-License-Identifier: Apache-2.0
#include "tlm/peripherals/output_wire.h"

namespace tessera::tlm {

OutputWire::OutputWire(Port& port) : port_(port) {
  sc_core::sc_spawn_options options;
  options.spawn_method();
  options.set_sensitivity(&change_);
  sc_core::sc_spawn(
      [this] {
        if (port_.size() != 0) port_->write(level_);
      },
      sc_core::sc_gen_unique_name("drive"), &options);
}

void OutputWire::set(bool level) {
  if (level == level_) {
    return;
  }
  level_ = level;
  if (sc_core::sc_is_running()) {
    change_.notify();
  }
}

void OutputWire::set_and_settle(bool level) {
  if (level != level_) {
    set(level);
    sc_core::wait(sc_core::SC_ZERO_TIME);
  }
}

}  // namespace tessera::tlm
