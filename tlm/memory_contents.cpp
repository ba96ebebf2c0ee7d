// SPDX-License-Identifier: Apache-2.0
#include "tlm/memory_contents.h"

#include "tlm/payload.h"

#include <algorithm>

namespace tessera::tlm {

bool MemoryContents::contains(std::uint64_t address, std::uint64_t bytes) const {
  return address >= base_ && storage_.contains(address - base_, bytes);
}

bool MemoryContents::poke(std::uint64_t address, std::span<const std::uint8_t> data) {
  if (!contains(address, data.size())) {
    return false;
  }
  storage_.write(address - base_, data);
  return true;
}

bool MemoryContents::peek(std::uint64_t address, std::span<std::uint8_t> data) const {
  if (!contains(address, data.size())) {
    return false;
  }
  storage_.read(address - base_, data);
  return true;
}

::tlm::tlm_response_status MemoryContents::check(const ::tlm::tlm_generic_payload& payload) const {
  if (payload.get_command() == ::tlm::TLM_IGNORE_COMMAND) return ::tlm::TLM_OK_RESPONSE;
  if (const auto defect = payload_defect(payload)) return *defect;
  const unsigned footprint = std::min(payload.get_data_length(), payload.get_streaming_width());
  return contains(payload.get_address(), footprint) ? ::tlm::TLM_OK_RESPONSE
                                                    : ::tlm::TLM_ADDRESS_ERROR_RESPONSE;
}

void MemoryContents::move(::tlm::tlm_generic_payload& payload) {
  if (payload.get_command() == ::tlm::TLM_IGNORE_COMMAND) return;
  const std::uint64_t offset = payload.get_address() - base_;
  if (payload.get_byte_enable_ptr() != nullptr ||
      payload.get_streaming_width() < payload.get_data_length()) {
    move_by_byte(payload);
  } else if (payload.is_read()) {
    storage_.read(offset, data_of(payload));
  } else {
    storage_.write(offset, data_of(payload));
  }
}

// Byte enables and streaming: byte i of the data goes to address + i mod width.
void MemoryContents::move_by_byte(::tlm::tlm_generic_payload& payload) {
  const std::uint64_t offset = payload.get_address() - base_;
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

unsigned MemoryContents::debug(::tlm::tlm_generic_payload& payload) {
  if (payload.get_data_ptr() == nullptr || payload.get_command() == ::tlm::TLM_IGNORE_COMMAND ||
      !contains(payload.get_address(), 1)) {
    return 0;
  }
  const std::uint64_t offset = payload.get_address() - base_;
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

}  // namespace tessera::tlm
