// SPDX-License-Identifier: Apache-2.0
// From the trees of system files to a SystemConfig.
#pragma once

#include "hw/spec/settings.h"

#include <span>
#include <string>
#include <vector>

namespace tessera::spec {

/// Collects the keys of all layers, later layers over earlier ones, and builds the configuration
/// from them. Both steps throw SpecError. The layers must outlive the object.
class SystemSettings {
 public:
  /// `layers`: the base of all first; not empty.
  explicit SystemSettings(std::span<const FileLayer> layers);

  [[nodiscard]] SystemConfig build() const;

 private:
  void collect_layer(const FileLayer& layer);
  void collect_accelerators(const FileLayer& layer, const YamlNode& list);

  Settings settings_;
  std::vector<std::string> accelerators_;  // in the order of their first mention
  const std::string& file_;                // the file that was asked for
};

}  // namespace tessera::spec
