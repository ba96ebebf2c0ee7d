// SPDX-License-Identifier: Apache-2.0
// A quantum keeper whose quantum may be its owner's instead of the global one.
#pragma once

#include "tlm/standard.h"

#include <optional>

namespace tessera::tlm {

class CoreQuantumKeeper final : public ::tlm_utils::tlm_quantumkeeper {
 public:
  /// Absent: the global quantum, as it stands at each synchronisation.
  explicit CoreQuantumKeeper(std::optional<sc_core::sc_time> quantum) : quantum_(quantum) {
    reset();
  }

  /// The time at which the owner must have synchronised.
  [[nodiscard]] sc_core::sc_time next_sync_point() const { return m_next_sync_point; }

 protected:
  // To the next multiple of the quantum, so that all initiators meet there, as the global one does.
  sc_core::sc_time compute_local_quantum() override {
    if (!quantum_) {
      return tlm_quantumkeeper::compute_local_quantum();
    }
    if (*quantum_ == sc_core::SC_ZERO_TIME) {
      return sc_core::SC_ZERO_TIME;
    }
    const auto quantum = quantum_->value();
    return sc_core::sc_time::from_value(quantum - sc_core::sc_time_stamp().value() % quantum);
  }

 private:
  std::optional<sc_core::sc_time> quantum_;
};

}  // namespace tessera::tlm
