// SPDX-License-Identifier: Apache-2.0
// The schema of memory files.
#pragma once

#include "hw/spec/memory_config.h"
#include "hw/spec/schema.h"

#include <span>

namespace tessera::spec {

[[nodiscard]] std::span<const Parameter<MemoryConfig>> memory_parameters();

/// Refuses values that are each in range but do not fit together. Throws SpecError.
void check_memory(const MemoryConfig& memory, const std::string& file);

}  // namespace tessera::spec
