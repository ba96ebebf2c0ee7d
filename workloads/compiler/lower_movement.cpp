// SPDX-License-Identifier: Apache-2.0
// PAD, SLICE, SPLIT, CONCATENATION: the op unit copies words, one per cycle; what comes from
// elsewhere in the image comes as the halo of a window of one position. A PAD that convolutions of
// full windows alone read is part of their windows, and of no command.
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/compiler/movement.h"

#include <algorithm>
#include <utility>

namespace tessera::workloads {

/// Where a convolution's input really is, and its windows there: a PAD in front is taken along.
Lowering::Window2d Lowering::windows_of(TensorIndex tensor, const Window& window,
                                        std::int64_t filter_y, std::int64_t filter_x) const {
  Window2d result{tensor, {}, {}};
  const auto padded = padded_.find(tensor);
  if (padded != padded_.end() && window.padding == Padding::kValid)
    result.input = padded->second.input;
  const ImageShape shape = *image_shape(graph_.tensor(result.input));
  result.y = axis_y(window, shape.height, filter_y);
  result.x = axis_x(window, shape.width, filter_x);
  if (result.input == tensor) return result;
  result.y.before = padded->second.y.before;
  result.y.after = padded->second.y.after;
  result.x.before = padded->second.x.before;
  result.x.after = padded->second.x.after;
  return result;
}

/// Deferred until somebody reads the padded image as such.
void Lowering::lower_op(std::size_t index, const Pad&) {
  const Operator& op = graph_.operators[index];
  const Move move = movement_of(context(index)).moves.at(0);
  if (move.padding == zero_code(op.inputs[0]))
    padded_[op.outputs[0]] = {op.inputs[0], index, move.y, move.x};
  else
    moved(index);
}

void Lowering::moved(std::size_t index) {
  const Operator& op = graph_.operators[index];
  const Movement movement = movement_of(context(index));
  std::map<std::size_t, TileTensorId> results;
  for (std::size_t i = 0; i < movement.moves.size(); ++i) {
    const Move& move = movement.moves[i];
    const TensorIndex result = op.outputs[move.output];
    const ImageShape shape = *image_shape(graph_.tensor(result));
    TileTensorId from =
        shape.is_vector() ? replicated(op.inputs[move.input]) : source(op.inputs[move.input]);
    const bool outside =
        move.y.pad_before() > 0 || move.x.pad_before() > 0 || move.y.after > 0 || move.x.after > 0;
    if (outside && plan_.tensors[from].padding != move.padding)
      from = padded_with(move.padding, from, index);
    if (!results.contains(move.output)) {
      const Spread spread = shape.is_vector() ? Spread::kReplicated : Spread::kBlocks;
      const TileTensorId to =
          add_tensor(graph_.tensor(result).name, spread, shape, zero_code(result));
      results[move.output] = to;
      known_[result] = to;
      if (spread == Spread::kReplicated) replicas_[result] = to;
    }
    const TileTensorId to = results.at(move.output);
    if (!shape.is_vector()) need_windows(from, to, move.y, move.x);
    // The neighbours get a result when all of it is there.
    const bool last = i + 1 == movement.moves.size() || movement.moves[i + 1].output != move.output;
    step(index, {from}, {to}).what =
        MacStep{copy_of(from, to, move), to, last && !shape.is_vector()};
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
