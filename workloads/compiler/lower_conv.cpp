// SPDX-License-Identifier: Apache-2.0
// CONV_2D over blocks of an image, and layers whose outputs are divided over the tiles
// (FULLY_CONNECTED, convolutions of a single position).
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/graph/window.h"

#include <algorithm>

namespace tessera::workloads {
namespace {

/// Groups of outputs that the lanes of a tile take one after the other.
struct OutputGroups {
  OutputGroups(std::int64_t outputs, const Machine& machine) {
    const std::int64_t words = round_up<std::int64_t>(outputs, kWordBytes);
    count = divide_up<std::int64_t>(words, machine.lanes);
    // Even groups of whole wide units: what is not used is not sent over the ring.
    size = words;
    if (count > 1) {
      size = std::min<std::int64_t>(
          round_up<std::int64_t>(divide_up(words, count), machine.unit_outputs), machine.lanes);
      count = divide_up(words, size);
    }
    last = words - (count - 1) * size;
  }

  std::int64_t count;
  std::int64_t size;
  std::int64_t last;
};

/// Weights as the file has them, [outputs][steps of channels], with their zero point.
struct WeightSource {
  std::span<const std::uint8_t> codes;
  std::uint8_t zero;
};

WeightSource weight_codes(const Context& context) {
  const Tensor& tensor = context.input(1);
  const auto zero = tensor.quantization->zero_points[0];
  return {context.codes(1),
          static_cast<std::uint8_t>(tensor.type == DataType::kInt8 ? zero + 128 : zero)};
}

/// Chunks of channels that a sum is made in so that a slot holds the weights of one.
std::int64_t chunk_count(std::int64_t slot_rows, std::int64_t taps, std::int64_t words,
                         std::int64_t step_units) {
  const std::int64_t slot_units = slot_rows * kUnitsPerRow;
  const std::int64_t most = std::max<std::int64_t>(slot_units / (taps * step_units), 1);
  return divide_up(words, most);
}

/// The tap of a window that sees the only position of an image; the filter's length if none does.
std::int64_t only_tap(const WindowAxis& axis) {
  return axis.pad_before() % axis.dilation == 0 ? axis.pad_before() / axis.dilation : axis.filter;
}

constexpr std::int64_t kNoTap = -1;

/// The same of both axes; weights are OHWI or 1HWC.
std::int64_t only_tap(const Window& window, const Shape& weights) {
  const std::int64_t row = only_tap(axis_y(window, 1, weights[1]));
  const std::int64_t column = only_tap(axis_x(window, 1, weights[2]));
  return row < weights[1] && column < weights[2] ? row * weights[2] + column : kNoTap;
}

/// Registers what the blocks of `out` read.
template <class Walk>
void need(HaloAxis& in, const HaloAxis& out, const Walk& walk) {
  for (std::uint32_t part = 0; part < in.split().parts(); ++part) {
    const Range outputs = walk.outputs_of(out.split().own(part));
    if (outputs.empty()) continue;
    in.need(part, {walk.reads(outputs.begin),
                   walk.reads(outputs.end - 1) + (walk.taps - 1) * walk.tap_step + 1});
  }
}

/// Slices are whole units of what the host sends and takes, in bytes.
constexpr std::int64_t kSliceUnit = 8;

}  // namespace

void Lowering::lower_op(std::size_t index, const Conv2d& conv) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const Shape& weights = at.input(1).shape;  // O, ky, kx, I
  const ImageShape out_shape = *image_shape(at.output());
  if (slices_.contains(index)) {
    deferred_[op.outputs[0]] = index;  // made slice by slice where it is read
    return;
  }
  if (image_shape(at.input(0))->is_vector() && out_shape.is_vector()) {
    const std::int64_t tap = only_tap(conv.window, weights);
    distributed_outputs(index, {weights[0], weights[3], std::int64_t{weights[1]} * weights[2], tap},
                        conv.activation);
    return;
  }
  const Range all{0, out_shape.channels};
  if (const auto joined = joined_.find(op.outputs[0]); joined != joined_.end()) {
    convolve(index, conv, all, joint_tensor(joined->second.concatenation), joined->second.channel);
    std::get<MacStep>(plan_.steps.back().what).exchange = false;  // when all parts are there
    return;
  }
  const TileTensorId to =
      add_tensor(at.output().name, Spread::kBlocks, out_shape, zero_code(op.outputs[0]));
  known_[op.outputs[0]] = to;
  convolve(index, conv, all, to);
}

