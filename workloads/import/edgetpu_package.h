// SPDX-License-Identifier: Apache-2.0
// Reads a *_edgetpu.tflite, compiled by Google's compiler, into a Program.
#pragma once

#include "workloads/program/program.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tessera::workloads {

/// Reads a file. Nothing in it is trusted: throws an `Error` that names the file, the table and
/// field, the value found and what is allowed. The program has passed `check`, its host graph
/// `validate`.
[[nodiscard]] Program import_edgetpu_package(const std::string& path);

/// Same for bytes in memory; `file` is the name used in messages.
[[nodiscard]] Program import_edgetpu_package(std::string_view file,
                                             std::span<const std::uint8_t> bytes);

}  // namespace tessera::workloads
