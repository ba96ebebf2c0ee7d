// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/system_files.h"

#include "hw/spec/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <set>
#include <system_error>

// The build gives the folder of the shipped files; this is for a run from the source tree.
#ifndef TESSERA_SYSTEMS_DIR
#define TESSERA_SYSTEMS_DIR "hw/spec/systems"
#endif

namespace tessera::spec {
namespace {

constexpr std::string_view kSuffix = ".yaml";
constexpr std::size_t kLongestName = 64;

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

struct KindWords {
  std::string_view one;
  std::string_view folder;
};

constexpr KindWords words_of(FileKind kind) {
  switch (kind) {
    case FileKind::kSystem:
      return {"system", "systems"};
    case FileKind::kMemory:
      return {"memory", "memories"};
    case FileKind::kEnergy:
      return {"energy table", "energy"};
  }
  return {};
}

}  // namespace

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= kLongestName && is_letter(text.front()) &&
         std::ranges::all_of(
             text, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::vector<std::filesystem::path> folders_of(FileKind kind) {
  std::vector<std::filesystem::path> folders;
  if (const char* extra = std::getenv("TESSERA_SYSTEMS"); extra != nullptr && *extra != '\0') {
    folders.emplace_back(extra);
  }
  const std::filesystem::path systems(TESSERA_SYSTEMS_DIR);
  folders.push_back(kind == FileKind::kSystem ? systems
                                              : systems.parent_path() / words_of(kind).folder);
  return folders;
}

std::vector<std::filesystem::path> system_folders() { return folders_of(FileKind::kSystem); }

std::filesystem::path find_file(FileKind kind, std::string_view name_or_path,
                                const std::filesystem::path& first) {
  if (name_or_path.find('/') != std::string_view::npos || name_or_path.ends_with(kSuffix)) {
    return name_or_path;
  }
  const std::string name(name_or_path);
  std::vector<std::filesystem::path> folders = folders_of(kind);
  if (!first.empty()) {
    folders.insert(folders.begin(), first);
  }
  std::vector<std::string> searched;
  for (const std::filesystem::path& folder : folders) {
    searched.push_back(folder.string());
    std::error_code ignored;
    std::filesystem::path file = folder / (name + std::string(kSuffix));
    if (is_name(name) && std::filesystem::is_regular_file(file, ignored)) {
      return file;
    }
  }
  throw SpecError({{},
                   0,
                   {},
                   fmt::format("no such {} in {}", words_of(kind).one, join(searched)),
                   name,
                   fmt::format("{}, or the path of a file", join(list_files(kind)))});
}

std::vector<std::string> list_files(FileKind kind) {
  std::set<std::string> names;
  std::vector<std::filesystem::path> folders = folders_of(kind);
  // A user's folder holds files of all kinds and its names do not say which: they count as systems.
  if (kind != FileKind::kSystem) folders = {folders.back()};
  for (const std::filesystem::path& folder : folders) {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      const std::filesystem::path& path = entry->path();
      std::error_code ignored;
      if (path.extension() == kSuffix && is_name(path.stem().string()) &&
          entry->is_regular_file(ignored)) {
        names.insert(path.stem().string());
      }
    }
    if (error) {
      throw SpecError({folder.string(),
                       0,
                       {},
                       "the folder of systems cannot be read",
                       error.message(),
                       "a readable folder (see TESSERA_SYSTEMS)"});
    }
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> list_systems() { return list_files(FileKind::kSystem); }

}  // namespace tessera::spec
