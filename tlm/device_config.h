// SPDX-License-Identifier: Apache-2.0
// What a device is constructed with.
#pragma once

#include "hw/memory/host_link.h"
#include "hw/spec/memory_config.h"
#include "hw/spec/system.h"

#include <systemc>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace tessera::tlm {

struct DeviceConfig {
  hw::HostLinkTiming link;
  std::optional<spec::MemoryConfig>
      memory;  ///< DRAM behind the link; none: the target's time counts
  /// Are the queue's descriptors fetched over the link? Not on USB, where a header with the same
  /// content comes with each chunk of instructions (facts: edgetpu.md 6.3).
  bool descriptors_on_link = true;
  std::size_t page_table_entries = 8192;  ///< 1 to 8192
  std::uint32_t rows = 4;                 ///< tile grid; 1 to 126 tiles, as tileconfig0 can name
  std::uint32_t columns = 4;
  std::uint32_t scalar_memory_bytes = 0;             ///< shown in scalar_core.scMemoryCapacity
  std::uint32_t narrow_memory_bytes = 0;             ///< shown in scalar_core.tileMemoryCapacity
  sc_core::sc_time clock_period{2, sc_core::SC_NS};  ///< for time stamps in cycles; > 0

  /// Time of one register access. A polling loop advances time by it, so it must be > 0. Choice: of
  /// the order of a bridge crossing inside a chip; no public figure.
  sc_core::sc_time register_latency{100, sc_core::SC_NS};

  /// Take DMA responses left at TLM_INCOMPLETE_RESPONSE as success, for platforms whose memories
  /// never set a response (rule C-03). Off: they are bus errors.
  bool accept_incomplete_response = false;

  [[nodiscard]] std::uint32_t tiles() const { return rows * columns; }
};

/// The device in front of accelerator `index` of a system; throws std::out_of_range if there is
/// none.
[[nodiscard]] DeviceConfig device_config(const spec::SystemConfig& system, std::size_t index = 0);

}  // namespace tessera::tlm
