// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/file_layers.h"

#include "hw/spec/error.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace tessera::spec {
namespace {

constexpr std::size_t kLongestChain = 8;

/// The file that `extends` means; an error says in which file it stands.
std::filesystem::path base_file(const YamlNode& base, const std::string& from, FileKind kind) {
  try {
    return find_file(kind, base.text, std::filesystem::path(from).parent_path());
  } catch (const SpecError& error) {
    SpecProblem problem = error.problem();
    if (problem.file.empty()) {
      problem.file = from;
      problem.line = base.line;
      problem.key = "extends";
    }
    throw SpecError(std::move(problem));
  }
}

}  // namespace

std::vector<FileLayer> with_bases(YamlNode root, std::string file, FileKind kind) {
  std::vector<FileLayer> layers;
  layers.push_back({std::move(file), std::move(root)});
  while (const YamlNode* base = layers.back().root.find("extends")) {
    const std::string& from = layers.back().file;
    const auto refuse = [&](std::string problem, std::string allowed) {
      throw SpecError(
          {from, base->line, "extends", std::move(problem), base->text, std::move(allowed)});
    };
    // Names only: a shared file must not be able to name any file of its reader's machine.
    if (base->kind != YamlNode::Kind::kScalar || !is_name(base->text)) {
      refuse("wrong kind", "the name of a system");
    }
    const std::filesystem::path path = base_file(*base, from, kind);
    const bool seen = std::ranges::any_of(layers, [&](const FileLayer& layer) {
      std::error_code ignored;
      return std::filesystem::equivalent(layer.file, path, ignored);
    });
    if (seen) {
      refuse("the system extends itself", "another system");
    }
    if (layers.size() == kLongestChain) {
      refuse("the chain of systems is too long", "at most 8 files");
    }
    YamlNode next = read_yaml(path);
    layers.push_back({path.string(), std::move(next)});
  }
  std::ranges::reverse(layers);
  return layers;
}

}  // namespace tessera::spec
