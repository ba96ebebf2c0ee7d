// SPDX-License-Identifier: Apache-2.0
// The result for people: a page of text.
#pragma once

#include "sim/run/run_outcome.h"

#include <optional>
#include <string>
#include <vector>

namespace tessera::sim {

/// `labels`: names of the classes of a one-dimensional first output, if known.
[[nodiscard]] std::string summary(const RunOutcome& outcome,
                                  const std::vector<std::string>& labels);

}  // namespace tessera::sim
