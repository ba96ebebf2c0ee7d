// SPDX-License-Identifier: Apache-2.0
// Listens to register writes on their way to the device, without changing anything.
#pragma once

#include "tlm/standard.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <utility>

namespace tessera::sim {

class RegisterTap final : public sc_core::sc_module {
 public:
  /// Offset and low 32 bits of a write; called before the device sees it, or after.
  using Hook = std::function<void(std::uint64_t offset, std::uint32_t value)>;

  tlm_utils::simple_target_socket<RegisterTap, 32> in;
  tlm_utils::simple_initiator_socket<RegisterTap, 32> out;

  RegisterTap(const sc_core::sc_module_name& name, Hook before, Hook after)
      : sc_module(name),
        in("in"),
        out("out"),
        before_(std::move(before)),
        after_(std::move(after)) {
    in.register_b_transport(this, &RegisterTap::b_transport);
    in.register_transport_dbg(this, &RegisterTap::transport_dbg);
    in.register_get_direct_mem_ptr(this, &RegisterTap::get_direct_mem_ptr);
    out.register_invalidate_direct_mem_ptr(this, &RegisterTap::invalidate_direct_mem_ptr);
  }

 private:
  void b_transport(::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    const bool write = payload.is_write();
    const std::uint64_t offset = payload.get_address();
    std::uint32_t value = 0;
    if (payload.get_data_ptr() != nullptr)
      std::memcpy(&value, payload.get_data_ptr(),
                  std::min<std::size_t>(payload.get_data_length(), sizeof value));
    boost::endian::little_to_native_inplace(value);
    if (write) before_(offset, value);
    out->b_transport(payload, delay);
    if (write) after_(offset, value);
  }
  unsigned transport_dbg(::tlm::tlm_generic_payload& payload) {
    return out->transport_dbg(payload);
  }
  bool get_direct_mem_ptr(::tlm::tlm_generic_payload& payload, ::tlm::tlm_dmi& dmi) {
    return out->get_direct_mem_ptr(payload, dmi);
  }
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
    in->invalidate_direct_mem_ptr(first, last);
  }

  Hook before_;
  Hook after_;
};

}  // namespace tessera::sim
