// SPDX-License-Identifier: Apache-2.0
// Host memory for platforms and tests: a plain TLM-2.0 loosely-timed target.
#pragma once

#include "tlm/memory_contents.h"
#include "tlm/standard.h"

#include <cstdint>
#include <span>

namespace tessera::tlm {

struct MemoryConfig {
  std::uint64_t base_address = 0;  ///< bus address of the first byte
  std::uint64_t size_bytes = 0;    ///< multiple of 64 KiB
  sc_core::sc_time read_latency;   ///< added to the delay of each read
  sc_core::sc_time write_latency;  ///< added to the delay of each write
  bool allow_dmi = true;           ///< grant pointers, one 64 KiB page at a time
};

/// Bounds-checked memory with byte enables and streaming widths. Any number of initiators may bind.
/// Sparse: gigabytes cost nothing until they are written.
class Memory final : public sc_core::sc_module {
 public:
  tlm_utils::multi_passthrough_target_socket<Memory, 32> socket;

  /// Reports SC_ERROR and uses a legal value if the size is 0 or not a multiple of 64 KiB.
  Memory(const sc_core::sc_module_name& name, const MemoryConfig& config);

  [[nodiscard]] const MemoryConfig& config() const { return config_; }

  /// Model-side access at bus addresses, without time; false and no effect if outside.
  [[nodiscard]] bool poke(std::uint64_t address, std::span<const std::uint8_t> data) {
    return contents_.poke(address, data);
  }
  [[nodiscard]] bool peek(std::uint64_t address, std::span<std::uint8_t> data) const {
    return contents_.peek(address, data);
  }

 private:
  void b_transport(int id, ::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(int id, ::tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(int id, ::tlm::tlm_generic_payload& payload, ::tlm::tlm_dmi& dmi);

  MemoryConfig config_;
  MemoryContents contents_;
};

}  // namespace tessera::tlm
