// SPDX-License-Identifier: Apache-2.0
// Damage to files of any format: cut off, flipped, overwritten; most of it where structure is.
#pragma once

#include "workloads/error.h"
#include "workloads/file.h"

#include <gtest/gtest.h>
#include <sanitizer/asan_interface.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tessera::test {

inline constexpr std::uint32_t kMutatorSeed = 20261123;

struct Outcome {
  int loaded = 0;
  int refused = 0;
};

/// Damages a copy of a file, loads it and repairs the copy again.
class Mutator {
 public:
  explicit Mutator(workloads::Bytes bytes) : bytes_(std::move(bytes)), random_(kMutatorSeed) {
    find_structure();
  }

  template <class Load>
  Outcome run(int count, Load load) {
    Outcome outcome;
    for (int i = 0; i < count; ++i) {
      SCOPED_TRACE(testing::Message() << "seed " << kMutatorSeed << ", mutation " << i);
      const auto backup = mutate();
      attempt(load, outcome);
      restore(backup);
    }
    return outcome;
  }

 private:
  struct Backup {
    std::size_t position = 0;
    workloads::Bytes bytes;
  };

  /// Most bytes are weights, in which damage goes unnoticed. Offsets and tables stand near the
  /// beginning and the end of the file and of the buffers nested in it, marked by their identifier.
  void find_structure() {
    places_ = {0, bytes_.size()};
    const std::string marker = "DWN1";
    for (auto at = bytes_.begin();;) {
      at = std::search(at, bytes_.end(), marker.begin(), marker.end());
      if (at == bytes_.end()) {
        return;
      }
      places_.push_back(static_cast<std::size_t>(at - bytes_.begin()));
      ++at;
    }
  }

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }

  /// Anywhere, or (three times in four) at a distance from a place of structure whose logarithm
  /// is uniform.
  std::size_t position() {
    if (below(4) == 0) {
      return below(bytes_.size());
    }
    const auto place = static_cast<double>(places_[below(places_.size())]);
    const double scale = std::log(static_cast<double>(bytes_.size()));
    const double distance = std::exp(std::uniform_real_distribution<>(0.0, scale)(random_));
    const double target = below(2) == 0 ? place + distance - 1.0 : place - distance;
    return static_cast<std::size_t>(
        std::clamp(target, 0.0, static_cast<double>(bytes_.size() - 1)));
  }

  Backup mutate() {
    visible_ = bytes_.size();
    Backup backup{position(), {}};
    const auto kind = below(3);
    if (kind == 0) {
      visible_ = backup.position;
      return backup;
    }
    const std::size_t wanted = kind == 1 ? 1 : 1 + below(16);
    const std::size_t length = std::min(wanted, bytes_.size() - backup.position);
    const auto run = std::span(bytes_).subspan(backup.position, length);
    backup.bytes.assign(run.begin(), run.end());
    const std::uint8_t fill = std::vector<std::uint8_t>{0x00, 0x01, 0x7F, 0x80, 0xFF}[below(5)];
    const bool random_bytes = below(2) == 0;
    for (auto& byte : run) {
      if (kind == 1) {
        byte ^= static_cast<std::uint8_t>(1U << below(8));
      } else {
        byte = random_bytes ? static_cast<std::uint8_t>(below(256)) : fill;
      }
    }
    return backup;
  }

  void restore(const Backup& backup) {
    std::copy(backup.bytes.begin(), backup.bytes.end(),
              bytes_.begin() + static_cast<std::ptrdiff_t>(backup.position));
  }

  template <class Load>
  void attempt(Load load, Outcome& outcome) {
    // What was cut off must not be read, although it is still in memory.
    const auto* hidden = bytes_.data() + visible_;
    const std::size_t hidden_bytes = bytes_.size() - visible_;
    ASAN_POISON_MEMORY_REGION(hidden, hidden_bytes);
    try {
      load(std::span<const std::uint8_t>(bytes_).first(visible_));
      ++outcome.loaded;
    } catch (const workloads::Error&) {
      ++outcome.refused;
    } catch (const std::exception& error) {
      ADD_FAILURE() << "not an Error: " << error.what();
    }
    ASAN_UNPOISON_MEMORY_REGION(hidden, hidden_bytes);
  }

  workloads::Bytes bytes_;
  std::size_t visible_ = 0;
  std::vector<std::size_t> places_;
  std::mt19937 random_;
};

}  // namespace tessera::test
