// SPDX-License-Identifier: Apache-2.0
// MAX_POOL_2D: the maximum reduction of the op unit takes its operand from wide memory, where a row
// holds as many channels as there are cells for four positions of an image row. Positions of a row
// have consecutive addresses there, so windows are loops as in narrow memory. The image goes
// through the staging rows, as many of its rows at a time as they hold.
#include "workloads/compiler/element_walk.h"
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/compiler/wide_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr std::int64_t kPositionsPerRow = 4;

/// Wide rows of an image row of the busiest tile.
std::int64_t row_length(const TileTensor& out, const WindowAxis& x) {
  const std::int64_t columns = (out.x.split().block() - 1) * x.stride + x.reach();
  return divide_up(columns, kPositionsPerRow);
}

bool leaves_image(const WindowAxis& axis) {
  return axis.pad_before() > 0 || (axis.output() - 1) * axis.stride + axis.reach() > axis.input;
}

/// Rows and columns of a chunk of output rows in one tile; what a tile without them makes instead,
/// nobody reads.
struct ChunkPlace {
  ChunkPlace(const TileTensor& out, std::uint32_t tile, Range chunk) {
    const Range own_rows = out.own_rows(tile);
    const Range own_columns = out.own_columns(tile);
    empty = own_rows.empty() || own_columns.empty();
    if (empty) return;
    const std::int64_t first = std::min(chunk.begin, own_rows.size() - 1);
    rows = std::clamp<std::int64_t>(own_rows.size() - first, 1, chunk.size());
    columns = own_columns.size();
    first_row = own_rows.begin + first;
    first_column = own_columns.begin;
  }

  bool empty = true;
  std::int64_t first_row = 0;
  std::int64_t first_column = 0;
  std::int64_t rows = 1;
  std::int64_t columns = 1;
};

}  // namespace

std::optional<std::string> too_large_to_stage(const Machine& machine, const WindowAxis& y,
                                              const WindowAxis& x) {
  const BlockSplit columns(x.output(), machine.columns);
  const std::int64_t length =
      divide_up((columns.block() - 1) * x.stride + x.reach(), kPositionsPerRow);
  if (y.reach() * length <= staging_rows(machine)) return std::nullopt;
  return fmt::format("a row of windows takes {} staging rows, there are {}", y.reach() * length,
                     staging_rows(machine));
}

/// The image with another code outside.
TileTensorId Lowering::padded_with(std::uint8_t padding, TileTensorId image, std::size_t index) {
  const TileTensorId copy = add_tensor(plan_.tensors[image].name + " to pad", Spread::kBlocks,
                                       plan_.tensors[image].shape, padding);
  const OutputStage pass = identity_stage(options_.mode, 255);
  MacJob job;
  job.parameters = word_identity(machine_, pass);
  job.outputs_last = kWordBytes;
  set_output(job.op, pass);
  const TileTensor* const in = &plan_.tensors[image];
  const TileTensor* const out = &plan_.tensors[copy];
  job.loops = [=, this_machine = &machine_](std::uint32_t tile) {
    return ElementWalk(*this_machine, *out, tile).loops(*in, *out, {{1, 0}}, {{1, 0}});
  };
  step(index, {image}, {copy}).what = MacStep{std::move(job), copy, true};
  return copy;
}

