// SPDX-License-Identifier: Apache-2.0
#include "tlm/core_bus.h"

#include "tlm/payload.h"

#include <algorithm>
#include <array>

namespace tessera::tlm {

using riscv::Ticks;

riscv::DirectPage CoreBus::direct_page(std::uint32_t page) {
  const DirectMemoryMap::Range* range = direct_.find(page, riscv::kPageBytes);
  if (range == nullptr) {
    return {};
  }
  std::uint8_t* bytes = range->bytes + (page - range->first);
  return {range->readable ? bytes : nullptr, range->writable ? bytes : nullptr,
          range->read_latency.value(), range->write_latency.value()};
}

bool CoreBus::read(std::uint32_t address, std::span<std::uint8_t> data, Ticks& now) {
  const DirectMemoryMap::Range* range = direct_.find(address, data.size());
  if (range == nullptr || !range->readable) {
    return send(::tlm::TLM_READ_COMMAND, address, data, now);
  }
  std::copy_n(range->bytes + (address - range->first), data.size(), data.begin());
  now += range->read_latency.value();
  return true;
}

bool CoreBus::write(std::uint32_t address, std::span<const std::uint8_t> data, Ticks& now) {
  const DirectMemoryMap::Range* range = direct_.find(address, data.size());
  if (range == nullptr || !range->writable) {
    std::array<std::uint8_t, 4> copy{};  // the payload's pointer is not const
    std::ranges::copy(data, copy.begin());
    return send(::tlm::TLM_WRITE_COMMAND, address, std::span(copy).first(data.size()), now);
  }
  std::ranges::copy(data, range->bytes + (address - range->first));
  now += range->write_latency.value();
  return true;
}

bool CoreBus::send(::tlm::tlm_command command, std::uint32_t address, std::span<std::uint8_t> data,
                   Ticks& now) {
  ::tlm::tlm_generic_payload payload;
  prepare(payload, command, address, data);
  auto delay = sc_core::sc_time::from_value(now - sc_core::sc_time_stamp().value());
  socket_->b_transport(payload, delay);
  now = (sc_core::sc_time_stamp() + delay).value();
  ++transactions_;
  const bool is_ok = payload.is_response_ok();
  // A target may take the hint back while it waits: ask, do not trust an old answer.
  if (is_ok && use_dmi_ && payload.is_dmi_allowed()) {
    prepare(payload, command, address, data);
    ::tlm::tlm_dmi dmi;
    if (socket_->get_direct_mem_ptr(payload, dmi)) {
      direct_.add(dmi);
    }
  }
  if (after_) {
    after_();
  }
  return is_ok;
}

std::size_t CoreBus::debug(::tlm::tlm_command command, std::uint64_t address,
                           std::span<std::uint8_t> data) {
  ::tlm::tlm_generic_payload payload;
  prepare(payload, command, address, data);
  return data.empty() ? 0 : socket_->transport_dbg(payload);
}

std::size_t CoreBus::peek(std::uint64_t address, std::span<std::uint8_t> data) {
  return debug(::tlm::TLM_READ_COMMAND, address, data);
}

std::size_t CoreBus::poke(std::uint64_t address, std::span<std::uint8_t> data) {
  return debug(::tlm::TLM_WRITE_COMMAND, address, data);
}

}  // namespace tessera::tlm
