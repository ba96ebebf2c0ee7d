// SPDX-License-Identifier: Apache-2.0
// What the google rule has no constants for: known before anything runs, so that a compiler can
// refuse it by name.
#pragma once

#include "workloads/reference/context.h"

#include <optional>
#include <string>

namespace tessera::workloads {

/// Why the rule of the context's options says nothing about the operator; nothing if it does.
[[nodiscard]] std::optional<std::string> without_evidence(const Context& context);

/// Throws UsageError for a rule and a mode that do not go together; `source` is the network's file.
void require_rule_of_mode(const std::string& source, ConstantRule rule, func::RequantMode mode);

}  // namespace tessera::workloads