Lowering::AxisWalk Lowering::walk_of(const WindowAxis& window) {
  return {.taps = window.filter,
          .tap_step = window.dilation,
          .in_first = -window.pad_before(),
          .in_step = window.stride};
}

void Lowering::convolve(std::size_t index, const Conv2d& conv, Range range, TileTensorId to,
                        std::int64_t to_channel) {
  const Operator& op = graph_.operators[index];
  const Shape& weights = graph_.tensor(op.inputs[1]).shape;  // O, ky, kx, I
  const auto [input, y, x, channel] = windows_of(op.inputs[0], conv.window, weights[1], weights[2]);
  ConvForm form;
  form.input = input;
  form.channel = channel;
  form.y = walk_of(y);
  form.x = walk_of(x);
  form.activation = conv.activation;
  form.tap = [columns = weights[2]](std::int64_t tap_y, std::int64_t tap_x) {
    return tap_y * columns + tap_x;
  };
  convolve(index, form, range, to, to_channel);
}

/// Outputs `range` of a convolution; `to` has just those channels, or more: these from
/// `to_channel`.
void Lowering::convolve(std::size_t index, const ConvForm& form, Range range, TileTensorId to,
                        std::int64_t to_channel) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const Shape& weights = at.input(1).shape;  // O, ky, kx, I
  const TileTensorId from = source(form.input);
  if (!joined_.contains(op.outputs[0])) plan_.tensors[to].maker = index;
  const TileTensor* const in = &plan_.tensors[from];
  const TileTensor* const out = &plan_.tensors[to];
  need(plan_.tensors[from].y, out->y, form.y);
  need(plan_.tensors[from].x, out->x, form.x);

  const std::int64_t taps_y = form.y.taps;
  const std::int64_t taps_x = form.x.taps;
  const std::int64_t depth = weights[3];
  const std::int64_t filter_taps = std::int64_t{weights[1]} * weights[2];
  const std::int64_t words = divide_up<std::int64_t>(depth, kWordBytes);
  const OutputGroups groups(range.size(), machine_);
  const std::int64_t step_units = divide_up<std::int64_t>(groups.size, machine_.unit_outputs);
  const std::int64_t chunks =
      chunk_count(parameters_.slot_rows, taps_y * taps_x, words, step_units);
  const std::int64_t chunk_words = divide_up(words, chunks);  // the last chunk may have fewer
  const std::int64_t steps = taps_y * taps_x * chunk_words;
  const WeightSource source_codes = weight_codes(at);
  const auto bias = at.bias(form.bias_operand, static_cast<std::size_t>(weights[0]));
  const OutputStage stage =
      at.output_stage(at.code_quantization(at.input(form.image_operand)).scale,
                      at.input(1).quantization->scales, form.activation);
  MacJob job;
  job.parameters = ParameterImage(machine_, options_.mode, groups.count, steps, groups.size,
                                  source_codes.zero, chunks);
  if (chunks > 1) job.parked_positions = out->y.split().block() * out->x.split().block();
  const auto step_of = [&](std::int64_t tap, std::int64_t word) {
    return word / chunk_words * steps + tap * chunk_words + word % chunk_words;
  };
  for (std::int64_t o = range.begin; o < range.end; ++o) {
    const std::int64_t g = (o - range.begin) / groups.size;
    const std::int64_t cell = (o - range.begin) % groups.size;
    job.parameters.scale(g, cell, scale_of(stage, static_cast<std::size_t>(o)));
    job.parameters.bias(g, cell, static_cast<std::int32_t>(bias[static_cast<std::size_t>(o)]));
    for (std::int64_t tap = 0; tap < taps_y * taps_x; ++tap) {
      const std::int64_t filter_tap = form.tap(tap / taps_x, tap % taps_x);
      for (std::int64_t c = 0; c < depth; ++c)
        job.parameters.weights(g, step_of(tap, c / kWordBytes),
                               cell)[static_cast<std::size_t>(c % kWordBytes)] =
            source_codes
                .codes[static_cast<std::size_t>((o * filter_taps + filter_tap) * depth + c)];
    }
  }
  job.outputs_last = groups.last;
  job.op.in_zero_point = zero_code(op.inputs[form.image_operand]);
  job.op.weight_zero_point = source_codes.zero;
  set_output(job.op, stage);
  job.loops = [=, y = form.y, x = form.x, channel = form.channel](std::uint32_t tile) {
    TileLoops loops;
    const Range rows = y.outputs_of(out->own_rows(tile));
    const Range columns = x.outputs_of(out->own_columns(tile));
    const bool empty = rows.empty() || columns.empty();
    loops.steps = steps;
    loops.columns = empty ? 1 : columns.size();
    loops.rows = empty ? 1 : rows.size();
    loops.parameters = {{steps, step_units}};
    loops.in_base =
        channel +
        (empty ? in->base : in->address(tile, y.reads(rows.begin), x.reads(columns.begin)));
    loops.out_base =
        to_channel +
        (empty ? out->base : out->address(tile, y.at(rows.begin), x.at(columns.begin)));
    const bool dense = in->depth() == words * static_cast<std::int64_t>(kWordBytes);
    if (x.tap_step == 1 && chunks == 1 && dense)  // the taps of a row lie one after the other
      loops.in = {{taps_x * words, 4}};
    else
      loops.in = {{chunk_words, 4}, {taps_x, x.tap_step * in->depth()}};
    loops.in.push_back({taps_y, y.tap_step * in->pitch()});
    loops.in.push_back({loops.columns, x.in_step * in->depth()});
    loops.in.push_back({loops.rows, y.in_step * in->pitch()});
    loops.in.push_back({chunks, chunk_words * static_cast<std::int64_t>(kWordBytes)});
    loops.in.push_back({groups.count, 0});
    loops.out = {{groups.size / kWordBytes, 4},
                 {loops.columns, x.out_step * out->depth()},
                 {loops.rows, y.out_step * out->pitch()},
                 {groups.count, groups.size}};
    return loops;
  };
  MacStep mac{std::move(job), to, true};
  Step& done = step(index, {from}, {to});
  // Of the channels, and of the taps, those that are used here.
  done.macs = done.macs * static_cast<std::uint64_t>(range.size() * taps_y * taps_x) /
              static_cast<std::uint64_t>(weights[0] * filter_taps);
  done.what = std::move(mac);
}

