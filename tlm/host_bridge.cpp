// SPDX-License-Identifier: Apache-2.0
#include "tlm/host_bridge.h"

#include "tlm/payload.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tessera::tlm {

HostBridge::HostBridge(const sc_core::sc_module_name& name, HostBridgeConfig config)
    : sc_module(name),
      mmio("mmio"),
      memory("memory"),
      irq("irq"),
      config_(std::move(config)),
      keeper_(config_.quantum) {}

bool HostBridge::send(Socket& socket, ::tlm::tlm_command command, std::uint64_t address,
                      std::span<std::uint8_t> data) {
  ::tlm::tlm_generic_payload payload;
  prepare(payload, command, address, data);
  sc_core::sc_time delay = keeper_.get_local_time();
  socket->b_transport(payload, delay);
  keeper_.set(delay);
  if (keeper_.need_sync()) {
    synchronise();
  }
  return payload.is_response_ok();
}

std::uint64_t HostBridge::read_register(std::uint64_t offset, unsigned bytes) {
  std::array<std::uint8_t, 8> data{};
  if (!send(mmio, ::tlm::TLM_READ_COMMAND, config_.mmio_base + offset,
            std::span(data).first(bytes))) {
    ++register_errors_;
    return ~std::uint64_t{0};
  }
  std::uint64_t value = 0;
  for (unsigned i = bytes; i-- > 0;) {
    value = value << 8 | data[i];
  }
  return value;
}

void HostBridge::write_register(std::uint64_t offset, std::uint64_t value, unsigned bytes) {
  std::array<std::uint8_t, 8> data{};
  for (unsigned i = 0; i < bytes; ++i) {
    data[i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  if (!send(mmio, ::tlm::TLM_WRITE_COMMAND, config_.mmio_base + offset,
            std::span(data).first(bytes))) {
    ++register_errors_;
  }
}

std::uint32_t HostBridge::read32(std::uint64_t offset) {
  return static_cast<std::uint32_t>(read_register(offset, 4));
}

std::uint64_t HostBridge::read64(std::uint64_t offset) { return read_register(offset, 8); }

void HostBridge::write32(std::uint64_t offset, std::uint32_t value) {
  write_register(offset, value, 4);
}

void HostBridge::write64(std::uint64_t offset, std::uint64_t value) {
  write_register(offset, value, 8);
}

bool HostBridge::copy_to_memory(std::uint64_t address, std::span<const std::uint8_t> data) {
  std::array<std::uint8_t, 4096> piece;
  while (!data.empty()) {
    const std::size_t count = std::min(data.size(), piece.size());
    std::copy_n(data.begin(), count, piece.begin());
    if (!send(memory, ::tlm::TLM_WRITE_COMMAND, address, std::span(piece).first(count))) {
      return false;
    }
    data = data.subspan(count);
    address += count;
  }
  return true;
}

bool HostBridge::copy_from_memory(std::uint64_t address, std::span<std::uint8_t> data) {
  while (!data.empty()) {
    const auto piece = data.first(std::min<std::size_t>(data.size(), 4096));
    if (!send(memory, ::tlm::TLM_READ_COMMAND, address, piece)) {
      return false;
    }
    data = data.subspan(piece.size());
    address += piece.size();
  }
  return true;
}

void HostBridge::synchronise() {
  if (keeper_.get_local_time() != sc_core::SC_ZERO_TIME) {
    keeper_.sync();
  } else {
    keeper_.reset();
  }
}

bool HostBridge::wait_interrupt(const sc_core::sc_time& timeout) {
  synchronise();
  if (irq.size() == 0) {
    sc_core::wait(timeout);
  } else if (!irq->read()) {
    sc_core::wait(timeout, irq->posedge_event());
  }
  keeper_.reset();
  if (irq.size() == 0 || !irq->read()) {
    return false;
  }
  keeper_.inc(config_.interrupt_latency);
  return true;
}

}  // namespace tessera::tlm
