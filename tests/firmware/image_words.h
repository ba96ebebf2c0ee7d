// SPDX-License-Identifier: Apache-2.0
// Network images word by word, independent of the one that the simulator writes.
#pragma once

#include <boost/crc.hpp>

#include <cstdint>
#include <cstring>
#include <vector>

namespace tessera::test {

/// Buffers: 0 input (64 bytes), 1 device input (64), 2 device output (32), 3 output (32). Steps:
/// host 0, executable 0, host 1. Executable 0: one bitstream of 64 bytes with the lower half of the
/// input's address at bit 6 and of the output's at bit 134; 48 bytes of parameters.
struct ImageWords {
  std::vector<std::uint32_t> buffers = {64, 1, 64, 0, 32, 0, 32, 2};
  std::vector<std::uint32_t> steps = {1, 0, 0, 0, 1, 1};
  std::vector<std::uint32_t> executable = {4096, 8192, 48, 16, 1, 1, 1, 1, 2, 1, 7, 0, 0, 0, 0, 0};
  std::vector<std::uint32_t> tensors = {1, 64, 2, 32};
  std::vector<std::uint32_t> bitstreams = {64, 2};
  std::vector<std::uint32_t> relocations = {6, 1, 0, 134, 0, 0};
  std::vector<std::uint32_t> header = {0x54454e54, 1, 12288, 0, 0, 4, 3, 1, 2, 1, 2, 0, 0, 0, 0, 0};
  bool fix_sizes = true;
  bool fix_crc = true;

  [[nodiscard]] std::vector<std::uint8_t> bytes() const {
    std::vector<std::uint32_t> words = header;
    for (const auto* table : {&buffers, &steps, &executable, &tensors, &bitstreams, &relocations})
      words.insert(words.end(), table->begin(), table->end());
    const auto table_bytes = static_cast<std::uint32_t>(4 * (words.size() - header.size()));
    if (fix_sizes) words[3] = table_bytes;
    boost::crc_32_type crc;
    crc.process_bytes(words.data() + header.size(), table_bytes);
    if (fix_crc) words[4] = crc.checksum();
    std::vector<std::uint8_t> image(12288, 0);
    std::memcpy(image.data(), words.data(), 4 * words.size());  // a little-endian host
    std::memset(image.data() + 4096, 0xa5, 64);
    std::memset(image.data() + 8192, 0x3c, 48);
    return image;
  }
};

}  // namespace tessera::test
