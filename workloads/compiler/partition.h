// SPDX-License-Identifier: Apache-2.0
// Which operators run on the accelerator, in which part.
#pragma once

#include "workloads/compiler/compile.h"
#include "workloads/compiler/machine.h"
#include "workloads/reference/values.h"

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

namespace tessera::workloads {

/// Parts alternate with the control core's operators: level 0 of the host, part 0, level 1 of the
/// host, part 1 and so on.
struct Partition {
  std::vector<std::vector<std::size_t>> parts;  // operators, in order
  std::vector<std::vector<std::size_t>> host;   // parts.size() + 1 levels
  std::vector<CompileReport::OnHost> reasons;
};

/// `cuts` are results of operators that stay on the control core (stripes.h).
[[nodiscard]] Partition partition(const Graph& graph, const Machine& machine,
                                  const CompileOptions& options, Values& constants,
                                  const std::set<TensorIndex>& cuts);

}  // namespace tessera::workloads
