// SPDX-License-Identifier: Apache-2.0
// One command of the op unit on every tile, with the parameters it needs: what convolutions,
// poolings, additions and copies all become.
#pragma once

#include "hw/spec/generated/commands.h"
#include "workloads/compiler/loop_nest.h"
#include "workloads/compiler/parameter_image.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace tessera::workloads {

/// What differs from tile to tile. The loops of the command are, innermost first, the steps of a
/// chunk of a sum, columns, rows, chunks, groups of outputs. `in` has the loops of the steps
/// followed by the last four; `out` has the words of a position followed by columns, rows, groups.
struct TileLoops {
  std::int64_t steps = 1;
  std::int64_t columns = 1;
  std::int64_t rows = 1;
  LoopDims parameters;  // weight addresses of the steps, in units
  std::int64_t in_base = 0;
  LoopDims in;
  std::int64_t out_base = 0;
  LoopDims out;
};

struct MacJob {
  ParameterImage parameters;
  /// Modes, zero points and clamps; everything else is filled in when the command is written.
  spec::TensorOp op;
  std::int64_t outputs_last = 0;  // cells of the last group
  std::uint32_t word_dims = 1;    // loops of `out` that lie within a position
  /// Sums that wait in wide memory between chunks: positions of the busiest tile; 0 with one chunk.
  std::int64_t parked_positions = 0;
  std::function<TileLoops(std::uint32_t tile)> loops;

  /// Input that arrives while the job runs: each image row waits for so many words.
  struct ArrivingRows {
    std::int32_t first;
    std::int32_t step;
  };
  std::function<ArrivingRows(std::uint32_t tile)> arriving;
  spec::Opcode opcode = spec::Opcode::kTensorOp;
  /// The weights lie in the staging rows, where a WeightsStep has put them; `parameters` of the
  /// tiles' loops then has the loops of columns and rows, too.
  bool staged = false;
  /// Loaded before the command: what its results go through (nlu).
  std::optional<spec::NluLoad> table;
  /// Tiles that hold their own weights instead of getting them from the ring: the rows of each.
  std::vector<ParameterImage> resident;
  /// So many of the first tiles have outputs, and the host sends each its own weights in every
  /// inference; 0: the weights stay in the tiles.
  std::uint32_t streamed_to = 0;

  /// Every tile keeps rows of its own.
  [[nodiscard]] bool stays() const { return !resident.empty() && streamed_to == 0; }
  /// Slots of the ring's buffer that it needs.
  [[nodiscard]] std::int64_t slots() const {
    constexpr std::int64_t kSlots = 2;
    return streamed_to > 0 ? std::min(kSlots, parameters.fills()) : kSlots;
  }
};

/// Units of the host's parameter stream.
inline constexpr std::int64_t kParameterUnit = 64;

/// Rows of weights that a tile without outputs is sent in its single fill.
inline constexpr std::int64_t kIdleRows = 1;

/// Rows that the host sends to some tiles at once.
struct HostShare {
  std::uint32_t tiles;        // mask
  std::int64_t packet_bytes;  // what becomes the beginning of a row
  Bytes bytes;
};

/// A job's parameters as they come from the host: all to all tiles, or each tile's own, behind
/// which those without outputs get what keeps them in step. Dense records are filled up to whole
/// units of the host's parameter stream.
[[nodiscard]] std::vector<HostShare> host_shares(const Machine& machine, const MacJob& job);

[[nodiscard]] std::int64_t host_bytes(const Machine& machine, const MacJob& job);

}  // namespace tessera::workloads
