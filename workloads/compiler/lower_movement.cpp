// SPDX-License-Identifier: Apache-2.0
// PAD, SLICE, SPLIT, CONCATENATION: the op unit copies words, one per cycle; what comes from
// elsewhere in the image comes as the halo of a window of one position. What convolutions alone
// read is part of their windows, and of no command.
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/compiler/movement.h"

#include <algorithm>
#include <utility>

namespace tessera::workloads {

/// Where a convolution's input really is, and its windows there: a PAD or a part of a tensor in
/// front is taken along.
Lowering::Window2d Lowering::windows_of(TensorIndex tensor, const Window& window,
                                        std::int64_t filter_y, std::int64_t filter_x) const {
  const auto found = views_.find(tensor);
  if (found != views_.end()) {
    const Move& view = found->second.move;
    const bool whole_image = view.y.output() == view.y.input && view.y.before == 0 &&
                             view.x.output() == view.x.input && view.x.before == 0;
    if (window.padding == Padding::kValid || whole_image) {
      Window2d result{found->second.input, axis_y(window, view.y.input, filter_y),
                      axis_x(window, view.x.input, filter_x), view.from_channel};
      result.y.before = view.y.before;
      result.y.after = view.y.after;
      result.x.before = view.x.before;
      result.x.after = view.x.after;
      return result;
    }
  }
  const ImageShape shape = *image_shape(graph_.tensor(tensor));
  return {tensor, axis_y(window, shape.height, filter_y), axis_x(window, shape.width, filter_x), 0};
}

/// Results that convolutions may read in place are not made unless somebody reads them as such.
void Lowering::view_or_move(std::size_t index) {
  const Operator& op = graph_.operators[index];
  const Movement movement = movement_of(context(index));
  for (const Move& move : movement.moves) {
    const TensorIndex input = op.inputs[move.input];
    const bool in_place = !image_shape(graph_.tensor(input))->is_vector() && move.y.stride == 1 &&
                          move.x.stride == 1 && move.padding == zero_code(input);
    if (!in_place) return moved(index);
  }
  for (const Move& move : movement.moves)
    views_[op.outputs[move.output]] = {op.inputs[move.input], index, move};
}

/// Results of convolutions that a concatenation alone reads.
void Lowering::find_joined(const std::vector<std::size_t>& operators) {
  const auto readers = [&](TensorIndex tensor) {
    std::ptrdiff_t count = std::count(graph_.outputs.begin(), graph_.outputs.end(), tensor);
    for (const Operator& op : graph_.operators)
      count += std::count(op.inputs.begin(), op.inputs.end(), tensor);
    return count;
  };
  const auto made_by_convolution = [&](TensorIndex tensor) {
    return std::any_of(operators.begin(), operators.end(), [&](std::size_t maker) {
      const Operator& op = graph_.operators[maker];
      return (std::holds_alternative<Conv2d>(op.options) ||
              std::holds_alternative<TransposeConv>(op.options)) &&
             op.outputs[0] == tensor;
    });
  };
  for (const std::size_t index : operators) {
    const Operator& op = graph_.operators[index];
    if (!std::holds_alternative<Concatenation>(op.options)) continue;
    if (image_shape(graph_.tensor(op.outputs[0]))->is_vector()) continue;
    for (const Move& move : movement_of(context(index)).moves) {
      const TensorIndex part = op.inputs[move.input];
      if (readers(part) == 1 && made_by_convolution(part)) joined_[part] = {index, move.to_channel};
    }
  }
}

TileTensorId Lowering::joint_tensor(std::size_t concatenation) {
  if (const auto found = joint_.find(concatenation); found != joint_.end()) return found->second;
  const TensorIndex result = graph_.operators[concatenation].outputs[0];
  const Tensor& tensor = graph_.tensor(result);
  const TileTensorId to =
      add_tensor(tensor.name, Spread::kBlocks, *image_shape(tensor), zero_code(result));
  known_[result] = to;
  return joint_[concatenation] = to;
}

void Lowering::lower_op(std::size_t index, const Concatenation&) {
  const Operator& op = graph_.operators[index];
  if (image_shape(graph_.tensor(op.outputs[0]))->is_vector()) return moved(index);
  const TileTensorId to = joint_tensor(index);
  for (const Move& move : movement_of(context(index)).moves) {
    if (joined_.contains(op.inputs[move.input])) continue;
    const TileTensorId from = source(op.inputs[move.input]);
    need_windows(from, to, move.y, move.x);
    step(index, {from}, {to}).what = MacStep{copy_of(from, to, move), to, false};
  }
  // The neighbours get the result when all of it is there.
  for (auto step = plan_.steps.rbegin(); step != plan_.steps.rend(); ++step) {
    auto* const mac = std::get_if<MacStep>(&step->what);
    if (mac == nullptr || mac->to != to) continue;
    mac->exchange = true;
    break;
  }
}

void Lowering::moved(std::size_t index) {
  const Operator& op = graph_.operators[index];
  const Movement movement = movement_of(context(index));
  const bool vectors = image_shape(graph_.tensor(op.outputs[0]))->is_vector();
  for (const Move& move : movement.moves) {
    const TensorIndex result = op.outputs[move.output];
    TileTensorId from = vectors ? replicated(op.inputs[move.input]) : source(op.inputs[move.input]);
    const bool outside =
        move.y.pad_before() > 0 || move.x.pad_before() > 0 || move.y.after > 0 || move.x.after > 0;
    if (outside && plan_.tensors[from].padding != move.padding)
      from = padded_with(move.padding, from, index);
    if (move.to_channel == 0) {  // the first part of a result
      const Tensor& tensor = graph_.tensor(result);
      known_[result] = add_tensor(tensor.name, vectors ? Spread::kReplicated : Spread::kBlocks,
                                  *image_shape(tensor), zero_code(result));
      if (vectors) replicas_[result] = known_[result];
    }
    const TileTensorId to = known_.at(result);
    if (!vectors) need_windows(from, to, move.y, move.x);
    step(index, {from}, {to}).what = MacStep{copy_of(from, to, move), to, !vectors};
  }
}

MacJob Lowering::copy_of(TileTensorId from, TileTensorId to, const Move& move) {
  const OutputStage pass = identity_stage(options_.mode, 255);
  MacJob job;
  job.parameters = word_identity(machine_, pass);
  job.outputs_last = kWordBytes;
  job.word_dims = 2;
  set_output(job.op, pass);
  const TileTensor* const in = &plan_.tensors[from];
  const TileTensor* const out = &plan_.tensors[to];
  job.loops = [=](std::uint32_t tile) {
    const std::int64_t words = divide_up<std::int64_t>(move.channels, kWordBytes);
    TileLoops loops;
    std::int64_t columns = 1;
    loops.in_base = in->base;
    loops.out_base = out->base;
    if (out->spread == Spread::kBlocks) {
      const Range rows = out->own_rows(tile);
      const Range own = out->own_columns(tile);
      if (!rows.empty() && !own.empty()) {
        loops.rows = rows.size();
        columns = own.size();
        loops.in_base = in->address(tile, rows.begin * move.y.stride - move.y.pad_before(),
                                    own.begin * move.x.stride - move.x.pad_before());
        loops.out_base = out->address(tile, rows.begin, own.begin);
      }
    }
    loops.in_base += move.from_channel;
    loops.out_base += move.to_channel;
    loops.columns = columns * words;
    loops.parameters = {{1, 0}};
    loops.in = {{1, 0},
                {words, kWordBytes},
                {columns, move.x.stride * in->depth()},
                {loops.rows, move.y.stride * in->pitch()}};
    loops.out = {{1, kWordBytes},
                 {words, kWordBytes},
                 {columns, out->depth()},
                 {loops.rows, out->pitch()},
                 {1, 0}};
    return loops;
  };
  return job;
}

}  // namespace tessera::workloads
