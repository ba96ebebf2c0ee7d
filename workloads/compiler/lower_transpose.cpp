// SPDX-License-Identifier: Apache-2.0
// TRANSPOSE_CONV as convolutions: outputs that lie a stride apart see the same taps of the filter,
// so each of stride x stride sets of outputs is an ordinary convolution with some of the taps,
// whose results are written a stride apart.
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/graph/window.h"

#include <utility>

namespace tessera::workloads {
namespace {

constexpr std::size_t kImage = 2;  // operands
constexpr std::size_t kBias = 3;

/// Outputs o of which o + padding is `phase` more than a multiple of the stride: tap t of the
/// filter reads position (o + padding - t) / stride where that is whole. From the last tap to the
/// first, positions follow each other.
struct Phase {
  std::int64_t taps;
  std::int64_t last_tap;  // of the filter
  std::int64_t in_first;
  std::int64_t first;
};

Phase phase_of(const WindowAxis& axis, std::int64_t phase) {
  const std::int64_t padding = axis.pad_before();
  Phase result{};
  result.taps = divide_up(axis.filter - phase, axis.stride);
  result.last_tap = phase + axis.stride * (result.taps - 1);
  result.first = ((phase - padding) % axis.stride + axis.stride) % axis.stride;
  result.in_first = (result.first + padding - phase) / axis.stride - (result.taps - 1);
  return result;
}

}  // namespace

void Lowering::lower_op(std::size_t index, const TransposeConv& conv) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const Shape& weights = at.input(1).shape;  // O, ky, kx, I
  const ImageShape out = *image_shape(at.output());
  const WindowAxis rows = axis_y(conv.window, out.height, weights[1]);
  const WindowAxis columns = axis_x(conv.window, out.width, weights[2]);

  const auto joined = joined_.find(op.outputs[0]);
  TileTensorId to = 0;
  if (joined != joined_.end()) {
    to = joint_tensor(joined->second.concatenation);
  } else {
    to = add_tensor(at.output().name, Spread::kBlocks, out, zero_code(op.outputs[0]));
    known_[op.outputs[0]] = to;
  }
  for (std::int64_t phase_y = 0; phase_y < rows.stride; ++phase_y) {
    for (std::int64_t phase_x = 0; phase_x < columns.stride; ++phase_x) {
      const Phase y = phase_of(rows, phase_y);
      const Phase x = phase_of(columns, phase_x);
      ConvForm form;
      form.input = op.inputs[kImage];
      form.y = {.taps = y.taps, .in_first = y.in_first, .first = y.first, .out_step = rows.stride};
      form.x = {
          .taps = x.taps, .in_first = x.in_first, .first = x.first, .out_step = columns.stride};
      form.image_operand = kImage;
      form.bias_operand = kBias;
      form.activation = conv.activation;
      form.tap = [=](std::int64_t tap_y, std::int64_t tap_x) {
        return (y.last_tap - tap_y * rows.stride) * columns.filter + x.last_tap -
               tap_x * columns.stride;
      };
      convolve(index, form, {0, out.channels}, to,
               joined == joined_.end() ? 0 : joined->second.channel);
      // The neighbours get the result when all of it is there.
      std::get<MacStep>(plan_.steps.back().what).exchange = false;
    }
  }
  std::get<MacStep>(plan_.steps.back().what).exchange = joined == joined_.end();
}

}  // namespace tessera::workloads
