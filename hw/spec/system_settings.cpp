// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/system_settings.h"

#include "hw/spec/error.h"
#include "hw/spec/system_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace tessera::spec {
namespace {

constexpr std::size_t kMostAccelerators = 16;

std::string joined(const std::string& prefix, std::string_view name) {
  return prefix.empty() ? std::string(name) : fmt::format("{}.{}", prefix, name);
}

/// What a node holds, for a message.
std::string shown(const YamlNode& node) {
  return node.kind == YamlNode::Kind::kScalar && !node.text.empty() ? node.text
                                                                    : std::string(node.kind_name());
}

/// Names that may stand in the group `inside`: the next parts of the rows' paths.
template <typename Owner>
std::vector<std::string> names_in(const std::string& inside,
                                  std::span<const Parameter<Owner>> rows) {
  std::vector<std::string> names;
  const std::string start = inside.empty() ? "" : inside + ".";
  for (const auto& row : rows) {
    if (row.path.starts_with(start)) {
      const std::string_view rest = row.path.substr(start.size());
      const std::string name(rest.substr(0, rest.find('.')));
      if (std::ranges::find(names, name) == names.end()) {
        names.push_back(name);
      }
    }
  }
  return names;
}

[[noreturn]] void refuse_unknown(const SystemLayer& layer, const YamlNode& child,
                                 const std::string& key, const std::vector<std::string>& names) {
  std::string problem = "unknown key";
  const auto with_unit = std::ranges::find_if(
      names, [&](const std::string& name) { return name.starts_with(child.key + "_"); });
  if (with_unit != names.end()) {
    problem += fmt::format(" (missing unit: {}?)", *with_unit);
  }
  throw SpecError(
      {layer.file, child.line, key, problem, child.key, fmt::format("{}", fmt::join(names, ", "))});
}

}  // namespace

SystemSettings::SystemSettings(std::span<const SystemLayer> layers) : file_(layers.back().file) {
  for (const SystemLayer& layer : layers) {
    collect_layer(layer);
  }
}

void SystemSettings::collect_layer(const SystemLayer& layer) {
  if (layer.root.kind != YamlNode::Kind::kMap) {
    throw SpecError({layer.file,
                     layer.root.line,
                     {},
                     "not a system file",
                     shown(layer.root),
                     "a map of the keys of a system"});
  }
  collect(layer, layer.root, {}, {}, system_parameters(), {"accelerators", "extends"});
  if (const YamlNode* list = layer.root.find("accelerators")) {
    collect_accelerators(layer, *list);
  }
}

void SystemSettings::collect_accelerators(const SystemLayer& layer, const YamlNode& list) {
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
    collect(layer, entry, "accelerators." + name->text, {}, accelerator_parameters());
  }
  if (accelerators_.empty() || accelerators_.size() > kMostAccelerators) {
    throw SpecError({layer.file, list.line, "accelerators", "out of range",
                     fmt::format("{} accelerators", accelerators_.size()),
                     fmt::format("1 to {}", kMostAccelerators)});
  }
}

template <typename Owner>
void SystemSettings::collect(const SystemLayer& layer, const YamlNode& map,
                             const std::string& prefix, const std::string& inside,
                             std::span<const Parameter<Owner>> rows,
                             const std::vector<std::string>& handled_elsewhere) {
  auto names = names_in(inside, rows);
  names.insert(names.end(), handled_elsewhere.begin(), handled_elsewhere.end());
  for (const YamlNode& child : map.children) {
    const std::string path = joined(inside, child.key);
    const std::string key = joined(prefix, path);
    if (std::ranges::find(rows, path, &Parameter<Owner>::path) != rows.end()) {
      settings_[key] = {&child, &layer};
    } else if (std::ranges::find(handled_elsewhere, child.key) != handled_elsewhere.end()) {
      continue;
    } else if (std::ranges::find(names, child.key) == names.end()) {
      refuse_unknown(layer, child, key, names);
    } else if (child.kind != YamlNode::Kind::kMap) {
      throw SpecError({layer.file, child.line, key, "wrong kind", shown(child),
                       fmt::format("a map of {}", fmt::join(names_in(path, rows), ", "))});
    } else {
      collect(layer, child, prefix, path, rows);
    }
  }
}

