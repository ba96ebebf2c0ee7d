// SPDX-License-Identifier: Apache-2.0
// Layers whose outputs are divided over the tiles: FULLY_CONNECTED, and convolutions of an image of
// a single position.
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/compiler/sum_plan.h"
#include "workloads/graph/window.h"

#include <algorithm>

namespace tessera::workloads {
namespace {

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

/// Slices are whole units of what the host sends and takes, in bytes.
constexpr std::int64_t kSliceUnit = 8;

}  // namespace

/// A vector has one position, which one tap at most sees: a factor per channel, which the machine
/// computes as a matrix with a diagonal.
void Lowering::depthwise_of_vector(std::size_t index, const DepthwiseConv2d& conv) {
  const Shape& weights = graph_.tensor(graph_.operators[index].inputs[1]).shape;  // 1, ky, kx, C
  distributed_outputs(index,
                      {weights[3], weights[3], std::int64_t{weights[1]} * weights[2],
                       only_tap(conv.window, weights), true},
                      conv.activation);
}

void Lowering::convolve_vector(std::size_t index, const Conv2d& conv) {
  const Shape& weights = graph_.tensor(graph_.operators[index].inputs[1]).shape;  // O, ky, kx, I
  distributed_outputs(index,
                      {weights[0], weights[3], std::int64_t{weights[1]} * weights[2],
                       only_tap(conv.window, weights)},
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
  const auto padded = round_up<std::int64_t>(depth, kWordBytes);
  const std::int64_t steps = inputs / depth * padded / kWordBytes;
  const std::int64_t slice = out->slice(machine_.row_bytes);
  const OutputGroups groups(slice, machine_);
  const auto step_units = divide_up<std::int64_t>(groups.size, machine_.unit_outputs);
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
