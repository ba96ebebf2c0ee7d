// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/system_settings.h"

#include "hw/spec/error.h"
#include "hw/spec/system_files.h"
#include "hw/spec/system_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace tessera::spec {
namespace {

constexpr std::size_t kMostAccelerators = 16;

}  // namespace

SystemSettings::SystemSettings(std::span<const FileLayer> layers) : file_(layers.back().file) {
  for (const FileLayer& layer : layers) {
    collect_layer(layer);
  }
}

void SystemSettings::collect_layer(const FileLayer& layer) {
  if (layer.root.kind != YamlNode::Kind::kMap) {
    throw SpecError({layer.file,
                     layer.root.line,
                     {},
                     "not a system file",
                     shown(layer.root),
                     "a map of the keys of a system"});
  }
  settings_.collect(layer, layer.root, {}, {}, system_parameters(), {"accelerators", "extends"});
  if (const YamlNode* list = layer.root.find("accelerators")) {
    collect_accelerators(layer, *list);
  }
}

void SystemSettings::collect_accelerators(const FileLayer& layer, const YamlNode& list) {
  if (list.kind != YamlNode::Kind::kList) {
    throw SpecError({layer.file, list.line, "accelerators", "wrong kind", shown(list),
                     "a list of accelerators"});
  }
  std::vector<std::string> here;
  for (const YamlNode& entry : list.children) {
    const YamlNode* name = entry.find("name");
    const std::string place = fmt::format("accelerators[{}]", here.size());
    if (entry.kind != YamlNode::Kind::kMap) {
      throw SpecError({layer.file, entry.line, place, "wrong kind", shown(entry),
                       "a map of the keys of an accelerator"});
    }
    if (name == nullptr) {
      throw SpecError({layer.file, entry.line, place + ".name", "missing key", {}, "a name"});
    }
    if (!is_name(name->text)) {
      throw SpecError({layer.file, name->line, place + ".name", "not a name", shown(*name),
                       "small letters, digits and '_', starting with a letter"});
    }
    if (std::ranges::find(here, name->text) != here.end()) {
      throw SpecError({layer.file, name->line, place + ".name", "name given twice", name->text,
                       "each accelerator once"});
    }
    here.push_back(name->text);
    if (std::ranges::find(accelerators_, name->text) == accelerators_.end()) {
      accelerators_.push_back(name->text);
    }
    settings_.collect(layer, entry, "accelerators." + name->text, {}, accelerator_parameters());
  }
  if (accelerators_.empty() || accelerators_.size() > kMostAccelerators) {
    throw SpecError({layer.file, list.line, "accelerators", "out of range",
                     fmt::format("{} accelerators", accelerators_.size()),
                     fmt::format("1 to {}", kMostAccelerators)});
  }
}

SystemConfig SystemSettings::build() const {
  SystemConfig system;
  settings_.fill(system.provenance, system, {}, system_parameters(), file_);
  if (accelerators_.empty()) {
    throw SpecError({file_, 0, "accelerators", "missing key", {}, "a list of accelerators"});
  }
  for (const std::string& name : accelerators_) {
    AcceleratorConfig accelerator;
    settings_.fill(system.provenance, accelerator, "accelerators." + name, accelerator_parameters(),
                   file_);
    system.accelerators.push_back(std::move(accelerator));
  }
  return system;
}

}  // namespace tessera::spec
