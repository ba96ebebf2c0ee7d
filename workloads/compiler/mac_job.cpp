// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/mac_job.h"

namespace tessera::workloads {

std::vector<HostShare> host_shares(const Machine& machine, const MacJob& job) {
  if (job.streamed_to == 0) return {{machine.all_tiles(), job.parameters.bytes()}};
  std::vector<HostShare> shares;
  for (std::uint32_t t = 0; t < job.streamed_to; ++t)
    shares.push_back({1U << t, job.resident.at(t).bytes()});
  if (job.streamed_to == machine.tiles) return shares;
  std::span<const std::uint8_t> idle = job.resident.at(job.streamed_to).bytes();
  if (job.parameters.fills() == 1)
    idle = idle.first(
        static_cast<std::size_t>((job.parameters.scaling_rows() + kIdleRows) * machine.row_bytes));
  shares.push_back({machine.all_tiles() & ~((1U << job.streamed_to) - 1), idle});
  return shares;
}

std::int64_t host_bytes(const Machine& machine, const MacJob& job) {
  std::int64_t bytes = 0;
  for (const HostShare& share : host_shares(machine, job))
    bytes += static_cast<std::int64_t>(share.bytes.size());
  return bytes;
}

}  // namespace tessera::workloads
