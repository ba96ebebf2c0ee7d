// SPDX-License-Identifier: Apache-2.0
// Reads energy tables.
#include "hw/spec/energy_table.h"
#include "hw/spec/error.h"
#include "hw/spec/file_layers.h"
#include "hw/spec/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace tessera::spec {
namespace {

constexpr std::array<std::string_view, kEnergyBands> kBands = {"low", "typical", "high"};
constexpr double kMost = 1e9;

struct Place {
  const YamlNode* node = nullptr;
  const FileLayer* layer = nullptr;
};

std::vector<std::string> known_keys() {
  std::vector<std::string> keys = {"name", "description", "extends"};
  for (const EnergyRowInfo& row : energy_rows()) keys.emplace_back(row.key);
  return keys;
}

EnergyFigure read_figure(const Place& place, const std::string& key) {
  const auto& [node, layer] = place;
  const std::string form =
      fmt::format("{{low, typical, high: number 0 to {}, source: text, confidence: {}}}", kMost,
                  confidence_names());
  if (node->kind != YamlNode::Kind::kMap)
    throw SpecError({layer->file, node->line, key, "wrong kind", shown(*node), form});
  EnergyFigure figure;
  const auto part = [&](std::string_view name) -> const YamlNode& {
    const YamlNode* child = node->find(name);
    const std::string path = joined(key, name);
    if (child == nullptr) throw SpecError({layer->file, node->line, path, "missing key", {}, form});
    if (child->kind != YamlNode::Kind::kScalar || child->text.empty())
      throw SpecError({layer->file, child->line, path, "wrong kind", shown(*child), form});
    return *child;
  };
  for (const YamlNode& child : node->children)
    if (const std::string& name = child.key; name != "low" && name != "typical" && name != "high" &&
                                             name != "source" && name != "confidence")
      refuse_unknown(layer->file, child, joined(key, name),
                     {"low", "typical", "high", "source", "confidence"});
  for (std::size_t band = 0; band < kEnergyBands; ++band) {
    const YamlNode& value = part(kBands[band]);
    const Assigned assigned = assign(&figure.value[band], value.text, 0, kMost);
    if (value.quoted || assigned != Assigned::kStored)
      throw SpecError({layer->file, value.line, joined(key, kBands[band]),
                       assigned == Assigned::kOutOfRange ? "out of range" : "wrong kind",
                       value.text, form});
    if (band > 0 && figure.value[band] < figure.value[band - 1])
      throw SpecError({layer->file, value.line, joined(key, kBands[band]), "bands fall", value.text,
                       "low <= typical <= high"});
  }
  figure.source = part("source").text;
  if (const YamlNode& text = part("confidence"); !parse_confidence(text.text, figure.confidence))
    throw SpecError({layer->file, text.line, joined(key, "confidence"), "unknown confidence",
                     text.text, confidence_names()});
  return figure;
}

EnergyTable build(YamlNode root, const std::string& file) {
  const std::vector<FileLayer> layers = with_bases(std::move(root), file, FileKind::kEnergy);
  const std::vector<std::string> keys = known_keys();
  std::map<std::string, Place, std::less<>> places;
  for (const FileLayer& layer : layers) {
    if (layer.root.kind != YamlNode::Kind::kMap)
      throw SpecError({layer.file,
                       layer.root.line,
                       {},
                       "not an energy table",
                       shown(layer.root),
                       "a map of the rows of a table"});
    for (const YamlNode& child : layer.root.children) {
      if (std::ranges::find(keys, child.key) == keys.end())
        refuse_unknown(layer.file, child, child.key, keys);
      places[child.key] = {&child, &layer};
    }
  }
  const auto at = [&](std::string_view key) -> const Place& {
    const auto found = places.find(key);
    if (found == places.end())
      throw SpecError({file, 0, std::string(key), "missing key", {}, "every row of the table"});
    return found->second;
  };
  EnergyTable table;
  table.name = at("name").node->text;
  table.description = at("description").node->text;
  if (const std::string stem = std::filesystem::path(file).stem().string();
      !is_name(table.name) || table.name != stem)
    throw SpecError(
        {file, 0, "name", "inconsistent value", table.name, fmt::format("{}, as the file", stem)});
  for (std::size_t i = 0; i < kEnergyRows; ++i)
    table.rows[i] = read_figure(at(energy_rows()[i].key), std::string(energy_rows()[i].key));
  return table;
}

}  // namespace

EnergyTable load_energy_table(std::string_view name_or_path) {
  const std::filesystem::path path = find_file(FileKind::kEnergy, name_or_path);
  return build(read_yaml(path), path.string());
}

EnergyTable parse_energy_table(const std::string& text, const std::string& file) {
  return build(parse_yaml(text, file), file);
}

std::string_view to_string(EnergyBand band) { return kBands.at(static_cast<std::size_t>(band)); }

}  // namespace tessera::spec
