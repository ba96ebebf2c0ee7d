// SPDX-License-Identifier: Apache-2.0
// The commands of one part: its steps in order, weights sent ahead.
#pragma once

#include "workloads/compiler/command_stream.h"
#include "workloads/compiler/step.h"
#include "workloads/compiler/wide_plan.h"
#include "workloads/graph/graph.h"
#include "workloads/program/program.h"

#include <string>
#include <vector>

namespace tessera::workloads {

/// All jobs of a part, in the order in which their weights are sent.
[[nodiscard]] std::vector<const MacJob*> jobs_of(const PartPlan& plan);
[[nodiscard]] std::vector<std::string> job_names_of(const PartPlan& plan);
/// The operators they were made for, where it is one.
[[nodiscard]] std::vector<std::optional<std::size_t>> job_sources_of(const PartPlan& plan);

struct PartPrograms {
  Executable execution;
  std::vector<LayerRange> layers;
};

/// `first_job` is the number of the part's first job in `wide`; `part` its own number.
[[nodiscard]] PartPrograms emit_part(const Machine& machine, const PartPlan& plan,
                                     const WidePlan& wide, std::size_t first_job, std::size_t part,
                                     const std::vector<DeviceTensor>& inputs,
                                     const std::vector<DeviceTensor>& outputs);

/// The program that loads the parameters which stay in the tiles; nothing if there are none.
[[nodiscard]] std::optional<Executable> emit_caching(const Machine& machine, const WidePlan& wide);

}  // namespace tessera::workloads
