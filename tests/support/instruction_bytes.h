// SPDX-License-Identifier: Apache-2.0
// Where the instructions stand in a compiled file, for damage that is aimed at them.
#pragma once

#include "workloads/program/program.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace tessera::test {

struct ByteRange {
  std::size_t begin = 0;
  std::size_t size = 0;
};

/// A range per bitstream of the program that was read from `file`.
[[nodiscard]] inline std::vector<ByteRange> instruction_bytes(std::span<const std::uint8_t> file,
                                                              const workloads::Program& program) {
  std::vector<ByteRange> ranges;
  for (const auto* executable : program.executables())
    for (const auto& bitstream : executable->bitstreams) {
      const auto& bytes = bitstream.bytes;
      const auto found = std::search(file.begin(), file.end(), bytes.begin(), bytes.end());
      if (found != file.end())
        ranges.push_back({static_cast<std::size_t>(found - file.begin()), bytes.size()});
    }
  return ranges;
}

}  // namespace tessera::test
