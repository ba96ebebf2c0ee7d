// SPDX-License-Identifier: Apache-2.0
// The host steps of one program, as the operator service offers them.
#pragma once

#include "hw/spec/system.h"
#include "sim/platform/operator_service.h"
#include "workloads/steps/host_steps.h"
#include "workloads/steps/network_plan.h"

namespace tessera::sim {

class NetworkSteps final : public ServiceSteps {
 public:
  /// `program` and `plan` must outlive this. Without `computes` (engines that have no bytes) a step
  /// costs its cycles and touches no buffer.
  NetworkSteps(const workloads::Program& program, const workloads::NetworkPlan& plan,
               const spec::HostOperatorCycles& figures, bool computes);

  [[nodiscard]] std::size_t steps() const override { return cycles_.size(); }
  [[nodiscard]] const std::vector<std::uint32_t>& buffers() const override { return buffers_; }
  [[nodiscard]] std::uint64_t cycles(std::size_t step) const override { return cycles_.at(step); }
  void run(std::size_t step, workloads::PlanMemory& memory) override;

 private:
  workloads::HostSteps host_;
  bool computes_;
  std::vector<std::uint32_t> buffers_;
  std::vector<std::uint64_t> cycles_;
};

}  // namespace tessera::sim
