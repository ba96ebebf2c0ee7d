// SPDX-License-Identifier: Apache-2.0
#include "tlm/memory.h"

#include "tlm/payload.h"

#include <algorithm>

namespace tessera::tlm {
namespace {

MemoryConfig checked(MemoryConfig config) {
  constexpr std::uint64_t kUnit = SparseStorage::kPageBytes;
  if (config.size_bytes == 0 || config.size_bytes % kUnit != 0) {
    SC_REPORT_ERROR("/tessera/memory/config", "size_bytes must be a positive multiple of 65536");
    config.size_bytes = (config.size_bytes / kUnit + 1) * kUnit;
  }
  return config;
}

}  // namespace

Memory::Memory(const sc_core::sc_module_name& name, const MemoryConfig& config)
    : sc_module(name), socket("socket"), config_(checked(config)), storage_(config_.size_bytes) {
  socket.register_b_transport(this, &Memory::b_transport);
  socket.register_transport_dbg(this, &Memory::transport_dbg);
  socket.register_get_direct_mem_ptr(this, &Memory::get_direct_mem_ptr);
}

bool Memory::contains(std::uint64_t address, std::uint64_t bytes) const {
  return address >= config_.base_address &&
         storage_.contains(address - config_.base_address, bytes);
}

bool Memory::poke(std::uint64_t address, std::span<const std::uint8_t> data) {
  if (!contains(address, data.size())) {
    return false;
  }
  storage_.write(address - config_.base_address, data);
  return true;
}

bool Memory::peek(std::uint64_t address, std::span<std::uint8_t> data) const {
  if (!contains(address, data.size())) {
    return false;
  }
  storage_.read(address - config_.base_address, data);
  return true;
}

void Memory::b_transport(int /*id*/, ::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (payload.get_command() == ::tlm::TLM_IGNORE_COMMAND) {
    payload.set_response_status(::tlm::TLM_OK_RESPONSE);
    return;
  }
  if (const auto defect = payload_defect(payload)) {
    payload.set_response_status(*defect);
    return;
  }
  const unsigned length = payload.get_data_length();
  const unsigned footprint = std::min(length, payload.get_streaming_width());
  if (!contains(payload.get_address(), footprint)) {
    payload.set_response_status(::tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return;
  }
  const std::uint64_t offset = payload.get_address() - config_.base_address;
  if (payload.get_byte_enable_ptr() != nullptr || footprint != length) {
    move_by_byte(payload);
  } else if (payload.is_read()) {
    storage_.read(offset, data_of(payload));
  } else {
    storage_.write(offset, data_of(payload));
  }
  delay += payload.is_read() ? config_.read_latency : config_.write_latency;
  payload.set_dmi_allowed(config_.allow_dmi);
  payload.set_response_status(::tlm::TLM_OK_RESPONSE);
}

// Byte enables and streaming: byte i of the data goes to address + i mod width.
void Memory::move_by_byte(::tlm::tlm_generic_payload& payload) {
  const std::uint64_t offset = payload.get_address() - config_.base_address;
  const auto data = data_of(payload);
  for (unsigned i = 0; i < data.size(); ++i) {
    if (!byte_enabled(payload, i)) {
      continue;
    }
    const std::uint64_t target = offset + i % payload.get_streaming_width();
    if (payload.is_read()) {
      storage_.read(target, data.subspan(i, 1));
    } else {
      storage_.write(target, data.subspan(i, 1));
    }
  }
}

unsigned Memory::transport_dbg(int /*id*/, ::tlm::tlm_generic_payload& payload) {
  if (payload.get_data_ptr() == nullptr || payload.get_command() == ::tlm::TLM_IGNORE_COMMAND ||
      !contains(payload.get_address(), 1)) {
    return 0;
  }
  const std::uint64_t offset = payload.get_address() - config_.base_address;
  const std::uint64_t room = storage_.size() - offset;
  const auto data = data_of(payload).first(
      static_cast<std::size_t>(std::min<std::uint64_t>(payload.get_data_length(), room)));
  if (payload.is_read()) {
    storage_.read(offset, data);
  } else {
    storage_.write(offset, data);
  }
  return static_cast<unsigned>(data.size());
}

bool Memory::get_direct_mem_ptr(int /*id*/, ::tlm::tlm_generic_payload& payload,
                                ::tlm::tlm_dmi& dmi) {
  dmi.init();
  if (!config_.allow_dmi || !contains(payload.get_address(), 1)) {
    // Refused: nothing of this memory, or nothing at this address, may be reached by pointer.
    dmi.set_start_address(config_.allow_dmi ? payload.get_address() : config_.base_address);
    dmi.set_end_address(config_.allow_dmi ? payload.get_address()
                                          : config_.base_address + config_.size_bytes - 1);
    return false;
  }
  const std::uint64_t offset = payload.get_address() - config_.base_address;
  const std::uint64_t first = offset - offset % SparseStorage::kPageBytes;
  dmi.set_dmi_ptr(storage_.page(offset));
  dmi.set_start_address(config_.base_address + first);
  dmi.set_end_address(config_.base_address + first + SparseStorage::kPageBytes - 1);
  dmi.set_read_latency(config_.read_latency);
  dmi.set_write_latency(config_.write_latency);
  dmi.allow_read_write();
  return true;
}

}  // namespace tessera::tlm
