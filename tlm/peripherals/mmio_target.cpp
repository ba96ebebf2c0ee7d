// SPDX-License-Identifier: Apache-2.0
#include "tlm/peripherals/mmio_target.h"

#include "tlm/payload.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace tessera::tlm {
namespace {

constexpr unsigned kMaxBytes = 8;

std::optional<::tlm::tlm_response_status> shape_defect(const ::tlm::tlm_generic_payload& payload,
                                                       std::uint64_t window_bytes) {
  const unsigned bytes = payload.get_data_length();
  if (payload.get_address() >= window_bytes || bytes > window_bytes - payload.get_address()) {
    return ::tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  if (bytes > kMaxBytes || !std::has_single_bit(bytes) || payload.get_address() % bytes != 0 ||
      payload.get_streaming_width() < bytes) {
    return ::tlm::TLM_BURST_ERROR_RESPONSE;
  }
  for (unsigned i = 0; i < bytes; ++i) {
    if (!byte_enabled(payload, i)) {
      return ::tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    }
  }
  return std::nullopt;
}

}  // namespace

MmioTarget::MmioTarget(const sc_core::sc_module_name& name, std::uint64_t window_bytes)
    : sc_module(name), socket("socket"), window_bytes_(window_bytes) {
  socket.register_b_transport(this, &MmioTarget::b_transport);
  socket.register_transport_dbg(this, &MmioTarget::transport_dbg);
  socket.register_get_direct_mem_ptr(this, &MmioTarget::get_direct_mem_ptr);
}

void MmioTarget::synchronise(sc_core::sc_time& delay) {
  if (delay != sc_core::SC_ZERO_TIME) {
    sc_core::wait(delay);
    delay = sc_core::SC_ZERO_TIME;
  }
}

void MmioTarget::b_transport(::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (payload.get_command() == ::tlm::TLM_IGNORE_COMMAND) {
    payload.set_response_status(::tlm::TLM_OK_RESPONSE);
    return;
  }
  auto defect = payload_defect(payload);
  if (!defect) {
    defect = shape_defect(payload, window_bytes_);
  }
  if (defect) {
    payload.set_response_status(*defect);
    return;
  }
  delay += kAccessTime;
  const auto offset = static_cast<std::uint32_t>(payload.get_address());
  const auto data = data_of(payload);
  const auto bytes = static_cast<unsigned>(data.size());
  std::array<std::uint8_t, kMaxBytes> lanes{};
  if (payload.is_write()) {
    std::ranges::copy(data, lanes.begin());
    payload.set_response_status(
        write(offset, bytes, boost::endian::load_little_u64(lanes.data()), delay));
    return;
  }
  std::uint64_t value = 0;
  const auto status = read(offset, bytes, value, delay);
  if (status == ::tlm::TLM_OK_RESPONSE) {
    boost::endian::store_little_u64(lanes.data(), value);
    std::copy_n(lanes.begin(), bytes, data.begin());
  }
  payload.set_response_status(status);
}

unsigned MmioTarget::transport_dbg(::tlm::tlm_generic_payload& payload) {
  if (!payload.is_read() || payload_defect(payload) || shape_defect(payload, window_bytes_)) {
    return 0;
  }
  const auto data = data_of(payload);
  std::uint64_t value = 0;
  if (!peek(static_cast<std::uint32_t>(payload.get_address()), static_cast<unsigned>(data.size()),
            value)) {
    return 0;
  }
  std::array<std::uint8_t, kMaxBytes> lanes{};
  boost::endian::store_little_u64(lanes.data(), value);
  std::copy_n(lanes.begin(), data.size(), data.begin());
  return static_cast<unsigned>(data.size());
}

bool MmioTarget::get_direct_mem_ptr(::tlm::tlm_generic_payload& /*payload*/, ::tlm::tlm_dmi& dmi) {
  dmi.init();
  dmi.set_start_address(0);
  dmi.set_end_address(window_bytes_ - 1);
  return false;
}

}  // namespace tessera::tlm
