// SPDX-License-Identifier: Apache-2.0
// Random numbers from integer arithmetic only, so that every platform draws the same ones: the
// distributions of <random> differ from library to library.
#pragma once

#include <cstdint>
#include <string_view>

namespace tessera::workloads::zoo {

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
class Random final {
 public:
  /// A stream of its own for every name: a layer's numbers do not depend on its neighbours.
  Random(std::uint64_t seed, std::string_view name) : state_(seed) {
    std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
    for (const char letter : name) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
    }
    state_ = next() ^ hash;
  }

  [[nodiscard]] std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  }

  /// Sum of four uniform 15-bit numbers less its mean: bell-shaped, from -kBellLimit to
  /// kBellLimit, standard deviation kBellDeviation.
  static constexpr std::int32_t kBellLimit = 65534;
  static constexpr float kBellDeviation = 18918.0F;  // 2^15 / sqrt(3)
  [[nodiscard]] std::int32_t bell() { return bell_of(next()); }

  /// A mixture of three such bells of widths 2 : 3 : 6. Its tails are nearly those of a Laplace
  /// distribution (kurtosis 5.5 against 6, and 3 of a Gaussian), as trained weights have them.
  [[nodiscard]] std::int32_t long_tailed() {
    const std::uint64_t bits = next();
    const std::uint64_t which = bits >> 60U;
    const std::int32_t width = which < 10 ? 2 : which < 15 ? 3 : 6;
    return bell_of(bits) * width;
  }

  /// Bell-shaped with standard deviation 1, within 3.47.
  [[nodiscard]] float normal() { return static_cast<float>(bell()) / kBellDeviation; }

  /// Bell-shaped between 0 and 1.
  [[nodiscard]] float share() {
    return static_cast<float>(bell() + kBellLimit) / (2.0F * static_cast<float>(kBellLimit));
  }

 private:
  [[nodiscard]] static std::int32_t bell_of(std::uint64_t bits) {
    constexpr std::uint64_t kMask = 0x7fff;
    return static_cast<std::int32_t>((bits & kMask) + ((bits >> 15U) & kMask) +
                                     ((bits >> 30U) & kMask) + ((bits >> 45U) & kMask)) -
           kBellLimit;
  }

  std::uint64_t state_;
};

}  // namespace tessera::workloads::zoo
