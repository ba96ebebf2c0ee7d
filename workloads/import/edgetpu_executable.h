// SPDX-License-Identifier: Apache-2.0
// One Executable table of a compiled package, except its layers.
#pragma once

#include "workloads/flatbuffer/table.h"
#include "workloads/program/program.h"

namespace tessera::workloads {

[[nodiscard]] Executable read_executable(const Table& table);

}  // namespace tessera::workloads
