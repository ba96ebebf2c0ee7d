// SPDX-License-Identifier: Apache-2.0
#include "tlm/memory.h"

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
    : sc_module(name),
      socket("socket"),
      config_(checked(config)),
      contents_(config_.base_address, config_.size_bytes) {
  socket.register_b_transport(this, &Memory::b_transport);
  socket.register_transport_dbg(this, &Memory::transport_dbg);
  socket.register_get_direct_mem_ptr(this, &Memory::get_direct_mem_ptr);
}

void Memory::b_transport(int /*id*/, ::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const auto response = contents_.check(payload);
  payload.set_response_status(response);
  if (response != ::tlm::TLM_OK_RESPONSE || payload.get_command() == ::tlm::TLM_IGNORE_COMMAND)
    return;
  contents_.move(payload);
  delay += payload.is_read() ? config_.read_latency : config_.write_latency;
  payload.set_dmi_allowed(config_.allow_dmi);
}

unsigned Memory::transport_dbg(int /*id*/, ::tlm::tlm_generic_payload& payload) {
  return contents_.debug(payload);
}

bool Memory::get_direct_mem_ptr(int /*id*/, ::tlm::tlm_generic_payload& payload,
                                ::tlm::tlm_dmi& dmi) {
  dmi.init();
  if (!config_.allow_dmi || !contents_.contains(payload.get_address(), 1)) {
    // Refused: nothing of this memory, or nothing at this address, may be reached by pointer.
    dmi.set_start_address(config_.allow_dmi ? payload.get_address() : config_.base_address);
    dmi.set_end_address(config_.allow_dmi ? payload.get_address()
                                          : config_.base_address + config_.size_bytes - 1);
    return false;
  }
  const std::uint64_t offset = payload.get_address() - config_.base_address;
  const std::uint64_t first = offset - offset % SparseStorage::kPageBytes;
  dmi.set_dmi_ptr(contents_.storage().page(offset));
  dmi.set_start_address(config_.base_address + first);
  dmi.set_end_address(config_.base_address + first + SparseStorage::kPageBytes - 1);
  dmi.set_read_latency(config_.read_latency);
  dmi.set_write_latency(config_.write_latency);
  dmi.allow_read_write();
  return true;
}

}  // namespace tessera::tlm