void Lowering::maximum(std::size_t index, const Pool2d& pool) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const ImageShape in_shape = *image_shape(at.input(0));
  const WindowAxis y = axis_y(pool.window, in_shape.height, pool.filter_y);
  const WindowAxis x = axis_x(pool.window, in_shape.width, pool.filter_x);
  TileTensorId from = source(op.inputs[0]);
  if ((leaves_image(y) || leaves_image(x)) && plan_.tensors[from].padding != 0)
    from = padded_with(0, from, index);  // a padding that no window prefers
  const TileTensorId to = add_tensor(at.output().name, Spread::kBlocks, *image_shape(at.output()),
                                     zero_code(op.outputs[0]));
  known_[op.outputs[0]] = to;
  need_windows(from, to, y, x);
  plan_.tensors[from].x.slack(kPositionsPerRow - 1);

  OutputStage stage = identity_stage(options_.mode, 255);
  stage.code_bounds = at.code_bounds(pool.activation);
  stage.bounds = {static_cast<float>(stage.code_bounds.low),
                  static_cast<float>(stage.code_bounds.high)};
  const TileTensor& out = plan_.tensors[to];
  const std::int64_t fit = staging_rows(machine_) / row_length(out, x);  // image rows
  const std::int64_t chunk_rows =
      std::clamp<std::int64_t>((fit - y.reach()) / y.stride + 1, 1, out.y.split().block());
  for (std::int64_t channel = 0; channel < out.depth(); channel += machine_.lanes) {
    const Range channels{channel, std::min<std::int64_t>(channel + machine_.lanes, out.depth())};
    for (std::int64_t first = 0; first < out.y.split().block(); first += chunk_rows) {
      const Range rows{first, std::min(first + chunk_rows, out.y.split().block())};
      const bool last = channels.end == out.depth() && rows.end == out.y.split().block();
      plan_.steps.push_back({layer_name(graph_, index),
                             "WEIGHTS",
                             0,
                             staged_image(from, to, y, x, channels, rows),
                             {from},
                             {}});
      step(index, {from}, {to}).what =
          MacStep{largest_of_staged(stage, to, y, x, channels, rows), to, last};
    }
  }
}

/// Image rows that a chunk of output rows looks at, [row][four positions] of the channels.
WeightsStep Lowering::staged_image(TileTensorId from, TileTensorId to, const WindowAxis& y,
                                   const WindowAxis& x, Range channels, Range chunk) {
  const TileTensor* const in = &plan_.tensors[from];
  const TileTensor* const out = &plan_.tensors[to];
  WeightsStep staged;
  staged.from = from;
  staged.words = [=](std::uint32_t tile) {
    const ChunkPlace place(*out, tile, chunk);
    const std::int64_t rows = (place.rows - 1) * y.stride + y.reach();
    const std::int64_t length = row_length(*out, x);
    StagedWords words;
    words.transposed = true;
    words.rows = rows * length;
    words.base = channels.begin +
                 (place.empty ? in->base
                              : in->address(tile, place.first_row * y.stride - y.pad_before(),
                                            place.first_column * x.stride - x.pad_before()));
    words.narrow = {{kPositionsPerRow, in->depth()},
                    {channels.size() / kWordBytes, kWordBytes},
                    {length, kPositionsPerRow * in->depth()},
                    {rows, in->pitch()}};
    return words;
  };
  return staged;
}

MacJob Lowering::largest_of_staged(const OutputStage& stage, TileTensorId to, const WindowAxis& y,
                                   const WindowAxis& x, Range channels, Range chunk) {
  MacJob job;
  job.opcode = spec::Opcode::kMaxOp;
  job.staged = true;
  job.parameters = ParameterImage(machine_, options_.mode, 1, 1, channels.size(), 0);
  for (std::int64_t cell = 0; cell < channels.size(); ++cell) {
    job.parameters.scale(0, cell, scale_of(stage, 0));
    job.parameters.bias(0, cell, 0);
  }
  job.outputs_last = channels.size();
  set_output(job.op, stage);
  const TileTensor* const out = &plan_.tensors[to];
  job.loops = [=](std::uint32_t tile) {
    const ChunkPlace place(*out, tile, chunk);
    const std::int64_t pitch = row_length(*out, x) * kPositionsPerRow;
    TileLoops loops;
    loops.steps = y.filter * x.filter;
    loops.columns = place.columns;
    loops.rows = place.rows;
    // A position's address picks its row and, by the low bits, its lane.
    loops.parameters = {{x.filter, 1},
                        {y.filter, pitch},
                        {place.columns, x.stride},
                        {place.rows, y.stride * pitch}};
    loops.in = {{loops.steps, 0}, {loops.columns, 0}, {loops.rows, 0}};
    loops.out_base =
        channels.begin +
        (place.empty ? out->base : out->address(tile, place.first_row, place.first_column));
    loops.out = {{channels.size() / kWordBytes, kWordBytes},
                 {loops.columns, out->depth()},
                 {loops.rows, out->pitch()},
                 {1, 0}};
    return loops;
  };
  return job;
}

}  // namespace tessera::workloads
