// SPDX-License-Identifier: Apache-2.0
#include "workloads/file.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <system_error>

namespace tessera::workloads {
namespace {

constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{1} << 30;

}  // namespace

Bytes read_file(const std::string& path) {
  std::error_code status;
  const auto size = std::filesystem::is_regular_file(path, status)
                        ? std::filesystem::file_size(path, status)
                        : std::uintmax_t{0};
  if (status || !std::filesystem::is_regular_file(path, status)) {
    throw Error(fmt::format("{}: cannot be read: not a regular file", path));
  }
  if (size > kMaxFileBytes) {
    throw Error(fmt::format("{}: {} bytes, at most {} are read", path, size, kMaxFileBytes));
  }
  Bytes bytes(static_cast<std::size_t>(size));
  std::ifstream stream(path, std::ios::binary);
  stream.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!stream) {
    throw Error(
        fmt::format("{}: cannot be read: {} of {} bytes came", path, stream.gcount(), size));
  }
  return bytes;
}

}  // namespace tessera::workloads
