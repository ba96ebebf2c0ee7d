// SPDX-License-Identifier: Apache-2.0
// Reads system files: the only way from YAML to a SystemConfig.
#pragma once

#include "hw/spec/error.h"
#include "hw/spec/system.h"
#include "hw/spec/system_files.h"  // list_systems()

#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {

/// The system of a name ("coral") or of a file ("my/chip.yaml"); system_files.h says where names
/// are looked for. Throws SpecError, naming file, line, key, given value and what is allowed, for
/// anything that doc/systems.md does not allow.
[[nodiscard]] SystemConfig load_system(std::string_view name_or_path);

/// The same from a file's text; `file` names it in errors, must have the system's name as its stem,
/// and its folder is where `extends` looks first.
[[nodiscard]] SystemConfig parse_system(const std::string& text, const std::string& file);

/// Refuses values that are each in range but do not fit together. Throws SpecError.
void check_consistency(const SystemConfig& system, const std::string& file);

}  // namespace tessera::spec
