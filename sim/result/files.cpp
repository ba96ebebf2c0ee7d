// SPDX-License-Identifier: Apache-2.0
#include "sim/result/files.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <cctype>
#include <filesystem>
#include <fstream>

namespace tessera::sim {

void write_whole_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  const std::string temporary = path + ".part";
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
      std::error_code ignored;
      std::filesystem::remove(temporary, ignored);
      throw workloads::UsageError(fmt::format("{}: cannot be written", path));
    }
  }
  std::error_code error;
  std::filesystem::rename(temporary, path, error);
  if (error)
    throw workloads::UsageError(fmt::format("{}: cannot be written: {}", path, error.message()));
}

void write_text(const std::string& path, const std::string& text) {
  if (path == "-")
    fmt::print("{}", text);
  else
    write_whole_file(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::string file_name(const std::string& name) {
  std::string safe = name;
  for (char& c : safe)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.') c = '_';
  return safe;
}

}  // namespace tessera::sim
