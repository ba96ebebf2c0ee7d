// SPDX-License-Identifier: Apache-2.0
// A bus: many initiators, and targets by address.
#pragma once

#include "tlm/standard.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::tlm {

struct RouterWindow {
  std::string name;        ///< legal as part of a SystemC object name
  std::uint64_t base = 0;  ///< bus address of the first byte
  std::uint64_t bytes = 0;
  /// The target sees bus addresses (as `Memory` does) instead of offsets in the window.
  bool keeps_address = false;
};

/// Decodes addresses, adds no time, and changes nothing of a transaction but its address, which it
/// restores afterwards. DMI ranges and their invalidation are translated and cut to the window.
/// Holes, and accesses that cross a window's end, get an address error and no target sees them.
class AddressRouter final : public sc_core::sc_module {
 public:
  using OutSocket = tlm_utils::simple_initiator_socket_tagged<AddressRouter, 32>;

  tlm_utils::multi_passthrough_target_socket<AddressRouter, 32> in;

  /// Reports SC_ERROR naming the window if one is empty, wraps around, overlaps another, or has a
  /// name that another has.
  AddressRouter(const sc_core::sc_module_name& name, std::vector<RouterWindow> windows);

  /// The socket of a window, to bind to its target; throws std::out_of_range if there is none.
  [[nodiscard]] OutSocket& out(const std::string& window);

 private:
  void b_transport(int id, ::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(int id, ::tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(int id, ::tlm::tlm_generic_payload& payload, ::tlm::tlm_dmi& dmi);
  void invalidate_direct_mem_ptr(int window, sc_dt::uint64 first, sc_dt::uint64 last);

  [[nodiscard]] const RouterWindow* find(std::uint64_t address) const;
  [[nodiscard]] OutSocket& socket_of(const RouterWindow& window);
  void refuse_hole(std::uint64_t address, ::tlm::tlm_dmi& dmi) const;

  std::vector<RouterWindow> windows_;  // by address
  sc_core::sc_vector<OutSocket> outs_;
};

}  // namespace tessera::tlm
