// SPDX-License-Identifier: Apache-2.0
// What a device executes: instruction streams, the places in them that take addresses, parameters.
#pragma once

#include "workloads/file.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tessera::workloads {

enum class BufferKind : std::int16_t { kOutput = 0, kInput = 1, kParameters = 2, kScratch = 3 };
enum class AddressHalf : std::int16_t { kLower = 0, kUpper = 1 };

/// 32 bits of a bitstream that take half of a buffer's device address.
struct Relocation {
  BufferKind buffer = BufferKind::kOutput;
  std::string name;  // which tensor, for inputs and outputs
  std::int32_t batch = 0;
  AddressHalf half = AddressHalf::kLower;
  std::uint32_t bit_offset = 0;

  [[nodiscard]] bool operator==(const Relocation&) const = default;
};

struct Bitstream {
  Bytes bytes;  // whole 128-bit words
  std::vector<Relocation> relocations;

  [[nodiscard]] bool operator==(const Bitstream&) const = default;
};

struct DescriptorHint {
  BufferKind buffer = BufferKind::kOutput;
  std::string name;
  std::int32_t batch = 0;
  std::uint32_t offset_bytes = 0;
  std::uint32_t size_bytes = 0;

  [[nodiscard]] bool operator==(const DescriptorHint&) const = default;
};

struct InstructionHint {
  std::uint32_t bitstream = 0;

  [[nodiscard]] bool operator==(const InstructionHint&) const = default;
};

struct InterruptHint {
  std::uint32_t line = 0;  // scalar core interrupt 0-3

  [[nodiscard]] bool operator==(const InterruptHint&) const = default;
};

struct FenceHint {
  [[nodiscard]] bool operator==(const FenceHint&) const = default;
};

enum class HintDirection : std::int16_t { kInfeed = 0, kOutfeed = 1 };

/// A transfer or an event, in the order in which the program asks for them.
struct DmaHint {
  std::variant<DescriptorHint, InstructionHint, InterruptHint, FenceHint> what;
  HintDirection direction = HintDirection::kInfeed;

  [[nodiscard]] bool operator==(const DmaHint&) const = default;
};

enum class ExecutableKind : std::int16_t {
  kStandAlone = 0,
  kParameterCaching = 1,
  kExecutionOnly = 2,
};

struct Executable {
  std::string name;
  std::string chip;
  ExecutableKind kind = ExecutableKind::kStandAlone;
  std::uint64_t caching_token = 0;
  std::int32_t batch = 1;
  std::uint32_t scratch_bytes = 0;
  std::uint32_t used_narrow_bytes = 0;  // per tile
  std::uint64_t estimated_cycles = 0;
  bool parameters_in_dram = false;
  Bytes parameters;
  std::vector<Bitstream> bitstreams;  // one program in several pieces
  std::vector<DmaHint> dma_hints;
  bool fully_deterministic = false;

  [[nodiscard]] bool operator==(const Executable&) const = default;
};

}  // namespace tessera::workloads
