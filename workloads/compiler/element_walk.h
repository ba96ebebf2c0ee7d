// SPDX-License-Identifier: Apache-2.0
// How operators on single elements go over tensors that are spread alike: word after word of each
// row that the tile owns.
#pragma once

#include "workloads/compiler/loop_nest.h"
#include "workloads/compiler/mac_job.h"
#include "workloads/compiler/tile_tensor.h"

namespace tessera::workloads {

class ElementWalk {
 public:
  /// The words of `out` that the tile owns, also of others that are spread alike.
  ElementWalk(const Machine& machine, const TileTensor& out, std::uint32_t tile);
  /// Only rows `part` of each tile's block; a tile with fewer makes its last row again.
  ElementWalk(const Machine& machine, const TileTensor& out, std::uint32_t tile, Range part);

  /// The tile owns nothing: what it makes has no meaning.
  [[nodiscard]] bool empty() const { return empty_; }
  [[nodiscard]] std::int64_t words() const { return words_; }  // of a row
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  /// Where the tile's words of a tensor begin, and from row to row.
  [[nodiscard]] std::int64_t begin(const TileTensor& tensor) const;
  [[nodiscard]] std::int64_t pitch(const TileTensor& tensor) const {
    return tensor.spread == Spread::kBlocks ? tensor.pitch() : 0;
  }
  /// Loops of a command that makes one word of `out` per position from `steps` reads: columns and
  /// rows filled in, `inner` the address loops of the steps from `from` on.
  [[nodiscard]] TileLoops loops(const TileTensor& from, const TileTensor& out, LoopDims inner,
                                LoopDims parameters) const;

 private:
  std::uint32_t tile_;
  bool empty_ = false;
  std::int64_t first_row_ = 0;
  std::int64_t first_column_ = 0;
  std::int64_t words_ = 1;
  std::int64_t rows_ = 1;
};

}  // namespace tessera::workloads
