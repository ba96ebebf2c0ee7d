// SPDX-License-Identifier: Apache-2.0
// ADD and SUB as the op unit does them: two weights of 16 bits per pair of bytes; functions of one
// element through the non-linear unit; operators that only give a tensor another name.
#include "workloads/compiler/element_walk.h"
#include "workloads/compiler/function_table.h"
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/reference/device_add.h"
#include "workloads/reference/element_table.h"

#include <algorithm>
#include <utility>

namespace tessera::workloads {

std::optional<FunctionTable> function_table(const Context& at, std::size_t operand) {
  return fit_function(element_table(at.graph(), at.index(), {.rule = at.rule(), .mode = at.mode()}),
                      at.code_quantization(at.input(operand)).zero_point,
                      at.quantized_output().zero_point);
}

/// A tensor like `from`: as many elements, spread alike.
TileTensorId Lowering::made_like(TileTensorId from, TensorIndex result) {
  const Spread spread = plan_.tensors[from].spread;
  const Tensor& tensor = graph_.tensor(result);
  const TileTensorId to = add_tensor(tensor.name, spread, *image_shape(tensor), zero_code(result));
  plan_.tensors[to].least_slice = plan_.tensors[from].least_slice;
  known_[result] = to;
  if (spread == Spread::kReplicated) replicas_[result] = to;
  return to;
}

/// Two operands spread alike: vectors of different kinds as a whole in every tile.
std::pair<TileTensorId, TileTensorId> Lowering::spread_alike(TensorIndex a, TensorIndex b) {
  const TileTensorId left = source(a);
  const TileTensorId right = source(b);
  const auto ids = plan_.tensors[left].spread == plan_.tensors[right].spread &&
                           plan_.tensors[left].least_slice == plan_.tensors[right].least_slice
                       ? std::pair{left, right}
                       : std::pair{replicated(a), replicated(b)};
  same_pitch_.push_back(ids);
  return ids;
}

void Lowering::lower_op(std::size_t index, const Add& add) {
  weighted_sum(index, add.activation, SecondSign::kPlus);
}

void Lowering::lower_op(std::size_t index, const Sub& sub) {
  weighted_sum(index, sub.activation, SecondSign::kMinus);
}

void Lowering::weighted_sum(std::size_t index, Activation activation, SecondSign sign) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const DeviceAdd sum(at.code_quantization(at.input(0)), at.code_quantization(at.input(1)),
                      at.quantized_output(), at.output_stage(activation), sign);
  const auto [a, b] = spread_alike(op.inputs[0], op.inputs[1]);
  const TileTensorId to = made_like(a, op.outputs[0]);
  // Weights are unsigned; the zero point makes room for a negative one.
  const std::int32_t zero = std::max(-sum.second_weight(), 0);
  MacJob job = pair_sum({sum.first_weight(), sum.second_weight()}, zero, sum.stage(), sum.offset(),
                        a, b, to);
  const bool exchange = plan_.tensors[to].spread == Spread::kBlocks;
  step(index, {a, b}, {to}).what = MacStep{std::move(job), to, exchange};
}

/// Cells of four for each pair of weights: first*a + second*b + offset of every byte of a word.
MacJob Lowering::pair_sum(std::pair<std::int32_t, std::int32_t> weights, std::int32_t zero,
                          const OutputStage& stage, std::int32_t offset, TileTensorId a,
                          TileTensorId b, TileTensorId to) {
  // Steps: bytes 0-1 and 2-3 of the left word, then of the right one.
  constexpr std::int64_t kSteps = 4;
  MacJob job;
  job.parameters = ParameterImage(machine_, stage.mode, 1, kSteps, kWordBytes, 0);
  for (std::int64_t c = 0; c < kWordBytes; ++c) {
    for (std::int64_t step = 0; step < kSteps; ++step) {
      const auto bytes = job.parameters.weights(0, step, c);
      for (std::int64_t half = 0; half < 2; ++half) {
        const bool own = step % 2 == c / 2 && half == c % 2;
        const std::int32_t weight = !own ? 0 : step < 2 ? weights.first : weights.second;
        put_half(bytes, half, weight + zero);
      }
    }
    job.parameters.scale(0, c, scale_of(stage, 0));
    job.parameters.bias(0, c, offset);
  }
  job.outputs_last = kWordBytes;
  job.op.pair_16 = 1;
  job.op.weight_zero_point = static_cast<std::uint32_t>(zero);
  set_output(job.op, stage);
  const TileTensor* const left = &plan_.tensors[a];
  const TileTensor* const right = &plan_.tensors[b];
  const TileTensor* const out = &plan_.tensors[to];
  job.loops = [=, this_machine = &machine_,
               unit = job.parameters.step_units()](std::uint32_t tile) {
    const ElementWalk walk(*this_machine, *out, tile);
    return walk.loops(*left, *out, {{2, 2}, {2, walk.begin(*right) - walk.begin(*left)}},
                      {{kSteps, unit}});
  };
  return job;
}

/// One word per step: the code goes through the table of the non-linear unit, whose results are the
/// reference's (function_table.h). The unit works in float32 in every mode.
void Lowering::function(std::size_t index, std::size_t operand) {
  const Context at = context(index);
  const Operator& op = graph_.operators[index];
  const FunctionTable table = *function_table(at, operand);
  const TileTensorId from = source(op.inputs[operand]);
  const TileTensorId to = made_like(from, op.outputs[0]);
  OutputStage stage = identity_stage(func::RequantMode::kF32, 0);
  stage.multipliers = {kFunctionStep};
  stage.bounds = {-kFarArgument, kFarArgument};
  stage.zero_point = table.zero;
  MacJob job;
  job.parameters = word_identity(machine_, stage, -table.center);
  job.outputs_last = kWordBytes;
  job.op.nlu = 1;
  set_output(job.op, stage);
  job.table = load_of(table.nlu);
  const TileTensor* const in = &plan_.tensors[from];
  const TileTensor* const out = &plan_.tensors[to];
  job.loops = [=, this_machine = &machine_](std::uint32_t tile) {
    return ElementWalk(*this_machine, *out, tile).loops(*in, *out, {{1, 0}}, {{1, 0}});
  };
  const bool exchange = out->spread == Spread::kBlocks;
  step(index, {from}, {to}).what = MacStep{std::move(job), to, exchange};
}

void Lowering::rename(std::size_t index) {
  const Operator& op = graph_.operators[index];
  const TileTensorId from = source(op.inputs[0]);
  known_[op.outputs[0]] = from;
  if (const auto whole = replicas_.find(op.inputs[0]); whole != replicas_.end())
    replicas_[op.outputs[0]] = whole->second;
}

}  // namespace tessera::workloads
