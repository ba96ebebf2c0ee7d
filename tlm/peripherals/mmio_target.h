// SPDX-License-Identifier: Apache-2.0
// What the small memory-mapped peripherals have in common.
#pragma once

#include "tlm/peripherals/output_wire.h"
#include "tlm/standard.h"

#include <cstdint>

namespace tessera::tlm {

/// A loosely-timed register target. Accesses are 1, 2, 4 or 8 bytes, aligned, inside the window,
/// all bytes enabled; what a peripheral does not take is its own answer. Others get an error
/// response (rules C-01 to C-07) and have no effect. DMI is refused (D-03), debug reads have no
/// effect and debug writes are refused (G-01, G-02).
class MmioTarget : public sc_core::sc_module {
 public:
  using OutputPort = OutputWire::Port;
  using InputPort =
      sc_core::sc_port<sc_core::sc_signal_in_if<bool>, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

  tlm_utils::simple_target_socket<MmioTarget, 32> socket;  ///< offsets in the window

 protected:
  /// Time of one access. Choice: of the order of a peripheral bus; no public figure.
  static inline const sc_core::sc_time kAccessTime{20, sc_core::SC_NS};

  MmioTarget(const sc_core::sc_module_name& name, std::uint64_t window_bytes);

  /// `value` is little-endian in its low bytes. May wait, after `synchronise`.
  [[nodiscard]] virtual ::tlm::tlm_response_status read(std::uint32_t offset, unsigned bytes,
                                                        std::uint64_t& value,
                                                        sc_core::sc_time& delay) = 0;
  [[nodiscard]] virtual ::tlm::tlm_response_status write(std::uint32_t offset, unsigned bytes,
                                                         std::uint64_t value,
                                                         sc_core::sc_time& delay) = 0;
  /// What `read` would give, without effect; false if there is nothing.
  [[nodiscard]] virtual bool peek(std::uint32_t offset, unsigned bytes,
                                  std::uint64_t& value) const = 0;

  /// Lets simulated time catch up with the initiator (rule L-03).
  static void synchronise(sc_core::sc_time& delay);

 private:
  void b_transport(::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(::tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(::tlm::tlm_generic_payload& payload, ::tlm::tlm_dmi& dmi);

  std::uint64_t window_bytes_;
};

}  // namespace tessera::tlm
