// SPDX-License-Identifier: Apache-2.0
// The container of a program file: header, directory, checksummed sections (doc/tpx.md).
#pragma once

#include "workloads/file.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::workloads::tpx {

inline constexpr std::array<std::uint8_t, 8> kMagic = {0x89, 'T', 'P', 'X', '\r', '\n', 0x1a, '\n'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kHeaderBytes = 32;
inline constexpr std::size_t kEntryBytes = 24;
inline constexpr std::size_t kAlignment = 8;
inline constexpr std::uint32_t kMaxSections = 2048;

/// A section: four letters and its contents.
struct Section {
  std::string id;
  Bytes bytes;
};

struct SectionView {
  std::string id;
  std::uint64_t offset = 0;  // in the file
  std::span<const std::uint8_t> bytes;
};

[[nodiscard]] Bytes write_container(const std::vector<Section>& sections);

/// The sections of a file in their order. Throws FormatError unless header, directory, checksums
/// and padding are right.
[[nodiscard]] std::vector<SectionView> read_container(std::string_view file,
                                                      std::span<const std::uint8_t> bytes);

}  // namespace tessera::workloads::tpx
