// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace tessera::sim {

/// Writes a file completely or not at all (through a temporary file beside it). Throws UsageError
/// naming the file if it cannot.
void write_whole_file(const std::string& path, std::span<const std::uint8_t> bytes);

/// The same for text; "-" is standard output.
void write_text(const std::string& path, const std::string& text);

/// `name` with everything but letters, digits, '-' and '.' replaced by '_'.
[[nodiscard]] std::string file_name(const std::string& name);

}  // namespace tessera::sim
