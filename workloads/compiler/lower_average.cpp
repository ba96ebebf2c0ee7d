// SPDX-License-Identifier: Apache-2.0
// Means over a whole image (MEAN, global AVERAGE_POOL_2D): sums of each tile's block as 16-bit
// vectors, slices of them exchanged over the ring, and one last sum per tile.
#include "workloads/compiler/average.h"
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/reference/mean_stage.h"

#include <algorithm>

namespace tessera::workloads {
namespace {

constexpr std::int64_t kSumBytes = 2;
constexpr std::int32_t kLargestSum = 65535;

}  // namespace

void Lowering::lower_op(std::size_t index, const Mean&) {
  const Context at = context(index);
  const ImageShape image = *image_shape(at.input(0));
  if (at.rule() == ConstantRule::kGoogle) {  // of one quantization: an average pool
    const AverageStage average =
        raw_code_average(at, image.height * image.width, Activation::kNone);
    global_average(index, average.stage, average.zero);
    return;
  }
  global_average(index, mean_stage(at, image.height * image.width),
                 at.code_quantization(at.input(0)).zero_point);
}

void Lowering::global_average(std::size_t index, const OutputStage& stage, std::int32_t zero) {
  const Operator& op = graph_.operators[index];
  const std::string name = layer_name(graph_, index);
  const TileTensorId from = source(op.inputs[0]);
  const ImageShape image = plan_.tensors[from].shape;
  const ImageShape vector{1, 1, image.channels};
  const TileTensorId sums = add_tensor(name + " sums", Spread::kLocal, vector);
  const TileTensorId shared = add_tensor(name + " shared sums", Spread::kLocal, vector);
  const TileTensorId to = add_tensor(name, Spread::kSlices, vector, zero_code(op.outputs[0]));
  known_[op.outputs[0]] = to;
  const TileTensor* const in = &plan_.tensors[from];
  const TileTensor* const partial = &plan_.tensors[sums];
  const TileTensor* const all = &plan_.tensors[shared];
  const TileTensor* const out = &plan_.tensors[to];
  const std::int64_t slice = out->slice(machine_.row_bytes);
  std::vector<std::uint32_t> owners;
  for (std::uint32_t t = 0; t < machine_.tiles; ++t)
    if (!in->own_rows(t).empty() && !in->own_columns(t).empty()) owners.push_back(t);
  const auto sources = static_cast<std::int64_t>(owners.size());
  plan_.tensors[sums].local_bytes = machine_.tiles * slice * kSumBytes;
  plan_.tensors[shared].local_bytes = sources * slice * kSumBytes;

  const OutputStage pass = identity_stage(options_.mode, kLargestSum);
  MacJob first;
  first.parameters = word_identity(machine_, pass);
  first.outputs_last = kWordBytes;
  first.op.out_16 = 1;
  set_output(first.op, pass);
  first.loops = [=](std::uint32_t tile) {
    TileLoops loops;
    const Range rows = in->own_rows(tile);
    const Range columns = in->own_columns(tile);
    const bool empty = rows.empty() || columns.empty();
    const std::int64_t height = empty ? 1 : rows.size();
    const std::int64_t width = empty ? 1 : columns.size();
    loops.steps = height * width;
    loops.columns = in->depth() / kWordBytes;
    loops.parameters = {{loops.steps, 0}};
    loops.in_base = empty ? in->base : in->address(tile, rows.begin, columns.begin);
    loops.in = {
        {width, in->depth()}, {height, in->pitch()}, {loops.columns, kWordBytes}, {1, 0}, {1, 0}};
    loops.out_base = partial->base;
    loops.out = {{2, kWordBytes}, {loops.columns, 2 * kWordBytes}, {1, 0}, {1, 0}};
    return loops;
  };
  step(index, {from}, {sums}).what = MacStep{std::move(first), sums, false};

  plan_.steps.push_back(
      {name, "SHARE", 0, ShareStep{sums, shared, owners, slice * kSumBytes}, {sums}, {shared}});

  // One value per step; cell c of a word takes the steps of its channel.
  MacJob last;
  const std::int64_t count = image.height * image.width;
  last.parameters = ParameterImage(machine_, options_.mode, 1, kWordBytes, kWordBytes, 0);
  for (std::int64_t c = 0; c < kWordBytes; ++c) {
    last.parameters.weights(0, c, c)[0] = 1;
    last.parameters.scale(0, c, scale_of(stage, 0));
    last.parameters.bias(0, c, static_cast<std::int32_t>(-count * zero));
  }
  last.outputs_last = kWordBytes;
  last.op.scalar_16 = 1;
  set_output(last.op, stage);
  last.loops = [=, unit = last.parameters.step_units()](std::uint32_t) {
    TileLoops loops;
    loops.steps = kWordBytes * sources;
    loops.columns = slice / kWordBytes;
    loops.parameters = {{kWordBytes, unit}, {sources, 0}};
    loops.in_base = all->base;
    loops.in = {{kWordBytes, kSumBytes},
                {sources, slice * kSumBytes},
                {loops.columns, kWordBytes * kSumBytes},
                {1, 0},
                {1, 0}};
    loops.out_base = out->base;
    loops.out = {{1, kWordBytes}, {loops.columns, kWordBytes}, {1, 0}, {1, 0}};
    return loops;
  };
  Step& end = plan_.steps.emplace_back();
  end.name = name;
  end.op = operator_name(op.options);
  end.reads = {shared};
  end.writes = {to};
  end.what = MacStep{std::move(last), to, false};
}

}  // namespace tessera::workloads
