// SPDX-License-Identifier: Apache-2.0
// The chain of files that `extends` makes.
#pragma once

#include "hw/spec/settings.h"
#include "hw/spec/system_files.h"

#include <string>
#include <vector>

namespace tessera::spec {

/// The file's text and those that it extends, the base of all first. Throws SpecError.
[[nodiscard]] std::vector<FileLayer> with_bases(YamlNode root, std::string file, FileKind kind);

}  // namespace tessera::spec
