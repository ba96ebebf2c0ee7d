// SPDX-License-Identifier: Apache-2.0
// CONV_2D over blocks of an image.
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/compiler/sum_plan.h"
#include "workloads/graph/window.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::workloads {
namespace {

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

/// Share of the wide memory for sums that wait between chunks; more, and they are made in several
/// slices of rows.
constexpr std::int64_t kParkedDivisor = 4;

}  // namespace

void Lowering::lower_op(std::size_t index, const Conv2d& conv) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const ImageShape out_shape = *image_shape(at.output());
  if (slices_.contains(index)) {
    deferred_[op.outputs[0]] = index;  // made slice by slice where it is read
    return;
  }
  if (image_shape(at.input(0))->is_vector() && out_shape.is_vector())
    return convolve_vector(index, conv);
  const auto joined = joined_.find(op.outputs[0]);
  TileTensorId to = 0;
  std::int64_t channel = 0;
  if (joined != joined_.end()) {
    to = joint_tensor(joined->second.concatenation);
    channel = joined->second.channel;
  } else {
    to = add_tensor(at.output().name, Spread::kBlocks, out_shape, zero_code(op.outputs[0]));
    known_[op.outputs[0]] = to;
  }
  if (deferred_.contains(op.inputs[0]))
    convolve_slices(index, conv, to, channel);
  else
    convolve(index, conv, {0, out_shape.channels}, to, channel);
  if (joined != joined_.end())  // when all parts are there
    std::get<MacStep>(plan_.steps.back().what).exchange = false;
}

/// The input, which does not fit as a whole, is made some rows of each tile's block at a time.
void Lowering::convolve_slices(std::size_t index, const Conv2d& conv, TileTensorId to,
                               std::int64_t to_channel) {
  const Operator& op = graph_.operators[index];
  const std::size_t maker = deferred_.at(op.inputs[0]);
  const std::int64_t outputs = image_shape(graph_.tensor(op.outputs[0]))->channels;
  const Reduction made =
      reduction_of(maker, std::get<DepthwiseConv2d>(graph_.operators[maker].options));
  ConvForm form = form_of(index, conv);
  const std::int64_t block = plan_.tensors[to].y.split().block();
  const std::int64_t height = divide_up(block, slices_.at(maker));
  for (std::int64_t first = 0; first < block; first += height) {
    const Range rows{first, std::min(first + height, block)};
    form.slice = slice_of_rows(op.inputs[0], to, rows);
    // Room behind the first position for one of the result: of tiles that have none of the rows.
    TileTensor& slice = plan_.tensors[*form.slice];
    const std::int64_t room = divide_up(slice.depth() + round_up<std::int64_t>(outputs, kWordBytes),
                                        slice.x.split().block() * slice.depth());
    slice.y.slack(std::max<std::int64_t>(room - rows.size(), 0));
    reduce_windows(maker, made, source(made.input), 0, *form.slice, false);
    convolve(index, form, {0, outputs}, to, to_channel);
    std::get<MacStep>(plan_.steps.back().what).exchange = rows.end == block;
  }
}

/// A buffer for rows `rows` of each tile's block of a tensor that is spread like `like`.
TileTensorId Lowering::slice_of_rows(TensorIndex tensor, TileTensorId like, Range rows) {
  const Tensor& whole = graph_.tensor(tensor);
  const TileTensorId slice =
      add_tensor(fmt::format("{} rows {} to {} of each tile", whole.name, rows.begin, rows.end - 1),
                 Spread::kBlocks, *image_shape(whole), zero_code(tensor));
  plan_.tensors[slice].y = HaloAxis(plan_.tensors[like].y.split().only(rows));
  return slice;
}

Lowering::AxisWalk Lowering::walk_of(const WindowAxis& window) {
  return {.taps = window.filter,
          .tap_step = window.dilation,
          .in_first = -window.pad_before(),
          .in_step = window.stride};
}

Lowering::ConvForm Lowering::form_of(std::size_t index, const Conv2d& conv) const {
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
  return form;
}

void Lowering::convolve(std::size_t index, const Conv2d& conv, Range range, TileTensorId to,
                        std::int64_t to_channel) {
  convolve(index, form_of(index, conv), range, to, to_channel);
}

/// Outputs `range` of a convolution; `to` has just those channels, or more: these from
/// `to_channel`. Where too many sums would have to wait between chunks, some rows after the others.
void Lowering::convolve(std::size_t index, const ConvForm& form, Range range, TileTensorId to,
                        std::int64_t to_channel) {
  const std::int64_t channels = graph_.tensor(graph_.operators[index].inputs[1]).shape[3];
  const SumPlan sums(machine_, parameters_.slot_rows, range.size(), form.y.taps * form.x.taps,
                     channels);
  const BlockSplit& y = plan_.tensors[to].y.split();
  const std::int64_t width = plan_.tensors[to].x.split().most();
  const std::int64_t limit = machine_.wide_rows / kParkedDivisor;
  if (form.slice || sums.parked_rows(y.most() * width) <= limit)
    return convolve_rows(index, form, range, to, to_channel);
  const std::int64_t height =
      std::max<std::int64_t>(limit * kUnitsPerRow / (width * sums.step_units), 1);
  ConvForm part = form;
  for (std::int64_t first = 0; first < y.most(); first += height) {
    part.rows = y.only({first, std::min(first + height, y.most())});
    convolve_rows(index, part, range, to, to_channel);
    std::get<MacStep>(plan_.steps.back().what).exchange = first + height >= y.most();
  }
}

