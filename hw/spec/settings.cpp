// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/settings.h"

#include "hw/spec/error.h"
#include "hw/spec/memory_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tessera::spec {
namespace {

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

}  // namespace

std::string joined(const std::string& prefix, std::string_view name) {
  return prefix.empty() ? std::string(name) : fmt::format("{}.{}", prefix, name);
}

std::string shown(const YamlNode& node) {
  return node.kind == YamlNode::Kind::kScalar && !node.text.empty() ? node.text
                                                                    : std::string(node.kind_name());
}

void refuse_unknown(const std::string& file, const YamlNode& child, const std::string& key,
                    const std::vector<std::string>& names) {
  std::string problem = "unknown key";
  const auto with_unit = std::ranges::find_if(
      names, [&](const std::string& name) { return name.starts_with(child.key + "_"); });
  if (with_unit != names.end()) {
    problem += fmt::format(" (missing unit: {}?)", *with_unit);
  }
  throw SpecError(
      {file, child.line, key, problem, child.key, fmt::format("{}", fmt::join(names, ", "))});
}

template <typename Owner>
void Settings::collect(const FileLayer& layer, const YamlNode& map, const std::string& prefix,
                       const std::string& inside, std::span<const Parameter<Owner>> rows,
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
      refuse_unknown(layer.file, child, key, names);
    } else if (child.kind != YamlNode::Kind::kMap) {
      throw SpecError({layer.file, child.line, key, "wrong kind", shown(child),
                       fmt::format("a map of {}", fmt::join(names_in(path, rows), ", "))});
    } else {
      collect(layer, child, prefix, path, rows);
    }
  }
}

template <typename Owner>
void Settings::fill(Provenances& provenance, Owner& owner, const std::string& prefix,
                    std::span<const Parameter<Owner>> rows, const std::string& file) const {
  for (const auto& row : rows) {
    const std::string key = joined(prefix, row.path);
    const ValueRef ref = row.ref(owner);
    const auto setting = settings_.find(key);
    if (setting == settings_.end()) {
      throw SpecError(
          {file,
           0,
           key,
           "missing key",
           {},
           fmt::format("{} ({})", allowed_text(ref, row.min, row.max), row.description)});
    }
    provenance[key] = store(setting->second, key, ref, row.min, row.max);
  }
}

Provenance Settings::store(const Setting& setting, const std::string& key, const ValueRef& ref,
                           double min, double max) {
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

Provenance Settings::store_figure(const Setting& setting, const std::string& key,
                                  const ValueRef& ref, double min, double max) {
  const YamlNode* const node = setting.node;
  const FileLayer* const layer = setting.layer;
  const std::string range = allowed_text(ref, min, max);
  if (node->kind != YamlNode::Kind::kMap) {
    throw SpecError(
        {layer->file, node->line, key, "a figure without source and confidence", shown(*node),
         fmt::format("{{value: {}, source: text, confidence: {}}}", range, confidence_names())});
  }
  for (const YamlNode& child : node->children) {
    if (child.key != "value" && child.key != "source" && child.key != "confidence") {
      refuse_unknown(layer->file, child, joined(key, child.key), {"value", "source", "confidence"});
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

#define TESSERA_SETTINGS_OF(Owner)                                                       \
  template void Settings::collect(const FileLayer&, const YamlNode&, const std::string&, \
                                  const std::string&, std::span<const Parameter<Owner>>, \
                                  const std::vector<std::string>&);                      \
  template void Settings::fill(Provenances&, Owner&, const std::string&,                 \
                               std::span<const Parameter<Owner>>, const std::string&) const;
TESSERA_SETTINGS_OF(SystemConfig)
TESSERA_SETTINGS_OF(AcceleratorConfig)
TESSERA_SETTINGS_OF(MemoryConfig)
#undef TESSERA_SETTINGS_OF

}  // namespace tessera::spec
