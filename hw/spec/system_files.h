// SPDX-License-Identifier: Apache-2.0
// Where system files, memory files and energy tables are: names to paths.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {

/// True for a system's or an accelerator's name: small letters, digits and '_', starting with a
/// letter. Names become file names and names of SystemC modules.
[[nodiscard]] bool is_name(std::string_view text);

/// Each kind has its shipped folder; $TESSERA_SYSTEMS is for all of them.
enum class FileKind : std::uint8_t { kSystem, kMemory, kEnergy };

/// Folders in the order of the search: $TESSERA_SYSTEMS, if set, then the shipped one.
[[nodiscard]] std::vector<std::filesystem::path> folders_of(FileKind kind);
[[nodiscard]] std::vector<std::filesystem::path> system_folders();

/// The file that `name_or_path` means. A path stays what it is; a name is looked for in `first`, if
/// that is not empty, then in folders_of(kind). Throws SpecError naming the folders and the files
/// in them.
[[nodiscard]] std::filesystem::path find_file(FileKind kind, std::string_view name_or_path,
                                              const std::filesystem::path& first = {});

/// Names of all files in folders_of(kind), sorted, each once. $TESSERA_SYSTEMS counts as a folder
/// of systems here. Throws SpecError if it cannot be read.
[[nodiscard]] std::vector<std::string> list_files(FileKind kind);
[[nodiscard]] std::vector<std::string> list_systems();

}  // namespace tessera::spec
