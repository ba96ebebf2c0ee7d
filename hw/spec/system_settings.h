// SPDX-License-Identifier: Apache-2.0
// The step between the trees of system files and a SystemConfig: which file sets which key.
#pragma once

#include "hw/spec/system_schema.h"
#include "hw/spec/yaml_document.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {

/// One file of a chain of `extends`.
struct SystemLayer {
  std::string file;
  YamlNode root;
};

/// Collects the keys of all layers, later layers over earlier ones, and builds the configuration
/// from them. Both steps throw SpecError. The layers must outlive the object.
class SystemSettings {
 public:
  /// `layers`: the base of all first; not empty.
  explicit SystemSettings(std::span<const SystemLayer> layers);

  [[nodiscard]] SystemConfig build() const;

 private:
  struct Setting {
    const YamlNode* node;
    const SystemLayer* layer;
  };

  void collect_layer(const SystemLayer& layer);
  void collect_accelerators(const SystemLayer& layer, const YamlNode& list);
  /// Files the keys of `map`, which stands at `inside` of an owner whose keys are filed under
  /// `prefix`.
  template <typename Owner>
  void collect(const SystemLayer& layer, const YamlNode& map, const std::string& prefix,
               const std::string& inside, std::span<const Parameter<Owner>> rows,
               const std::vector<std::string>& handled_elsewhere = {});

  template <typename Owner>
  void fill(SystemConfig& system, Owner& owner, const std::string& prefix,
            std::span<const Parameter<Owner>> rows) const;
  [[nodiscard]] Provenance store(const Setting& setting, const std::string& key,
                                 const ValueRef& ref, double min, double max) const;
  [[nodiscard]] Provenance store_figure(const Setting& setting, const std::string& key,
                                        const ValueRef& ref, double min, double max) const;

  std::map<std::string, Setting> settings_;
  std::vector<std::string> accelerators_;  // in the order of their first mention
  const std::string& file_;                // the file that was asked for
};

}  // namespace tessera::spec
