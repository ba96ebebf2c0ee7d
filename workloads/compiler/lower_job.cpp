// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/lower_job.h"

#include <algorithm>
#include <bit>
#include <iterator>

namespace tessera::workloads {
namespace {

constexpr std::uint32_t kTableMode = 3;  // of every table seen (hw/doc/machine.md)
constexpr std::int64_t kStreamUnit = 8;  // bytes of a unit of the activation stream

}  // namespace

std::string layer_name(const Graph& graph, std::size_t index) {
  const Operator& op = graph.operators[index];
  return op.outputs.empty() ? graph.describe(index) : graph.tensor(op.outputs[0]).name;
}

Scale scale_of(const OutputStage& stage, std::size_t channel) {
  Scale scale;
  if (stage.mode == func::RequantMode::kF32)
    scale.real = stage.multipliers.size() == 1 ? stage.multipliers[0] : stage.multipliers[channel];
  else
    scale.fixed = stage.fixed.size() == 1 ? stage.fixed[0] : stage.fixed[channel];
  return scale;
}

void set_output(spec::TensorOp& op, const OutputStage& stage) {
  op.multiplier = 1.0F;
  op.out_zero_point = static_cast<std::uint32_t>(stage.zero_point);
  if (stage.mode == func::RequantMode::kF32) {
    op.clamp_min = stage.bounds.low;
    op.clamp_max = stage.bounds.high;
  } else {
    op.clamp_min = std::bit_cast<float>(stage.code_bounds.low);
    op.clamp_max = std::bit_cast<float>(stage.code_bounds.high);
  }
}

void put_half(std::span<std::uint8_t, 4> bytes, std::int64_t half, std::int32_t weight) {
  const auto at = static_cast<std::size_t>(2 * half);
  bytes[at] = static_cast<std::uint8_t>(weight & 0xff);
  bytes[at + 1] = static_cast<std::uint8_t>(weight >> 8 & 0xff);
}

spec::NluLoad load_of(const func::NluTable& table) {
  spec::NluLoad load;
  load.mode = kTableMode;
  std::copy(table.coefficients.begin(), table.coefficients.end(), std::begin(load.coefficients));
  std::copy(table.breakpoints.begin(), table.breakpoints.end(), std::begin(load.breakpoints));
  return load;
}

OutputStage identity_stage(func::RequantMode mode, std::int32_t largest) {
  OutputStage stage;
  stage.mode = mode;
  stage.multipliers = {1.0F};
  stage.bounds = {0.0F, static_cast<float>(largest)};
  stage.fixed = {func::quantize_multiplier(1.0)};
  stage.code_bounds = {0, largest};
  return stage;
}

ParameterImage word_identity(const Machine& machine, const OutputStage& stage, std::int32_t bias) {
  ParameterImage image(machine, stage.mode, 1, 1, kWordBytes, 0);
  for (std::int64_t c = 0; c < kWordBytes; ++c) {
    image.weights(0, 0, c)[static_cast<std::size_t>(c)] = 1;
    image.scale(0, c, scale_of(stage, 0));
    image.bias(0, c, bias);
  }
  return image;
}

std::int64_t raw_bytes(std::int64_t rows, ImageShape shape) {
  return round_up(rows * shape.width * shape.channels + 2 * kStreamUnit, kStreamUnit);
}

std::int64_t raw_offset(std::int64_t first_row, std::int64_t row, ImageShape shape) {
  const std::int64_t pitch = shape.width * shape.channels;
  const std::int64_t stream_begin = first_row * pitch / kStreamUnit * kStreamUnit;
  return row * pitch - stream_begin;
}

std::vector<MacJob> input_copies(const Machine& machine, func::RequantMode mode,
                                 const TileTensor& raw, const TileTensor& to) {
  const OutputStage stage = identity_stage(mode, 255);
  const std::int64_t channels = to.shape.channels;
  const std::int64_t pitch = to.shape.width * channels;
  const TileTensor* const source = &raw;
  const TileTensor* const target = &to;

  // Whole words of channels, and bytes for what is left of them or not aligned to words.
  const auto job = [&](std::int64_t first, std::int64_t bytes, std::int64_t words) {
    MacJob copy;
    copy.parameters = word_identity(machine, stage);
    copy.outputs_last = kWordBytes;
    copy.word_dims = 1;
    set_output(copy.op, stage);
    if (bytes > 0) {
      copy.op.byte_input = 1;
      copy.op.par_lane = 3;  // the low address bits pick the lane
    }
    copy.loops = [=](std::uint32_t tile) {
      TileLoops loops;
      const Range rows = target->own_rows(tile);
      const Range columns = target->own_columns(tile);
      const bool empty = rows.empty() || columns.empty();
      loops.steps = std::max<std::int64_t>(bytes, 1);
      loops.columns = empty ? 1 : columns.size() * words;
      loops.rows = empty ? 1 : rows.size();
      loops.parameters = {{loops.steps, 1}};
      loops.in_base = source->base + first;
      loops.out_base = target->base + first;
      if (!empty) {
        loops.in_base +=
            raw_offset(rows.begin, rows.begin, target->shape) + columns.begin * channels;
        loops.out_base = target->address(tile, rows.begin, columns.begin) + first;
      }
      // Columns are positions of one word, or of several that lie together in both places.
      const std::int64_t in_stride = words > 1 || channels % kWordBytes == 0
                                         ? static_cast<std::int64_t>(kWordBytes)
                                         : channels;
      if (bytes > 0 && words > 1) {
        loops.columns = empty ? 1 : columns.size();
        loops.in = {{loops.steps, 1}, {words, 4}, {loops.columns, channels}, {loops.rows, pitch}};
        loops.out = {{words, 4}, {loops.columns, target->depth()}, {loops.rows, target->pitch()}};
        loops.columns *= words;
        return loops;
      }
      const std::int64_t out_stride = bytes > 0 ? target->depth() : kWordBytes;
      loops.in = {{loops.steps, 1}, {loops.columns, in_stride}, {loops.rows, pitch}, {1, 0}};
      loops.out = {{1, 4}, {loops.columns, out_stride}, {loops.rows, target->pitch()}, {1, 0}};
      return loops;
    };
    copy.arriving = [=](std::uint32_t tile) {
      const Range rows = target->own_rows(tile);
      if (rows.empty()) return MacJob::ArrivingRows{0, 0};
      const std::int64_t end = raw_offset(rows.begin, rows.end, target->shape);
      const std::int64_t total = divide_up<std::int64_t>(end, kWordBytes);
      // Never less than the row needs, never more than there is in the end.
      const std::int64_t per_row = pitch / kWordBytes;
      return MacJob::ArrivingRows{static_cast<std::int32_t>(total - (rows.size() - 1) * per_row),
                                  static_cast<std::int32_t>(per_row)};
    };
    return copy;
  };

  std::vector<MacJob> jobs;
  if (channels % kWordBytes == 0) {
    jobs.push_back(job(0, 0, channels / kWordBytes));
    return jobs;
  }
  if (channels > kWordBytes) jobs.push_back(job(0, kWordBytes, channels / kWordBytes));
  jobs.push_back(job(channels / kWordBytes * kWordBytes, channels % kWordBytes, 1));
  return jobs;
}

}  // namespace tessera::workloads
