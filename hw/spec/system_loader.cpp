// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/system_loader.h"

#include "hw/spec/file_layers.h"
#include "hw/spec/system_settings.h"
#include "hw/spec/yaml_document.h"

#include <filesystem>
#include <utility>

namespace tessera::spec {
namespace {

SystemConfig build(YamlNode root, const std::string& file) {
  const std::vector<FileLayer> layers = with_bases(std::move(root), file, FileKind::kSystem);
  SystemConfig system = SystemSettings(layers).build();
  check_consistency(system, file);
  return system;
}

}  // namespace

SystemConfig load_system(std::string_view name_or_path) {
  const std::filesystem::path path = find_file(FileKind::kSystem, name_or_path);
  return build(read_yaml(path), path.string());
}

SystemConfig parse_system(const std::string& text, const std::string& file) {
  return build(parse_yaml(text, file), file);
}

}  // namespace tessera::spec
