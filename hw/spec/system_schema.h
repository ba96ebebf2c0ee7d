// SPDX-License-Identifier: Apache-2.0
// The schema of system files.
#pragma once

#include "hw/spec/schema.h"

#include <span>
#include <string>

namespace tessera::spec {

/// The keys of a system and those of each entry of its list `accelerators`.
[[nodiscard]] std::span<const Parameter<SystemConfig>> system_parameters();
[[nodiscard]] std::span<const Parameter<AcceleratorConfig>> accelerator_parameters();

/// The manual page doc/systems.md.
[[nodiscard]] std::string schema_markdown();

}  // namespace tessera::spec
