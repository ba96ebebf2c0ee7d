// SPDX-License-Identifier: Apache-2.0
// The register by which the firmware tells the host to look into the mailbox.
#pragma once

#include "tlm/memory_map.h"
#include "tlm/peripherals/mmio_target.h"

namespace tessera::sim {

/// One 32-bit register at offset 0, write only: any value rings.
class HostBell final : public tlm::MmioTarget {
 public:
  explicit HostBell(const sc_core::sc_module_name& name)
      : MmioTarget(name, tlm::memory_map::kHostBell.bytes) {}

  [[nodiscard]] const sc_core::sc_event& rung() const { return rung_; }

 private:
  ::tlm::tlm_response_status read(std::uint32_t /*offset*/, unsigned /*bytes*/,
                                  std::uint64_t& /*value*/, sc_core::sc_time& /*delay*/) override {
    return ::tlm::TLM_COMMAND_ERROR_RESPONSE;
  }
  ::tlm::tlm_response_status write(std::uint32_t offset, unsigned bytes, std::uint64_t /*value*/,
                                   sc_core::sc_time& delay) override {
    if (offset != 0) return ::tlm::TLM_ADDRESS_ERROR_RESPONSE;
    if (bytes != 4) return ::tlm::TLM_BURST_ERROR_RESPONSE;
    synchronise(delay);
    rung_.notify(sc_core::SC_ZERO_TIME);
    return ::tlm::TLM_OK_RESPONSE;
  }
  bool peek(std::uint32_t /*offset*/, unsigned /*bytes*/, std::uint64_t& /*value*/) const override {
    return false;
  }

  sc_core::sc_event rung_;
};

}  // namespace tessera::sim
