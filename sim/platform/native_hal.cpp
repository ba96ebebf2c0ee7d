// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/native_hal.h"

#include <atomic>

namespace tessera::sim {

NativeHal::NativeHal(tlm::HostBridge& bridge, std::uint64_t window)
    : bridge_(bridge), window_(window) {
  table_.context = this;
  table_.read32 = [](void* context, std::uint32_t offset) {
    return self(context).bridge_.read32(self(context).window_ + offset);
  };
  table_.read64 = [](void* context, std::uint32_t offset) {
    return self(context).bridge_.read64(self(context).window_ + offset);
  };
  table_.write32 = [](void* context, std::uint32_t offset, std::uint32_t value) {
    self(context).bridge_.write32(self(context).window_ + offset, value);
  };
  table_.write64 = [](void* context, std::uint32_t offset, std::uint64_t value) {
    self(context).bridge_.write64(self(context).window_ + offset, value);
  };
  table_.memory_barrier = [](void*) { std::atomic_thread_fence(std::memory_order_seq_cst); };
  table_.copy_to_bus = [](void* context, std::uint64_t address, const void* source,
                          std::size_t bytes) {
    return self(context).bridge_.copy_to_memory(address,
                                                {static_cast<const std::uint8_t*>(source), bytes});
  };
  table_.copy_from_bus = [](void* context, void* target, std::uint64_t address, std::size_t bytes) {
    return self(context).bridge_.copy_from_memory(address,
                                                  {static_cast<std::uint8_t*>(target), bytes});
  };
  table_.wait_interrupt = [](void* context, std::uint64_t timeout_us) {
    return self(context).bridge_.wait_interrupt(
        sc_core::sc_time(static_cast<double>(timeout_us), sc_core::SC_US));
  };
  table_.time_us = [](void* context) {
    return static_cast<std::uint64_t>(self(context).bridge_.now().to_seconds() * 1e6);
  };
}

}  // namespace tessera::sim
