// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/network_steps.h"

#include "workloads/steps/step_cost.h"

namespace tessera::sim {
NetworkSteps::NetworkSteps(const workloads::Program& program, const workloads::NetworkPlan& plan,
                           const spec::HostOperatorCycles& figures, bool computes)
    : host_(program, plan), computes_(computes) {
  for (const workloads::PlanBuffer& buffer : plan.buffers) buffers_.push_back(buffer.bytes);
  for (const workloads::HostStep& step : plan.host_steps)
    cycles_.push_back(workloads::step_cycles(program, step, figures));
}

void NetworkSteps::run(std::size_t step, workloads::PlanMemory& memory) {
  if (computes_) host_.run(step, memory);
}

}  // namespace tessera::sim
