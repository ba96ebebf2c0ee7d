// SPDX-License-Identifier: Apache-2.0
// Runs the host steps of a plan on the reference executor.
#pragma once

#include "workloads/file.h"
#include "workloads/reference/values.h"
#include "workloads/steps/network_plan.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace tessera::workloads {

/// Where a plan's buffers lie.
class PlanMemory {
 public:
  virtual ~PlanMemory() = default;
  /// The first `data.size()` bytes of a buffer; may throw, which ends the step.
  virtual void read(std::size_t buffer, std::span<std::uint8_t> data) = 0;
  virtual void write(std::size_t buffer, std::span<const std::uint8_t> data) = 0;
};

class HostSteps final {
 public:
  /// Both must outlive this.
  HostSteps(const Program& program, const NetworkPlan& plan);

  /// Runs one step. Throws what the executor throws for operands it refuses, and what `memory`
  /// throws.
  void run(std::size_t step, PlanMemory& memory);

  /// Variables back to their zero points.
  void reset_variables();

 private:
  void forget(const HostStep& step);

  const Program& program_;
  const NetworkPlan& plan_;
  Values values_;
};

}  // namespace tessera::workloads