/// All the rows, or those that the form names.
void Lowering::convolve_rows(std::size_t index, const ConvForm& form, Range range, TileTensorId to,
                             std::int64_t to_channel) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const Shape& weights = at.input(1).shape;  // O, ky, kx, I
  const TileTensorId from = form.slice ? *form.slice : source(form.input);
  if (!joined_.contains(op.outputs[0])) plan_.tensors[to].maker = index;
  const TileTensor* const in = &plan_.tensors[from];
  const TileTensor* const out = &plan_.tensors[to];
  // The rows and columns that are made.
  const TileTensor* const made = form.slice ? in : out;
  const BlockSplit part = form.rows ? *form.rows : made->y.split();
  if (!form.slice) {
    need(plan_.tensors[from].y, out->y, form.y);
    need(plan_.tensors[from].x, out->x, form.x);
  }

  const std::int64_t taps_y = form.y.taps;
  const std::int64_t taps_x = form.x.taps;
  const std::int64_t depth = weights[3];
  const std::int64_t filter_taps = std::int64_t{weights[1]} * weights[2];
  const SumPlan sums(machine_, parameters_.slot_rows, range.size(), taps_y * taps_x, depth);
  const OutputGroups& groups = sums.groups;
  const WeightSource source_codes = weight_codes(at);
  const auto bias = at.bias(form.bias_operand, static_cast<std::size_t>(weights[0]));
  const OutputStage stage =
      at.output_stage(at.code_quantization(at.input(form.image_operand)).scale,
                      at.input(1).quantization->scales, form.activation);
  MacJob job;
  job.parameters = ParameterImage(machine_, options_.mode, groups.count, sums.steps, groups.size,
                                  source_codes.zero, sums.chunks);
  if (sums.chunks > 1) job.parked_positions = part.most() * made->x.split().most();
  for (std::int64_t o = range.begin; o < range.end; ++o) {
    const std::int64_t g = (o - range.begin) / groups.size;
    const std::int64_t cell = (o - range.begin) % groups.size;
    job.parameters.scale(g, cell, scale_of(stage, static_cast<std::size_t>(o)));
    job.parameters.bias(g, cell, static_cast<std::int32_t>(bias[static_cast<std::size_t>(o)]));
    for (std::int64_t tap = 0; tap < taps_y * taps_x; ++tap) {
      const std::int64_t filter_tap = form.tap(tap / taps_x, tap % taps_x);
      for (std::int64_t c = 0; c < depth; ++c)
        job.parameters.weights(g, sums.step(tap, c / kWordBytes),
                               cell)[static_cast<std::size_t>(c % kWordBytes)] =
            source_codes
                .codes[static_cast<std::size_t>((o * filter_taps + filter_tap) * depth + c)];
    }
  }
  job.outputs_last = groups.last;
  job.op.in_zero_point = zero_code(op.inputs[form.image_operand]);
  job.op.weight_zero_point = source_codes.zero;
  set_output(job.op, stage);
  job.loops = [=, y = form.y, x = form.x, channel = form.channel, again = form.rows.has_value(),
               sliced = form.slice.has_value(),
               grid_columns = machine_.columns](std::uint32_t tile) {
    TileLoops loops;
    const Range own = part.own(tile / grid_columns);
    Range rows = y.outputs_of(own);
    // A tile that has none of the rows makes its last one again.
    if (const Range all = y.outputs_of(made->own_rows(tile)); again && rows.empty() && !all.empty())
      rows = {all.end - 1, all.end};
    const Range columns = x.outputs_of(made->own_columns(tile));
    const bool empty = rows.empty() || columns.empty();
    loops.steps = sums.steps;
    loops.columns = empty ? 1 : columns.size();
    loops.rows = empty ? 1 : rows.size();
    loops.parameters = {{sums.steps, sums.step_units}};
    loops.in_base =
        channel +
        (empty ? in->base : in->address(tile, y.reads(rows.begin), x.reads(columns.begin)));
    // A tile that makes nothing writes where nobody reads: not over other rows of the result.
    const std::int64_t aside = sliced ? in->base + in->depth() : out->base + to_channel;
    loops.out_base =
        empty ? aside : to_channel + out->address(tile, y.at(rows.begin), x.at(columns.begin));
    const bool dense = in->depth() == sums.words * static_cast<std::int64_t>(kWordBytes);
    if (x.tap_step == 1 && sums.chunks == 1 && dense)  // the taps of a row lie one after the other
      loops.in = {{taps_x * sums.words, 4}};
    else
      loops.in = {{sums.chunk_words, 4}, {taps_x, x.tap_step * in->depth()}};
    loops.in.push_back({taps_y, y.tap_step * in->pitch()});
    loops.in.push_back({loops.columns, x.in_step * in->depth()});
    loops.in.push_back({loops.rows, y.in_step * in->pitch()});
    loops.in.push_back({sums.chunks, sums.chunk_words * static_cast<std::int64_t>(kWordBytes)});
    loops.in.push_back({sums.groups.count, 0});
    loops.out = {{sums.groups.size / kWordBytes, 4},
                 {loops.columns, x.out_step * out->depth()},
                 {loops.rows, y.out_step * out->pitch()},
                 {sums.groups.count, sums.groups.size}};
    return loops;
  };
  MacStep mac{std::move(job), to, true};
  Step& done = step(index, {from}, {to});
  // Of the channels, the taps and the rows, those that are used here.
  done.macs = done.macs * static_cast<std::uint64_t>(range.size() * taps_y * taps_x) /
              static_cast<std::uint64_t>(weights[0] * filter_taps);
  if (part.owned() < part.length())
    done.macs = done.macs / static_cast<std::uint64_t>(part.length()) *
                static_cast<std::uint64_t>(part.owned());
  done.what = std::move(mac);
}

}  // namespace tessera::workloads
