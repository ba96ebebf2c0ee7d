// SPDX-License-Identifier: Apache-2.0
#include "workloads/program/tpx_container.h"

#include "workloads/error.h"
#include "workloads/program/tpx_archive.h"

#include <boost/crc.hpp>

#include <algorithm>

namespace tessera::workloads::tpx {
namespace {

/// CRC-32 of ISO-HDLC, as in zip and PNG.
std::uint32_t crc(std::span<const std::uint8_t> bytes) {
  boost::crc_32_type sum;
  sum.process_bytes(bytes.data(), bytes.size());
  return sum.checksum();
}

std::uint64_t aligned(std::uint64_t size) {
  return (size + kAlignment - 1) / kAlignment * kAlignment;
}

struct Entry {
  std::string id;
  std::uint32_t sum = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

std::vector<Entry> read_directory(std::string_view file, std::span<const std::uint8_t> bytes,
                                  std::uint32_t count) {
  std::vector<Entry> entries(count);
  Reader reader(file, "directory", kHeaderBytes, bytes.subspan(kHeaderBytes, count * kEntryBytes));
  std::uint64_t next = kHeaderBytes + count * kEntryBytes;
  for (auto& entry : entries) {
    for (int i = 0; i < 4; ++i) {
      std::uint8_t letter = 0;
      reader.number("id", letter);
      if (letter < 'A' || letter > 'Z') reader.fail("id", "allowed are four capital letters");
      entry.id += static_cast<char>(letter);
    }
    reader.number("checksum", entry.sum);
    reader.number("offset", entry.offset);
    reader.number("size", entry.size);
    if (entry.offset != next || entry.size > bytes.size() - next ||
        aligned(entry.size) > bytes.size() - next)
      reader.fail("section", fmt::format("{} bytes at {}, allowed at {} within {} bytes",
                                         entry.size, entry.offset, next, bytes.size()));
    next += aligned(entry.size);
  }
  if (next != bytes.size())
    reader.fail("end",
                fmt::format("sections end at {}, the file has {} bytes", next, bytes.size()));
  return entries;
}

}  // namespace

Bytes write_container(const std::vector<Section>& sections) {
  Writer directory;
  Bytes contents;
  const std::uint64_t start = kHeaderBytes + sections.size() * kEntryBytes;
  for (const auto& section : sections) {
    for (const char letter : section.id) directory.number("id", static_cast<std::uint8_t>(letter));
    directory.number("checksum", crc(section.bytes));
    directory.number("offset", start + contents.size());
    directory.number("size", std::uint64_t{section.bytes.size()});
    contents.insert(contents.end(), section.bytes.begin(), section.bytes.end());
    contents.resize(aligned(contents.size()));
  }
  const Bytes entries = directory.take();
  Writer header;
  for (const std::uint8_t byte : kMagic) header.number("magic", byte);
  header.number("version", kVersion);
  header.number("sections", static_cast<std::uint32_t>(sections.size()));
  header.number("bytes", start + contents.size());
  header.number("directory checksum", crc(entries));
  Bytes file = header.take();
  Writer seal;
  seal.number("header checksum", crc(file));
  for (const Bytes& part : {seal.take(), entries, contents})
    file.insert(file.end(), part.begin(), part.end());
  return file;
}

std::vector<SectionView> read_container(std::string_view file,
                                        std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kHeaderBytes || !std::ranges::equal(bytes.first(kMagic.size()), kMagic))
    throw FormatError(file, "header", 0, "not a program file (.tpx)");
  Reader header(file, "header", 0, bytes.first(kHeaderBytes));
  std::uint64_t magic = 0;
  std::uint32_t version = 0;
  std::uint32_t count = 0;
  std::uint64_t size = 0;
  std::uint32_t directory_sum = 0;
  std::uint32_t header_sum = 0;
  header.number("magic", magic);
  header.number("version", version);
  if (version != kVersion) header.fail("version", fmt::format("{}, allowed {}", version, kVersion));
  header.number("sections", count);
  header.number("bytes", size);
  header.number("directory checksum", directory_sum);
  header.number("header checksum", header_sum);
  if (header_sum != crc(bytes.first(kHeaderBytes - 4)))
    header.fail("header checksum", "does not fit the header: the file is damaged");
  if (size != bytes.size())
    header.fail("bytes", fmt::format("{}, the file has {}", size, bytes.size()));
  if (count > kMaxSections || count * kEntryBytes > bytes.size() - kHeaderBytes)
    header.fail("sections", fmt::format("{}, allowed at most {} and as many as the file holds",
                                        count, kMaxSections));
  if (directory_sum != crc(bytes.subspan(kHeaderBytes, count * kEntryBytes)))
    header.fail("directory checksum", "does not fit the directory: the file is damaged");

  std::vector<SectionView> sections;
  for (const auto& entry : read_directory(file, bytes, count)) {
    const auto contents =
        bytes.subspan(static_cast<std::size_t>(entry.offset), static_cast<std::size_t>(entry.size));
    if (entry.sum != crc(contents))
      throw FormatError(file, fmt::format("section {}", entry.id), entry.offset,
                        "the checksum does not fit: the file is damaged");
    const auto padding = bytes.subspan(static_cast<std::size_t>(entry.offset + entry.size),
                                       static_cast<std::size_t>(aligned(entry.size) - entry.size));
    if (std::ranges::any_of(padding, [](auto byte) { return byte != 0; }))
      throw FormatError(file, fmt::format("section {}", entry.id), entry.offset + entry.size,
                        "padding that is not zero");
    sections.push_back({entry.id, entry.offset, contents});
  }
  return sections;
}

}  // namespace tessera::workloads::tpx
