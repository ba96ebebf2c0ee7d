// SPDX-License-Identifier: Apache-2.0
// Where system files are: names to paths.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {

/// True for a system's or an accelerator's name: small letters, digits and '_', starting with a
/// letter. Names become file names and names of SystemC modules.
[[nodiscard]] bool is_name(std::string_view text);

/// Folders in the order of the search: $TESSERA_SYSTEMS, if set, then the shipped one.
[[nodiscard]] std::vector<std::filesystem::path> system_folders();

/// The file that `name_or_path` means. A path stays what it is; a name is looked for in `first`, if
/// that is not empty, then in system_folders(). Throws SpecError naming the folders and the systems
/// in them.
[[nodiscard]] std::filesystem::path find_system_file(std::string_view name_or_path,
                                                     const std::filesystem::path& first = {});

/// Names of all systems in system_folders(), sorted, each once. Throws SpecError if
/// $TESSERA_SYSTEMS cannot be read.
[[nodiscard]] std::vector<std::string> list_systems();

}  // namespace tessera::spec
