// SPDX-License-Identifier: Apache-2.0
// A compiled program in memory, whatever file it came from: what the device executes, the tensors
// that go in and out, and the host part of the network around it.
#pragma once

#include "workloads/file.h"
#include "workloads/graph/graph.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tessera::workloads {

/// Element type of a device tensor; the numbers are those of the executable format.
enum class DeviceType : std::int16_t {
  kFixed8 = 0,
  kFixed16 = 1,
  kSignedFixed32 = 2,
  kBfloat = 3,
  kHalf = 4,
  kSingle = 5,
  kSignedFixed8 = 8,
  kSignedFixed16 = 9,
};

/// Where the elements of an output lie in the bytes the device sends: element (y, x, z) is number
/// tile_offset[y_tile[y] + x_tile[x]] + y_local[y] * x_row_size[x] + x_local[x] + z.
/// Sizes and offsets count elements: for 8-bit tensors these are bytes; the only 16-bit layouts
/// known (the state of an LSTM) give 20 for 20 elements in 40 bytes.
struct OutputLayout {
  std::vector<std::int32_t> y_tile;       // [y_dim]
  std::vector<std::int32_t> x_tile;       // [x_dim]
  std::vector<std::int32_t> tile_offset;  // [tiles]
  std::vector<std::int32_t> x_local;      // [x_dim]
  std::vector<std::int32_t> y_local;      // [y_dim]
  std::vector<std::int32_t> x_row_size;   // [x_dim]
};

/// An input or an output of the device.
struct DeviceTensor {
  std::string name;
  DeviceType type = DeviceType::kFixed8;
  std::int32_t y_dim = 1;
  std::int32_t x_dim = 1;
  std::int32_t z_dim = 1;
  Shape shape;                  // dimensions in the network; empty where the file has none
  std::int32_t zero_point = 0;  // of the bytes the device sees (int8 -1 is 127 here)
  float scale = 0.0F;
  std::uint32_t size_bytes = 0;  // of one transfer, padding included
  std::int32_t execution_count = 1;
  bool cache_on_dram = false;
  std::optional<OutputLayout> layout;  // outputs only
};

enum class BufferKind : std::int16_t { kOutput = 0, kInput = 1, kParameters = 2, kScratch = 3 };
enum class AddressHalf : std::int16_t { kLower = 0, kUpper = 1 };

/// 32 bits of a bitstream that take half of a buffer's device address.
struct Relocation {
  BufferKind buffer = BufferKind::kOutput;
  std::string name;  // which tensor, for inputs and outputs
  std::int32_t batch = 0;
  AddressHalf half = AddressHalf::kLower;
  std::uint32_t bit_offset = 0;
};

struct Bitstream {
  Bytes bytes;  // whole 128-bit words
  std::vector<Relocation> relocations;
};

struct DescriptorHint {
  BufferKind buffer = BufferKind::kOutput;
  std::string name;
  std::int32_t batch = 0;
  std::uint32_t offset_bytes = 0;
  std::uint32_t size_bytes = 0;
};

struct InstructionHint {
  std::uint32_t bitstream = 0;
};

struct InterruptHint {
  std::uint32_t line = 0;  // scalar core interrupt 0-3
};

struct FenceHint {};

enum class HintDirection : std::int16_t { kInfeed = 0, kOutfeed = 1 };

/// A transfer or an event, in the order in which the program asks for them.
struct DmaHint {
  std::variant<DescriptorHint, InstructionHint, InterruptHint, FenceHint> what;
  HintDirection direction = HintDirection::kInfeed;
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
};

struct Program {
  std::string source;  // file name, for messages
  std::string model_name;
  std::string compiler_version;
  std::int32_t min_runtime_version = 0;

  std::vector<DeviceTensor> inputs;
  std::vector<DeviceTensor> outputs;
  /// One stand-alone executable, or a caching one and an execution-only one with the same token.
  std::vector<Executable> executables;

  /// The network around the compiled part, and where that part stands in it.
  Graph host;
  std::size_t custom_operator = 0;
  /// Tensor of `host` behind each device tensor. An output that is the next state of a variable
  /// is bound to that variable.
  std::vector<TensorIndex> input_tensors;
  std::vector<TensorIndex> output_tensors;

  /// The executable that runs once per token, or null.
  [[nodiscard]] const Executable* caching() const {
    return find(ExecutableKind::kParameterCaching);
  }

  /// The executable that runs once per inference; `check` guarantees that there is one.
  [[nodiscard]] const Executable& inference() const {
    const auto* execution = find(ExecutableKind::kExecutionOnly);
    return execution != nullptr ? *execution : executables.at(0);
  }

 private:
  [[nodiscard]] const Executable* find(ExecutableKind kind) const {
    for (const auto& executable : executables) {
      if (executable.kind == kind) {
        return &executable;
      }
    }
    return nullptr;
  }
};

}  // namespace tessera::workloads