SystemConfig SystemSettings::build() const {
  SystemConfig system;
  fill(system, system, {}, system_parameters());
  if (accelerators_.empty()) {
    throw SpecError({file_, 0, "accelerators", "missing key", {}, "a list of accelerators"});
  }
  for (const std::string& name : accelerators_) {
    AcceleratorConfig accelerator;
    fill(system, accelerator, "accelerators." + name, accelerator_parameters());
    system.accelerators.push_back(std::move(accelerator));
  }
  return system;
}

template <typename Owner>
void SystemSettings::fill(SystemConfig& system, Owner& owner, const std::string& prefix,
                          std::span<const Parameter<Owner>> rows) const {
  for (const auto& row : rows) {
    const std::string key = joined(prefix, row.path);
    const ValueRef ref = row.ref(owner);
    const auto setting = settings_.find(key);
    if (setting == settings_.end()) {
      throw SpecError(
          {file_,
           0,
           key,
           "missing key",
           {},
           fmt::format("{} ({})", allowed_text(ref, row.min, row.max), row.description)});
    }
    system.provenance[key] = store(setting->second, key, ref, row.min, row.max);
  }
}

Provenance SystemSettings::store(const Setting& setting, const std::string& key,
                                 const ValueRef& ref, double min, double max) const {
  if (is_figure(ref)) {
    return store_figure(setting, key, ref, min, max);
  }
  const auto& [node, layer] = setting;
  if (node->kind != YamlNode::Kind::kScalar ||
      assign(ref, node->text, min, max) != Assigned::kStored) {
    throw SpecError(
        {layer->file, node->line, key, "wrong kind", shown(*node), allowed_text(ref, min, max)});
  }
  return {layer->file, "choice of the file", Confidence::kChoice};
}

Provenance SystemSettings::store_figure(const Setting& setting, const std::string& key,
                                        const ValueRef& ref, double min, double max) const {
  const YamlNode* const node = setting.node;
  const SystemLayer* const layer = setting.layer;
  const std::string range = allowed_text(ref, min, max);
  if (node->kind != YamlNode::Kind::kMap) {
    throw SpecError(
        {layer->file, node->line, key, "a figure without source and confidence", shown(*node),
         fmt::format("{{value: {}, source: text, confidence: {}}}", range, confidence_names())});
  }
  for (const YamlNode& child : node->children) {
    if (child.key != "value" && child.key != "source" && child.key != "confidence") {
      refuse_unknown(*layer, child, joined(key, child.key), {"value", "source", "confidence"});
    }
  }
  const auto part = [&](std::string_view name, const std::string& allowed) -> const YamlNode& {
    const YamlNode* child = node->find(name);
    const std::string path = joined(key, name);
    if (child == nullptr) {
      throw SpecError({layer->file, node->line, path, "missing key", {}, allowed});
    }
    if (child->kind != YamlNode::Kind::kScalar || child->text.empty()) {
      throw SpecError({layer->file, child->line, path, "wrong kind", shown(*child), allowed});
    }
    return *child;
  };

  const YamlNode& value = part("value", range);
  const Assigned assigned = value.quoted ? Assigned::kWrongKind : assign(ref, value.text, min, max);
  if (assigned != Assigned::kStored) {
    throw SpecError({layer->file, value.line, key,
                     assigned == Assigned::kOutOfRange ? "out of range" : "wrong kind",
                     value.quoted ? fmt::format("\"{}\"", value.text) : value.text, range});
  }
  Provenance provenance{layer->file, part("source", "where the figure is from").text, {}};
  const YamlNode& confidence = part("confidence", confidence_names());
  if (!parse_confidence(confidence.text, provenance.confidence)) {
    throw SpecError({layer->file, confidence.line, joined(key, "confidence"), "unknown confidence",
                     confidence.text, confidence_names()});
  }
  return provenance;
}

}  // namespace tessera::spec
