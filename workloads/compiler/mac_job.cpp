// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/mac_job.h"

#include <iterator>
#include <utility>

namespace tessera::workloads {

namespace {

/// Of a dense record on its way from the host.
std::int64_t host_record_bytes(const ParameterImage& image) {
  return image.dense() ? round_up(image.record_bytes(), kParameterUnit) : image.record_bytes();
}

/// Bytes of the first tile without outputs: what keeps its consumer in step.
std::int64_t idle_bytes(const Machine& machine, const MacJob& job) {
  return job.parameters.fills() == 1
             ? (job.parameters.scaling_rows() + kIdleRows) * machine.row_bytes
             : std::ssize(job.resident.at(job.streamed_to).bytes());
}

}  // namespace

std::vector<HostShare> host_shares(const Machine& machine, const MacJob& job) {
  if (job.streamed_to == 0) {
    const std::int64_t packet = host_record_bytes(job.parameters);
    return {{machine.all_tiles(), packet,
             job.parameters.dense() ? job.parameters.spread(packet) : job.parameters.bytes()}};
  }
  std::vector<HostShare> shares;
  for (std::uint32_t t = 0; t < job.streamed_to; ++t)
    shares.push_back({1U << t, machine.row_bytes, job.resident.at(t).bytes()});
  if (job.streamed_to == machine.tiles) return shares;
  Bytes idle = job.resident.at(job.streamed_to).bytes();
  idle.resize(static_cast<std::size_t>(idle_bytes(machine, job)));
  shares.push_back(
      {machine.all_tiles() & ~((1U << job.streamed_to) - 1), machine.row_bytes, std::move(idle)});
  return shares;
}

std::int64_t host_bytes(const Machine& machine, const MacJob& job) {
  if (job.streamed_to == 0) return job.parameters.records() * host_record_bytes(job.parameters);
  std::int64_t bytes = job.streamed_to == machine.tiles ? 0 : idle_bytes(machine, job);
  for (std::uint32_t t = 0; t < job.streamed_to; ++t)
    bytes += std::ssize(job.resident.at(t).bytes());
  return bytes;
}

}  // namespace tessera::workloads
