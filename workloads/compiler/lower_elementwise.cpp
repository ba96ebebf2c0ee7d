// SPDX-License-Identifier: Apache-2.0
// ADD as the op unit does it: two weights of 16 bits per pair of bytes, and operators that only
// give a tensor another name.
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/error.h"
#include "workloads/reference/device_add.h"

namespace tessera::workloads {

void Lowering::lower_op(std::size_t index, const Add& add) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const Tensor& result = at.output();
  const DeviceAdd sum(at.code_quantization(at.input(0)), at.code_quantization(at.input(1)),
                      at.quantized_output(), at.output_stage(add.activation));
  const TileTensorId a = source(op.inputs[0]);
  const TileTensorId b = source(op.inputs[1]);
  const Spread spread = plan_.tensors[a].spread;
  if (plan_.tensors[b].spread != spread)
    at.refuse("operands that are spread over the tiles in different ways");
  const TileTensorId to =
      add_tensor(result.name, spread, *image_shape(result), zero_code(op.outputs[0]));
  known_[op.outputs[0]] = to;
  if (spread == Spread::kReplicated) replicas_[op.outputs[0]] = to;
  same_pitch_.emplace_back(a, b);
  const TileTensor* const left = &plan_.tensors[a];
  const TileTensor* const right = &plan_.tensors[b];
  const TileTensor* const out = &plan_.tensors[to];

  // Steps: bytes 0-1 and 2-3 of the left word, then of the right one.
  constexpr std::int64_t kSteps = 4;
  MacJob job;
  job.parameters = ParameterImage(machine_, options_.mode, 1, kSteps, kWordBytes, 0);
  for (std::int64_t c = 0; c < kWordBytes; ++c) {
    for (std::int64_t operand = 0; operand < 2; ++operand) {
      const auto weight =
          static_cast<std::uint32_t>(operand == 0 ? sum.first_weight() : sum.second_weight());
      const auto bytes = job.parameters.weights(0, 2 * operand + c / 2, c);
      const auto half = static_cast<std::size_t>(2 * (c % 2));
      bytes[half] = static_cast<std::uint8_t>(weight & 0xff);
      bytes[half + 1] = static_cast<std::uint8_t>(weight >> 8);
    }
    job.parameters.scale(0, c, scale_of(sum.stage(), 0));
    job.parameters.bias(0, c, sum.offset());
  }
  job.outputs_last = kWordBytes;
  job.op.pair_16 = 1;
  set_output(job.op, sum.stage());
  const std::int64_t row_bytes = machine_.row_bytes;
  job.loops = [=, unit = job.parameters.step_units()](std::uint32_t tile) {
    TileLoops loops;
    loops.steps = kSteps;
    loops.parameters = {{kSteps, unit}};
    loops.in_base = left->base;
    std::int64_t other = right->base;
    loops.out_base = out->base;
    if (spread == Spread::kBlocks) {
      const Range rows = out->own_rows(tile);
      const Range columns = out->own_columns(tile);
      const bool empty = rows.empty() || columns.empty();
      loops.rows = empty ? 1 : rows.size();
      loops.columns = (empty ? 1 : columns.size()) * out->depth() / kWordBytes;
      if (!empty) {
        loops.in_base = left->address(tile, rows.begin, columns.begin);
        other = right->address(tile, rows.begin, columns.begin);
        loops.out_base = out->address(tile, rows.begin, columns.begin);
      }
    } else {
      loops.columns = out->bytes(static_cast<std::uint32_t>(row_bytes)) / kWordBytes;
    }
    const std::int64_t in_pitch = spread == Spread::kBlocks ? left->pitch() : 0;
    const std::int64_t out_pitch = spread == Spread::kBlocks ? out->pitch() : 0;
    loops.in = {{2, 2},
                {2, other - loops.in_base},
                {loops.columns, kWordBytes},
                {loops.rows, in_pitch},
                {1, 0}};
    loops.out = {{1, kWordBytes}, {loops.columns, kWordBytes}, {loops.rows, out_pitch}, {1, 0}};
    return loops;
  };
  MacStep mac{std::move(job), to, spread == Spread::kBlocks};
  step(index, {a, b}, {to}).what = std::move(mac);
}

void Lowering::rename(std::size_t index) {
  const Operator& op = graph_.operators[index];
  const TileTensorId from = source(op.inputs[0]);
  known_[op.outputs[0]] = from;
  if (const auto whole = replicas_.find(op.inputs[0]); whole != replicas_.end())
    replicas_[op.outputs[0]] = whole->second;
}

}  // namespace tessera::workloads
