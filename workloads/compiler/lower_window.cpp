// SPDX-License-Identifier: Apache-2.0
// DEPTHWISE_CONV_2D and AVERAGE_POOL_2D: every channel is reduced for itself.
//
// A step reads one word of four channels, so a position alone would keep four of the cells busy.
// The cells are shared by a block of positions instead: a word that several positions of the block
// see through different taps is multiplied for all of them in one step, with zero weights for those
// that do not see it.
#include "workloads/compiler/average.h"
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/graph/window.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace tessera::workloads {
namespace {

/// Positions that share the cells, and what they look at.
struct PositionBlock {
  std::int64_t height = 1;
  std::int64_t width = 1;
  std::int64_t window_y = 1;  // input positions of the block
  std::int64_t window_x = 1;
  ParameterImage::Form form = ParameterImage::Form::kRows;

  [[nodiscard]] std::int64_t positions() const { return height * width; }
  [[nodiscard]] std::int64_t steps() const { return window_y * window_x; }
};

std::int64_t window_length(const WindowAxis& axis, std::int64_t positions) {
  return (positions - 1) * axis.stride + axis.reach();
}

/// What a group's parameters take: bytes where they are kept, cycles on their way to the tiles.
struct Delivery {
  std::int64_t bytes;
  std::int64_t cycles;
};

Delivery delivery(const Machine& machine, const PositionBlock& block, std::int64_t outputs,
                  std::int64_t scaling_rows) {
  const auto& timing = machine.config.timing;
  // A sender has one packet on the ring at a time.
  const auto packet_cycles = [&](std::int64_t bytes) -> std::int64_t {
    return divide_up<std::int64_t>(bytes, timing.ring.bytes_per_cycle) + timing.ring.latency_cycles;
  };
  if (block.form == ParameterImage::Form::kRows) {
    const auto units = divide_up<std::int64_t>(outputs, machine.unit_outputs);
    const std::int64_t rows =
        divide_up<std::int64_t>(block.steps() * units, kUnitsPerRow) + scaling_rows;
    return {rows * machine.row_bytes, rows * packet_cycles(machine.row_bytes)};
  }
  const std::int64_t records = block.steps() + scaling_rows;
  const std::int64_t record = dense_record_bytes(outputs);
  const std::int64_t bytes = records * record;
  // The outfeed takes a row while the infeed sends what came before, a packet per record.
  const std::int64_t row_cycles =
      packet_cycles(machine.row_bytes) +
      divide_up<std::int64_t>(machine.row_bytes, timing.outfeed.bytes_per_cycle);
  const std::int64_t record_cycles =
      divide_up<std::int64_t>(record, timing.infeed.bytes_per_cycle) + packet_cycles(record);
  return {bytes, std::max(records * record_cycles,
                          divide_up<std::int64_t>(bytes * row_cycles, machine.row_bytes))};
}

/// Two rows wait in the scalar memory.
bool can_relay(const Machine& machine) {
  return 2 * machine.row_words <= machine.config.scalar_memory_words;
}

/// The block with the least cost: cycles (steps on the busiest tile, or the parameters' way where
/// that takes longer) and the price of the bytes. `words` output words per position.
PositionBlock choose_block(const Machine& machine, const TileTensor& out, const WindowAxis& y,
                           const WindowAxis& x, std::int64_t words, double byte_price,
                           std::int64_t scaling_rows) {
  using Form = ParameterImage::Form;
  const std::int64_t block_y = out.y.split().most();
  const std::int64_t block_x = out.x.split().most();
  PositionBlock best;
  double least = std::numeric_limits<double>::infinity();
  for (std::int64_t height = 1; height <= block_y; ++height) {
    for (std::int64_t width = 1; width <= block_x; ++width) {
      const std::int64_t outputs = kWordBytes * words * height * width;
      if (outputs > machine.lanes && height * width > 1) break;
      const std::int64_t blocks = divide_up(block_y, height) * divide_up(block_x, width);
      for (const Form form : {Form::kRows, Form::kDense}) {
        if (form == Form::kDense && (byte_price == 0 || !can_relay(machine))) continue;
        const PositionBlock block{height, width, window_length(y, height), window_length(x, width),
                                  form};
        const Delivery way = delivery(machine, block, outputs, scaling_rows);
        // Output words leave one per cycle while the next block's steps go on.
        const std::int64_t compute = blocks * std::max(block.steps(), words * height * width);
        const double cost = static_cast<double>(std::max(compute, way.cycles)) +
                            byte_price * static_cast<double>(way.bytes);
        if (cost >= least) continue;
        least = cost;
        best = block;
      }
    }
  }
  return best;
}

}  // namespace

void Lowering::need_windows(TileTensorId from, TileTensorId to, const WindowAxis& y,
                            const WindowAxis& x) {
  const auto need = [](HaloAxis& in, const HaloAxis& out, const WindowAxis& window) {
    for (std::uint32_t part = 0; part < in.split().parts(); ++part) {
      const Range own = out.split().own(part);
      if (own.empty()) continue;
      const std::int64_t begin = own.begin * window.stride - window.pad_before();
      in.need(part, {begin, begin + window_length(window, own.size())});
    }
  };
  need(plan_.tensors[from].y, plan_.tensors[to].y, y);
  need(plan_.tensors[from].x, plan_.tensors[to].x, x);
}

void Lowering::lower_op(std::size_t index, const DepthwiseConv2d& conv) {
  const Operator& op = graph_.operators[index];
  if (slices_.contains(index)) {
    deferred_[op.outputs[0]] = index;  // made slice by slice where it is read
    return;
  }
  if (image_shape(graph_.tensor(op.inputs[0]))->is_vector())
    return depthwise_of_vector(index, conv);
  reduce_windows(index, reduction_of(index, conv));
}

Reduction Lowering::reduction_of(std::size_t index, const DepthwiseConv2d& conv) const {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const Tensor& weights = at.input(1);  // 1, ky, kx, channels out
  const std::int64_t columns = weights.shape[2];
  const std::int64_t channels = weights.shape[3];
  const auto zero = static_cast<std::int32_t>(weights.quantization->zero_points[0]) +
                    (weights.type == DataType::kInt8 ? 128 : 0);
  const auto windows = windows_of(op.inputs[0], conv.window, weights.shape[1], weights.shape[2]);
  Reduction reduction;
  reduction.input = windows.input;
  reduction.channel = windows.channel;
  reduction.y = windows.y;
  reduction.x = windows.x;
  reduction.channels = image_shape(at.input(0))->channels;
  reduction.multiplier = channels / reduction.channels;
  reduction.in_zero = zero_code(op.inputs[0]);
  reduction.weight_zero = static_cast<std::uint8_t>(zero);
  reduction.stage = at.output_stage(at.code_quantization(at.input(0)).scale,
                                    weights.quantization->scales, conv.activation);
  reduction.bias = [bias = at.bias(2, static_cast<std::size_t>(channels))](std::int64_t channel) {
    return static_cast<std::int32_t>(bias[static_cast<std::size_t>(channel)]);
  };
  reduction.weight = [=, codes = at.codes(1)](std::int64_t ky, std::int64_t kx,
                                              std::int64_t channel) {
    return codes[static_cast<std::size_t>((ky * columns + kx) * channels + channel)];
  };
  return reduction;
}

void Lowering::lower_op(std::size_t index, const Pool2d& pool) {
  if (pool.kind == Pool2d::Kind::kMax) {
    maximum(index, pool);
    return;
  }
  const Context at = context(index);
  const ImageShape in_shape = *image_shape(at.input(0));
  const AverageStage average = average_stage(at, pool);
  if (is_global(pool, in_shape)) {
    global_average(index, average.stage, average.zero);
    return;
  }
  const std::int64_t taps = std::int64_t{pool.filter_y} * pool.filter_x;
  Reduction reduction;
  reduction.input = graph_.operators[index].inputs[0];
  reduction.channels = in_shape.channels;
  reduction.y = axis_y(pool.window, in_shape.height, pool.filter_y);
  reduction.x = axis_x(pool.window, in_shape.width, pool.filter_x);
  reduction.stage = average.stage;
  reduction.bias = [&](std::int64_t) { return static_cast<std::int32_t>(-average.zero * taps); };
  reduction.weight = [](std::int64_t, std::int64_t, std::int64_t) { return std::uint8_t{1}; };
  reduce_windows(index, reduction);
}

/// The whole operator; where its input is to be made in slices of channels, slice after slice.
void Lowering::reduce_windows(std::size_t index, const Reduction& reduction) {
  const Operator& op = graph_.operators[index];
  const Tensor& result = graph_.tensor(op.outputs[0]);
  const TileTensorId to =
      add_tensor(result.name, Spread::kBlocks, *image_shape(result), zero_code(op.outputs[0]));
  const auto deferred = deferred_.find(reduction.input);
  if (deferred == deferred_.end()) {
    const TileTensorId from = source(reduction.input);
    known_[op.outputs[0]] = to;
    reduce_windows(index, reduction, from, 0, to, true);
    return;
  }
  known_[op.outputs[0]] = to;
  const std::size_t maker = deferred->second;
  const Tensor& whole = graph_.tensor(reduction.input);
  const ImageShape shape = *image_shape(whole);
  const auto slice =
      round_up<std::int64_t>(divide_up(shape.channels, slices_.at(maker)), kWordBytes);
  for (std::int64_t first = 0; first < shape.channels; first += slice) {
    const Range channels{first, std::min(first + slice, shape.channels)};
    const TileTensorId part = add_tensor(
        fmt::format("{} channels {} to {}", whole.name, first, channels.end - 1), Spread::kBlocks,
        {shape.height, shape.width, channels.size()}, zero_code(reduction.input));
    convolve(maker, std::get<Conv2d>(graph_.operators[maker].options), channels, part);
    reduce_windows(index, reduction, part, first, to, channels.end == shape.channels);
  }
}

/// Channels of `from`, which are those from `first` on of the operator's input.
void Lowering::reduce_windows(std::size_t index, const Reduction& reduction, TileTensorId from,
                              std::int64_t first, TileTensorId to, bool exchange) {
  TileTensor* const in = &plan_.tensors[from];
  TileTensor* const out = &plan_.tensors[to];
  out->maker = index;
  const WindowAxis y = reduction.y;
  const WindowAxis x = reduction.x;
  need_windows(from, to, y, x);

  const std::int64_t multiplier = reduction.multiplier;
  const std::int64_t in_channels = std::min(in->shape.channels, reduction.channels);
  const std::int64_t channels = in_channels * multiplier;
  const auto groups = divide_up<std::int64_t>(in_channels, kWordBytes);
  // A single group may have fewer than four channels: no words for those that are not there.
  const std::int64_t words =
      groups > 1 ? multiplier : divide_up<std::int64_t>(channels, kWordBytes);
  const PositionBlock block = choose_block(machine_, *out, y, x, words, parameters_.price_of(index),
                                           scaling_rows_of(options_.mode));
  const std::int64_t outputs = kWordBytes * words * block.positions();

  // Blocks that do not fill a tile's part compute positions beyond it, from what lies there.
  in->y.slack((block.height - 1) * y.stride);
  in->x.slack((block.width - 1) * x.stride);
  out->y.slack(block.height - 1);
  out->x.slack(block.width - 1);

  MacJob job;
  job.parameters = ParameterImage(machine_, options_.mode, groups, block.steps(), outputs,
                                  reduction.weight_zero, 1, block.form);
  for (std::int64_t g = 0; g < groups; ++g) {
    for (std::int64_t p = 0; p < block.positions(); ++p) {
      for (std::int64_t k = 0; k < kWordBytes * words; ++k) {
        const std::int64_t channel = g * kWordBytes * multiplier + k;
        if (channel >= channels) break;
        const std::int64_t cell = p * kWordBytes * words + k;
        const auto lane = static_cast<std::size_t>(k / multiplier);
        const std::int64_t whole = first + channel;
        job.parameters.scale(g, cell, scale_of(reduction.stage, static_cast<std::size_t>(whole)));
        job.parameters.bias(g, cell, reduction.bias(whole));
        for (std::int64_t ky = 0; ky < y.filter; ++ky) {
          for (std::int64_t kx = 0; kx < x.filter; ++kx) {
            const std::int64_t row = p / block.width * y.stride + ky * y.dilation;
            const std::int64_t column = p % block.width * x.stride + kx * x.dilation;
            job.parameters.weights(g, row * block.window_x + column, cell)[lane] =
                reduction.weight(ky, kx, whole);
          }
        }
      }
    }
  }
  job.outputs_last = outputs;
  job.word_dims = 3;
  job.op.in_zero_point = reduction.in_zero;
  job.op.weight_zero_point = reduction.weight_zero;
  set_output(job.op, reduction.stage);
  const std::int64_t step_units = job.parameters.step_units();
  job.loops = [=, channel = reduction.channel](std::uint32_t tile) {
    TileLoops loops;
    const Range rows = out->own_rows(tile);
    const Range columns = out->own_columns(tile);
    const bool empty = rows.empty() || columns.empty();
    loops.steps = block.steps();
    loops.columns = empty ? 1 : divide_up(columns.size(), block.width);
    loops.rows = empty ? 1 : divide_up(rows.size(), block.height);
    loops.parameters = {{block.steps(), step_units}};
    loops.in_base = channel + (empty ? in->base
                                     : in->address(tile, rows.begin * y.stride - y.pad_before(),
                                                   columns.begin * x.stride - x.pad_before()));
    loops.out_base =
        first * multiplier + (empty ? out->base : out->address(tile, rows.begin, columns.begin));
    loops.in = {{block.window_x, in->depth()},
                {block.window_y, in->pitch()},
                {loops.columns, block.width * x.stride * in->depth()},
                {loops.rows, block.height * y.stride * in->pitch()},
                {1, 0},
                {groups, kWordBytes}};
    loops.out = {{words, kWordBytes},
                 {block.width, out->depth()},
                 {block.height, out->pitch()},
                 {loops.columns, block.width * out->depth()},
                 {loops.rows, block.height * out->pitch()},
                 {groups, kWordBytes * words}};
    return loops;
  };
  MacStep mac{std::move(job), to, exchange};
  Step& done = step(index, {from}, {to});
  done.macs = done.macs * static_cast<std::uint64_t>(channels) /
              static_cast<std::uint64_t>(out->shape.channels);
  const BlockSplit& made = out->y.split();
  if (made.owned() < made.length())
    done.macs = done.macs / static_cast<std::uint64_t>(made.length()) *
                static_cast<std::uint64_t>(made.owned());
  done.what = std::move(mac);
}

}  // namespace tessera::workloads
