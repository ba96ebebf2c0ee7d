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
  for (const std::size_t operand : {std::size_t{0}, std::size_t{1}})
    if (deferred_.contains(op.inputs[operand])) return sum_of_slices(index, sum, operand);
  const auto [a, b] = spread_alike(op.inputs[0], op.inputs[1]);
  const TileTensorId to = made_like(a, op.outputs[0]);
  MacJob job = pair_sum(sum, a, b, to);
  const bool exchange = plan_.tensors[to].spread == Spread::kBlocks;
  step(index, {a, b}, {to}).what = MacStep{std::move(job), to, exchange};
}

/// One operand is a convolution's result that does not fit beside the other: some rows of each
/// tile's block of it at a time, added to the other operand; over it, if nobody needs that any
/// more.
void Lowering::sum_of_slices(std::size_t index, const DeviceAdd& sum, std::size_t sliced) {
  const Operator& op = graph_.operators[index];
  const TensorIndex made = op.inputs[sliced];
  const TensorIndex other = op.inputs[1 - sliced];
  const std::size_t maker = deferred_.at(made);
  const TileTensorId kept = source(other);
  const ConvForm form = form_of(maker, std::get<Conv2d>(graph_.operators[maker].options));
  // The slices to come read the convolution's input.
  const bool over = kept != source(form.input) && last_use(index, other);
  const TileTensorId to = over ? made_over(kept, op.outputs[0]) : made_like(kept, op.outputs[0]);
  if (!over) same_pitch_.emplace_back(kept, to);
  const std::int64_t block = plan_.tensors[to].y.split().block();
  const std::int64_t height = divide_up(block, slices_.at(maker));
  for (std::int64_t first = 0; first < block; first += height) {
    const Range rows{first, std::min(first + height, block)};
    const TileTensorId slice = slice_of_rows(made, to, rows);
    same_pitch_.emplace_back(slice, kept);
    convolve(maker, form, {0, plan_.tensors[to].shape.channels}, slice, 0);
    std::get<MacStep>(plan_.steps.back().what).exchange = false;
    MacJob job =
        sliced == 0 ? pair_sum(sum, slice, kept, to, slice) : pair_sum(sum, kept, slice, to, slice);
    step(index, {slice, kept}, {to}).what = MacStep{std::move(job), to, rows.end == block};
  }
}

/// True if no operator after `index`, nor anybody outside the part, reads the tensor's bytes.
bool Lowering::last_use(std::size_t index, TensorIndex tensor) const {
  const TileTensorId bytes = known_.at(tensor);
  const auto needed = [&](TensorIndex name) {
    if (std::count(outputs_->begin(), outputs_->end(), name) > 0) return true;
    return std::any_of(operators_->begin(), operators_->end(), [&](std::size_t reader) {
      const auto& inputs = graph_.operators[reader].inputs;
      return reader > index && std::count(inputs.begin(), inputs.end(), name) > 0;
    });
  };
  for (const auto& [name, id] : known_)
    if (id == bytes && needed(name)) return false;
  for (const auto& [name, view] : views_) {
    const auto whole = known_.find(view.input);
    if (whole != known_.end() && whole->second == bytes && needed(name)) return false;
  }
  const auto joint = [&](const auto& entry) { return entry.second == bytes; };
  if (std::any_of(joint_.begin(), joint_.end(), joint)) return false;
  // Around the image lies one code.
  const TileTensor& held = plan_.tensors[bytes];
  const TensorIndex result = graph_.operators[index].outputs[0];
  return held.padding == zero_code(result) || !(held.y.needs_padding() || held.x.needs_padding());
}

/// The result takes the place of an operand.
TileTensorId Lowering::made_over(TileTensorId from, TensorIndex result) {
  plan_.tensors[from].padding = zero_code(result);
  known_[result] = from;
  return from;
}

/// Cells of four for each pair of weights: first*a + second*b + offset of every byte of a word; of
/// the rows that `slice`, one of the operands, has.
MacJob Lowering::pair_sum(const DeviceAdd& sum, TileTensorId a, TileTensorId b, TileTensorId to,
                          std::optional<TileTensorId> slice) {
  // Steps: bytes 0-1 and 2-3 of the left word, then of the right one.
  constexpr std::int64_t kSteps = 4;
  // Weights are unsigned; the zero point makes room for a negative one.
  const std::int32_t zero = std::max(-sum.second_weight(), 0);
  const OutputStage& stage = sum.stage();
  MacJob job;
  job.parameters = ParameterImage(machine_, stage.mode, 1, kSteps, kWordBytes, 0);
  for (std::int64_t c = 0; c < kWordBytes; ++c) {
    for (std::int64_t step = 0; step < kSteps; ++step) {
      const auto bytes = job.parameters.weights(0, step, c);
      for (std::int64_t half = 0; half < 2; ++half) {
        const bool own = step % 2 == c / 2 && half == c % 2;
        const std::int32_t weight = !own ? 0 : step < 2 ? sum.first_weight() : sum.second_weight();
        put_half(bytes, half, weight + zero);
      }
    }
    job.parameters.scale(0, c, scale_of(stage, 0));
    job.parameters.bias(0, c, sum.offset());
  }
  job.outputs_last = kWordBytes;
  job.op.pair_16 = 1;
  job.op.weight_zero_point = static_cast<std::uint32_t>(zero);
  set_output(job.op, stage);
  const TileTensor* const left = &plan_.tensors[a];
  const TileTensor* const right = &plan_.tensors[b];
  const TileTensor* const out = &plan_.tensors[to];
  const TileTensor* const made = slice ? &plan_.tensors[*slice] : out;
  job.loops = [=, this_machine = &machine_,
               unit = job.parameters.step_units()](std::uint32_t tile) {
    const ElementWalk walk(*this_machine, *made, tile);
    // A tile without rows of the slice must not touch the others.
    const bool aside = slice && walk.empty();
    const TileTensor& first = aside ? *made : *left;
    const std::int64_t second = aside ? 0 : walk.begin(*right) - walk.begin(*left);
    return walk.loops(first, aside ? *made : *out, {{2, 2}, {2, second}}, {{kSteps, unit}});
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