/// A vector has one position, which one tap at most sees: a factor per channel, which the machine
/// computes as a matrix with a diagonal.
void Lowering::depthwise_of_vector(std::size_t index, const DepthwiseConv2d& conv) {
  const Shape& weights = graph_.tensor(graph_.operators[index].inputs[1]).shape;  // 1, ky, kx, C
  distributed_outputs(index,
                      {weights[3], weights[3], std::int64_t{weights[1]} * weights[2],
                       only_tap(conv.window, weights), true},
                      conv.activation);
}

void Lowering::lower_op(std::size_t index, const FullyConnected& layer) {
  const Shape& weights = graph_.tensor(graph_.operators[index].inputs[1]).shape;
  distributed_outputs(index, {weights[0], weights[1], 1, 0}, layer.activation);
}

/// Every tile has the whole input and its own slice of the outputs, whose weights it keeps.
void Lowering::distributed_outputs(std::size_t index, const WeightMatrix& matrix,
                                   Activation activation) {
  const std::int64_t outputs = matrix.outputs;
  const std::int64_t inputs = matrix.inputs;
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const TileTensorId from = replicated(op.inputs[0]);
  const TileTensorId to =
      add_tensor(at.output().name, Spread::kSlices, {1, 1, outputs}, zero_code(op.outputs[0]));
  known_[op.outputs[0]] = to;
  const bool streamed = streamed_.contains(index);
  if (streamed) plan_.tensors[to].least_slice = round_up<std::int64_t>(machine_.lanes, kSliceUnit);
  const TileTensor* const in = &plan_.tensors[from];
  const TileTensor* const out = &plan_.tensors[to];

  // The input lies as it is spread: positions of whole words of channels, or a vector.
  const std::int64_t depth = in->shape.is_vector() ? inputs : in->shape.channels;
  const std::int64_t padded = round_up<std::int64_t>(depth, kWordBytes);
  const std::int64_t steps = inputs / depth * padded / kWordBytes;
  const std::int64_t slice = out->slice(machine_.row_bytes);
  const OutputGroups groups(slice, machine_);
  const std::int64_t step_units = divide_up<std::int64_t>(groups.size, machine_.unit_outputs);
  const WeightSource source_codes = weight_codes(at);
  const auto bias = at.bias(2, static_cast<std::size_t>(outputs));
  const OutputStage stage = at.output_stage(at.code_quantization(at.input(0)).scale,
                                            at.input(1).quantization->scales, activation);
  MacJob job;
  for (std::uint32_t t = 0; t < machine_.tiles; ++t) {
    ParameterImage image(machine_, options_.mode, groups.count, steps, groups.size,
                         source_codes.zero);
    for (std::int64_t i = 0; i < slice; ++i) {
      const std::int64_t o = t * slice + i;
      if (o >= outputs) break;
      const std::int64_t g = i / groups.size;
      const std::int64_t cell = i % groups.size;
      image.scale(g, cell, scale_of(stage, static_cast<std::size_t>(o)));
      image.bias(g, cell, static_cast<std::int32_t>(bias[static_cast<std::size_t>(o)]));
      for (std::int64_t k = 0; k < (matrix.tap == kNoTap ? 0 : inputs); ++k) {
        if (matrix.diagonal && k != o) continue;
        const std::int64_t row = matrix.diagonal ? 0 : o;
        const std::int64_t byte = k / depth * padded + k % depth;
        image.weights(g, byte / kWordBytes, cell)[static_cast<std::size_t>(byte % kWordBytes)] =
            source_codes
                .codes[static_cast<std::size_t>((row * matrix.taps + matrix.tap) * inputs + k)];
      }
    }
    job.resident.push_back(std::move(image));
  }
  job.parameters = ParameterImage(machine_, options_.mode, groups.count, steps, groups.size, 0);
  if (streamed) job.streamed_to = static_cast<std::uint32_t>(divide_up(outputs, slice));
  job.outputs_last = groups.last;
  job.op.in_zero_point = zero_code(op.inputs[0]);
  job.op.weight_zero_point = source_codes.zero;
  set_output(job.op, stage);
  job.loops = [=](std::uint32_t) {
    TileLoops loops;
    loops.steps = steps;
    loops.parameters = {{steps, step_units}};
    loops.in_base = in->base;
    loops.in = {{steps, 4}, {1, 0}, {1, 0}, {1, 0}, {groups.count, 0}};
    loops.out_base = out->base;
    loops.out = {{groups.size / kWordBytes, 4}, {1, 0}, {1, 0}, {groups.count, groups.size}};
    return loops;
  };
  MacStep mac{std::move(job), to, false};
  step(index, {from}, {to}).what = std::move(mac);
}

}  // namespace tessera::workloads
