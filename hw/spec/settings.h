// SPDX-License-Identifier: Apache-2.0
// The step between the trees of files and configurations: which file sets which key. Shared by all
// kinds of files whose keys are rows of a schema (systems, memories).
#pragma once

#include "hw/spec/schema.h"
#include "hw/spec/system.h"
#include "hw/spec/yaml_document.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {

/// One file of a chain of `extends`.
struct FileLayer {
  std::string file;
  YamlNode root;
};

/// Collects keys, later layers over earlier ones, and fills configurations from them. Both steps
/// throw SpecError. The layers must outlive the object.
class Settings {
 public:
  /// Files the keys of `map`, which stands at `inside` of an owner whose keys are filed under
  /// `prefix`. Keys in `handled_elsewhere` are passed over, any other unknown one is refused.
  template <typename Owner>
  void collect(const FileLayer& layer, const YamlNode& map, const std::string& prefix,
               const std::string& inside, std::span<const Parameter<Owner>> rows,
               const std::vector<std::string>& handled_elsewhere = {});

  /// Stores every row's value in `owner`; a key that no layer sets is an error of `file`.
  template <typename Owner>
  void fill(Provenances& provenance, Owner& owner, const std::string& prefix,
            std::span<const Parameter<Owner>> rows, const std::string& file) const;

 private:
  struct Setting {
    const YamlNode* node;
    const FileLayer* layer;
  };

  [[nodiscard]] static Provenance store(const Setting& setting, const std::string& key,
                                        const ValueRef& ref, double min, double max);
  [[nodiscard]] static Provenance store_figure(const Setting& setting, const std::string& key,
                                               const ValueRef& ref, double min, double max);

  std::map<std::string, Setting> settings_;
};

/// "prefix.name", or the name alone.
[[nodiscard]] std::string joined(const std::string& prefix, std::string_view name);
/// What a node holds, for a message.
[[nodiscard]] std::string shown(const YamlNode& node);
/// Throws the error of a key that is none of `names`.
[[noreturn]] void refuse_unknown(const std::string& file, const YamlNode& child,
                                 const std::string& key, const std::vector<std::string>& names);

}  // namespace tessera::spec
