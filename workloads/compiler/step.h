// SPDX-License-Identifier: Apache-2.0
// What the machine does for a part of a network, in order: the compiler's own intermediate form
// between operators and commands.
#pragma once

#include "workloads/compiler/mac_job.h"
#include "workloads/compiler/tile_tensor.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tessera::workloads {

/// A host buffer into the tiles. Images come as they lie in host memory, row after row: the rows of
/// a tile row go to `raw` in each of its tiles; `copies` pick each tile's columns.
struct InputStep {
  std::size_t input = 0;  // of the part
  TileTensorId to = 0;
  std::optional<TileTensorId> raw;  // absent: `to` is replicated and taken as it comes
  std::vector<MacJob> copies;
};

/// One command of the op unit, then the exchange of what surrounds the blocks of its result.
struct MacStep {
  MacJob job;
  TileTensorId to = 0;
  bool exchange = true;
};

/// Every tile's part of `from` to all tiles: slices or blocks become one replicated tensor.
struct GatherStep {
  TileTensorId from = 0;
  TileTensorId to = 0;
};

/// From each tile that owns part of an image a vector of 16-bit partial sums (`from`, local); every
/// tile gets its slice of each of them (`to`, local).
struct ShareStep {
  TileTensorId from = 0;
  TileTensorId to = 0;
  std::vector<std::uint32_t> owners;  // tiles that have partial sums, in order
  std::int64_t slice_bytes = 0;
};

/// Words of a tile's narrow memory as they go into rows of its wide memory.
struct StagedWords {
  std::int64_t base = 0;  // byte
  LoopDims narrow;        // bytes
  std::int64_t rows = 0;
  bool transposed = false;  // four positions (the first loop) become the lanes of a row's cells
};

/// What each tile holds becomes the operand that its next command takes from wide memory, out of
/// the staging rows.
struct WeightsStep {
  TileTensorId from = 0;
  std::function<StagedWords(std::uint32_t tile)> words;
};

/// From the tiles to a host buffer, tile after tile.
struct OutputStep {
  std::size_t output = 0;  // of the part
  TileTensorId from = 0;
};

struct Step {
  std::string name;  // layer
  std::string op;    // operator's name
  std::uint64_t macs = 0;
  std::variant<InputStep, MacStep, GatherStep, ShareStep, WeightsStep, OutputStep> what;
  std::vector<TileTensorId> reads;
  std::vector<TileTensorId> writes;
  std::optional<std::size_t> source = std::nullopt;  // operator of the graph it was made for
};

/// An input or output of a part: which tensor, and for outputs in which buffer it ends up.
struct PartTensor {
  std::int32_t tensor = 0;  // of the graph
  TileTensorId tensor_id = 0;
};

/// Moved, never copied: jobs point to the tensors.
struct PartPlan {
  PartPlan() = default;
  PartPlan(PartPlan&&) = default;
  PartPlan& operator=(PartPlan&&) = default;
  PartPlan(const PartPlan&) = delete;
  PartPlan& operator=(const PartPlan&) = delete;

  std::vector<Step> steps;
  std::deque<TileTensor> tensors;
  std::vector<PartTensor> inputs;
  std::vector<PartTensor> outputs;
  std::int64_t narrow_bytes = 0;  // used per tile
};

}  // namespace tessera::workloads
