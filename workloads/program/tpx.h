// SPDX-License-Identifier: Apache-2.0
// Program files (.tpx): compiled programs as bytes. The format is described in doc/tpx.md.
#pragma once

#include "workloads/file.h"
#include "workloads/program/program.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tessera::workloads {

inline constexpr std::string_view kTpxSuffix = ".tpx";

/// The bytes of a program file. The program must have passed `check`. Nothing is left out but the
/// `source` of program and graph. Throws `UsageError` for a text of more than 4096 bytes.
[[nodiscard]] Bytes write_tpx(const Program& program);

/// Reads a file. Nothing in it is trusted: throws an `Error` that names the file, the section and
/// field, the value found and what is allowed. The program has passed `check`, its host graph
/// `validate`.
[[nodiscard]] Program read_tpx(const std::string& path);

/// Same for bytes in memory; `file` is the name used in messages.
[[nodiscard]] Program read_tpx(std::string_view file, std::span<const std::uint8_t> bytes);

}  // namespace tessera::workloads
