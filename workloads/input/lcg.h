// SPDX-License-Identifier: Apache-2.0
// The documented input generator: reproducible bytes for any network.
#pragma once

#include "workloads/file.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tessera::workloads {

/// s = s * 1103515245 + 12345 (mod 2^32); the value is taken from the upper half. One generator
/// serves all inputs of a network in order: the state is carried from input to input.
class Lcg final {
 public:
  static constexpr std::uint32_t kDefaultSeed = 12345;

  explicit Lcg(std::uint32_t seed = kDefaultSeed) : state_(seed) {}

  /// Bytes (s >> 16) & 255.
  [[nodiscard]] Bytes bytes(std::size_t count);
  /// Numbers ((s >> 16) & 0xffff) / 32768 - 1, from -1 to below 1.
  [[nodiscard]] std::vector<float> floats(std::size_t count);

 private:
  [[nodiscard]] std::uint32_t next() {
    state_ = state_ * 1103515245U + 12345U;
    return state_ >> 16U;
  }

  std::uint32_t state_;
};

}  // namespace tessera::workloads
