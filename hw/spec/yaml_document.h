// SPDX-License-Identifier: Apache-2.0
// A small YAML file as a tree, for files that nobody vouches for. What system files do not need is
// refused (anchors, aliases, tags, repeated keys, several documents), and so is anything too large
// or too deep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {

inline constexpr std::size_t kYamlMaxBytes = 262144;
inline constexpr std::size_t kYamlMaxDepth = 16;
inline constexpr std::size_t kYamlMaxNodes = 5000;

struct YamlNode {
  enum class Kind : std::uint8_t { kNull, kScalar, kMap, kList };

  Kind kind = Kind::kNull;
  int line = 0;         // from 1
  bool quoted = false;  // scalars: in quotes, so a text even if it looks like a number
  std::string key;      // in a map
  std::string text;     // of a scalar
  std::vector<YamlNode> children;

  /// The child of a map with this key, or nullptr.
  [[nodiscard]] const YamlNode* find(std::string_view name) const;
  /// "a map", "a list", "a value" or "nothing".
  [[nodiscard]] std::string_view kind_name() const;
};

/// Parses the text of a file; `file` names it in errors. Throws SpecError, whatever the text is.
[[nodiscard]] YamlNode parse_yaml(const std::string& text, const std::string& file);

/// Reads and parses a file. Throws SpecError if it cannot be read, is no regular file or is too
/// large.
[[nodiscard]] YamlNode read_yaml(const std::filesystem::path& path);

}  // namespace tessera::spec
