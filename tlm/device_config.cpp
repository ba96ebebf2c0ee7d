// SPDX-License-Identifier: Apache-2.0
#include "tlm/device_config.h"

namespace tessera::tlm {

DeviceConfig device_config(const spec::SystemConfig& system, std::size_t index) {
  constexpr double kBytesPerMegabyte = 1e6;
  const spec::AcceleratorConfig& accelerator = system.accelerators.at(index);
  const spec::LinkConfig& link = system.host.link;
  DeviceConfig config;
  config.link.to_device_bytes_per_second = link.bandwidth_out_mb_s * kBytesPerMegabyte;
  config.link.from_device_bytes_per_second = link.bandwidth_in_mb_s * kBytesPerMegabyte;
  config.link.transfer_overhead = sc_core::sc_time(link.transfer_overhead_ns, sc_core::SC_NS);
  config.link.burst_bytes = link.burst_bytes;
  config.descriptors_on_link =
      link.kind == spec::LinkKind::kPcie || link.kind == spec::LinkKind::kOnChip;
  if (system.host.memory != spec::kNoMemory) config.memory = spec::load_memory(system.host.memory);
  config.page_table_entries = system.host.page_table_entries;
  config.rows = accelerator.grid.rows;
  config.columns = accelerator.grid.columns;
  config.scalar_memory_bytes = accelerator.scalar_memory_words * 4;
  config.narrow_memory_bytes = accelerator.narrow_memory_bytes;
  config.clock_period = sc_core::sc_time(1e3 / system.clock_mhz, sc_core::SC_NS);
  return config;
}

}  // namespace tessera::tlm
