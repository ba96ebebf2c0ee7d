// SPDX-License-Identifier: Apache-2.0
#include "tlm/payload.h"

namespace tessera::tlm {

std::optional<::tlm::tlm_response_status> payload_defect(
    const ::tlm::tlm_generic_payload& payload) {
  if (payload.get_data_ptr() == nullptr) {
    return ::tlm::TLM_GENERIC_ERROR_RESPONSE;
  }
  if (payload.get_data_length() == 0 || payload.get_streaming_width() == 0) {
    return ::tlm::TLM_BURST_ERROR_RESPONSE;
  }
  const unsigned char* enables = payload.get_byte_enable_ptr();
  if (enables == nullptr) {
    return std::nullopt;
  }
  if (payload.get_byte_enable_length() == 0) {
    return ::tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  }
  for (unsigned i = 0; i < payload.get_byte_enable_length(); ++i) {
    if (enables[i] != TLM_BYTE_DISABLED && enables[i] != TLM_BYTE_ENABLED) {
      return ::tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    }
  }
  return std::nullopt;
}

bool byte_enabled(const ::tlm::tlm_generic_payload& payload, unsigned index) {
  const unsigned char* enables = payload.get_byte_enable_ptr();
  return enables == nullptr ||
         enables[index % payload.get_byte_enable_length()] == TLM_BYTE_ENABLED;
}

std::span<std::uint8_t> data_of(::tlm::tlm_generic_payload& payload) {
  return {payload.get_data_ptr(), payload.get_data_length()};
}

void prepare(::tlm::tlm_generic_payload& payload, ::tlm::tlm_command command, std::uint64_t address,
             std::span<std::uint8_t> data) {
  const auto length = static_cast<unsigned>(data.size());
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(data.data());
  payload.set_data_length(length);
  payload.set_streaming_width(length);
  payload.set_byte_enable_ptr(nullptr);
  payload.set_byte_enable_length(0);
  payload.set_dmi_allowed(false);
  payload.set_response_status(::tlm::TLM_INCOMPLETE_RESPONSE);
  payload.set_gp_option(::tlm::TLM_MIN_PAYLOAD);
}

}  // namespace tessera::tlm
