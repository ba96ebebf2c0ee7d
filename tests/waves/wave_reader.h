// SPDX-License-Identifier: Apache-2.0
// A wave file as decoded text, read with GTKWave's own reader.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tessera::test {

struct WaveChange {
  std::uint64_t time;
  std::string value;  // binary digits, or x
};

struct Wave {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  int timescale = 0;                                       // power of ten of a second
  std::map<std::string, std::vector<WaveChange>> signals;  // by path, "tile_0_0.op.activity"

  /// A signal's value as a number from `time` on (its last change up to there); throws
  /// std::out_of_range for signals that are not in the file.
  [[nodiscard]] std::uint64_t at(const std::string& path, std::uint64_t time) const;
};

/// Throws std::runtime_error if the file is none.
[[nodiscard]] Wave read_wave(const std::string& file);

}  // namespace tessera::test
