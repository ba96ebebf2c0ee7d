// SPDX-License-Identifier: Apache-2.0
// Pieces that the lowerings of several operators share.
#pragma once

#include "hw/func/nlu.h"
#include "workloads/compiler/mac_job.h"
#include "workloads/compiler/tile_tensor.h"
#include "workloads/graph/graph.h"
#include "workloads/reference/context.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tessera::workloads {

/// The layer's name in reports.
[[nodiscard]] std::string layer_name(const Graph& graph, std::size_t index);

/// Multiplier of a channel out of the reference's output stage: one arithmetic, one constant.
[[nodiscard]] Scale scale_of(const OutputStage& stage, std::size_t channel);

/// Clamps and zero point of the command, as the mode reads the fields (hw/doc/machine.md).
void set_output(spec::TensorOp& op, const OutputStage& stage);

/// A 16-bit weight of a cell's four bytes.
void put_half(std::span<std::uint8_t, 4> bytes, std::int64_t half, std::int32_t weight);

/// Arguments of the non-linear unit are not clamped: they come of codes.
inline constexpr float kFarArgument = 1.0e6F;
[[nodiscard]] spec::NluLoad load_of(const func::NluTable& table);

/// A stage that passes accumulators on unchanged: unit multiplier, clamps [0, largest].
[[nodiscard]] OutputStage identity_stage(func::RequantMode mode, std::int32_t largest);

/// One group of four cells of which cell c passes on byte c of the word: copies, sums of words.
/// `bias` is added to every sum.
[[nodiscard]] ParameterImage word_identity(const Machine& machine, const OutputStage& stage,
                                           std::int32_t bias = 0);

/// Bytes of an image's rows as they come from the host, with the slack that the 8-byte units of the
/// stream need.
[[nodiscard]] std::int64_t raw_bytes(std::int64_t rows, ImageShape shape);

/// Byte of the tile row's raw buffer at which image row `row` begins.
[[nodiscard]] std::int64_t raw_offset(std::int64_t first_row, std::int64_t row, ImageShape shape);

/// From the rows as they come from the host to a tile's block.
[[nodiscard]] std::vector<MacJob> input_copies(const Machine& machine, func::RequantMode mode,
                                               const TileTensor& raw, const TileTensor& to);

}  // namespace tessera::workloads
