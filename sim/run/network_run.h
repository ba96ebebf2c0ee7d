// SPDX-License-Identifier: Apache-2.0
// One network on a platform through the firmware's mailbox.
#pragma once

#include "sim/platform/platform.h"
#include "workloads/file.h"
#include "workloads/program/program.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tessera::sim {

struct NetworkRun {
  std::vector<workloads::Bytes> outputs;  // in the types of the host graph
  std::uint32_t device_runs = 0;          // parts executed
  std::uint32_t caching_runs = 0;         // times the parameters were loaded
  std::uint32_t host_steps = 0;
  std::uint64_t host_cycles = 0;        // of the control core, charged by the operator service
  sc_core::sc_time load_time;           // simulated: device opened, network loaded
  sc_core::sc_time run_time;            // simulated: from the doorbell of RUN to its reply
  std::uint64_t load_instructions = 0;  // of the firmware; 0 when it runs natively
  std::uint64_t run_instructions = 0;
};

/// Loads the program and runs it `inferences` times on the same inputs (those of the host graph, in
/// its types). Without `computes` no host step touches a byte. Throws SimulationFault with the
/// firmware's status, the fault and what stood still. Once per platform.
[[nodiscard]] NetworkRun run_network(Platform& platform, const workloads::Program& program,
                                     std::span<const workloads::Bytes> inputs, bool computes,
                                     unsigned inferences = 1);

}  // namespace tessera::sim
