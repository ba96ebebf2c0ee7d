// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/element_walk.h"

#include <algorithm>
#include <utility>

namespace tessera::workloads {

ElementWalk::ElementWalk(const Machine& machine, const TileTensor& out, std::uint32_t tile)
    : tile_(tile) {
  if (out.spread != Spread::kBlocks) {
    words_ = out.bytes(machine.row_bytes) / kWordBytes;
    return;
  }
  const Range rows = out.own_rows(tile);
  const Range columns = out.own_columns(tile);
  empty_ = rows.empty() || columns.empty();
  const std::int64_t position_words = out.depth() / kWordBytes;
  // A tile without a part of the image makes one position that nobody reads.
  words_ = (empty_ ? 1 : columns.size()) * position_words;
  rows_ = empty_ ? 1 : rows.size();
  first_row_ = rows.begin;
  first_column_ = columns.begin;
}

ElementWalk::ElementWalk(const Machine& machine, const TileTensor& out, std::uint32_t tile,
                         Range part)
    : ElementWalk(machine, out, tile) {
  const std::int64_t skipped = std::min(part.begin, rows_ - 1);
  first_row_ += skipped;
  rows_ = std::clamp<std::int64_t>(rows_ - skipped, 1, part.size());
}

std::int64_t ElementWalk::begin(const TileTensor& tensor) const {
  if (tensor.spread != Spread::kBlocks || empty_) return tensor.base;
  return tensor.address(tile_, first_row_, first_column_);
}

TileLoops ElementWalk::loops(const TileTensor& from, const TileTensor& out, LoopDims inner,
                             LoopDims parameters) const {
  TileLoops result;
  for (const LoopDim& dim : inner) result.steps *= dim.count;
  result.columns = words_;
  result.rows = rows_;
  result.parameters = std::move(parameters);
  result.in_base = begin(from);
  result.in = std::move(inner);
  result.in.push_back({words_, kWordBytes});
  result.in.push_back({rows_, pitch(from)});
  result.out_base = begin(out);
  result.out = {{1, kWordBytes}, {words_, kWordBytes}, {rows_, pitch(out)}, {1, 0}};
  return result;
}

}  // namespace tessera::workloads
