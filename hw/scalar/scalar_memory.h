// SPDX-License-Identifier: Apache-2.0
// Memories on the scalar side: staging buffers of the pops, scalar memory.
#pragma once

#include "hw/spec/system.h"

#include <cstdint>
#include <vector>

namespace tessera::hw {

/// A byte memory behind the stream units. Staging buffers are circular: walks start anywhere and
/// run on past the end (Google's caching programs do). Scalar memory is not.
class StagingMemory {
 public:
  enum class Wrap : std::uint8_t { kCircular, kChecked };

  StagingMemory(const char* name, std::size_t bytes, Wrap wrap)
      : name_(name), wrap_(wrap), bytes_(bytes) {}

  /// Unit number `unit` of `unit_bytes` each; the memory holds whole units. Throws CommandFault if
  /// a checked memory does not have it.
  [[nodiscard]] std::uint8_t* at(std::int64_t unit, std::uint32_t unit_bytes);
  [[nodiscard]] std::vector<std::uint8_t>& bytes() { return bytes_; }

 private:
  const char* name_;
  Wrap wrap_;
  std::vector<std::uint8_t> bytes_;
};

struct ScalarMemories {
  explicit ScalarMemories(const spec::AcceleratorConfig& config);

  StagingMemory activations;
  StagingMemory parameters;
  StagingMemory scalar;
};

/// Bytes per address unit of the three (facts/beagle_isa.md section 10).
inline constexpr std::uint32_t kActivationUnit = 8;
inline constexpr std::uint32_t kParameterUnit = 64;
inline constexpr std::uint32_t kScalarUnit = 4;

}  // namespace tessera::hw
