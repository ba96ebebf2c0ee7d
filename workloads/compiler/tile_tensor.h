// SPDX-License-Identifier: Apache-2.0
// A tensor in the tiles' narrow memories: how its elements are spread, and where they lie.
#pragma once

#include "workloads/compiler/block_split.h"
#include "workloads/compiler/machine.h"
#include "workloads/graph/tensor.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tessera::workloads {

enum class Spread : std::uint8_t {
  kBlocks,      // an image in blocks of rows and columns, every channel in the same tile
  kSlices,      // a vector in slices of consecutive channels, one per tile
  kReplicated,  // the whole tensor in every tile, y, x, channel
  kLocal,       // bytes of each tile's own (partial results)
};

/// Height, width and channels of a tensor of batch 1; vectors are 1 x 1 images.
struct ImageShape {
  std::int64_t height = 1;
  std::int64_t width = 1;
  std::int64_t channels = 1;

  [[nodiscard]] bool is_vector() const { return height == 1 && width == 1; }
};

using TileTensorId = std::size_t;

/// Addresses are bytes of narrow memory, the same in every tile.
class TileTensor {
 public:
  TileTensor(const Machine& machine, std::string tensor_name, Spread how, ImageShape size)
      : name(std::move(tensor_name)),
        spread(how),
        shape(size),
        y(BlockSplit(size.height, machine.rows)),
        x(BlockSplit(size.width, machine.columns)),
        tiles_(machine.tiles),
        columns_(machine.columns) {}

  /// Bytes from one position to the next: channels rounded up to whole words.
  [[nodiscard]] std::int64_t depth() const { return round_up<std::int64_t>(shape.channels, 4); }
  /// Bytes from one row of positions to the next.
  [[nodiscard]] std::int64_t pitch() const {
    return (spread == Spread::kBlocks ? x.extent() : shape.width) * depth();
  }
  /// Channels of a slice: whole host units of 8 bytes, whole rows beyond one row.
  [[nodiscard]] std::int64_t slice(std::uint32_t row_bytes) const {
    const std::int64_t even = std::max(
        round_up<std::int64_t>(divide_up<std::int64_t>(shape.channels, tiles_), 8), least_slice);
    return even > row_bytes ? round_up<std::int64_t>(even, row_bytes) : even;
  }
  /// Bytes per tile; after the needs of all readers are known.
  [[nodiscard]] std::int64_t bytes(std::uint32_t row_bytes) const {
    switch (spread) {
      case Spread::kBlocks:
        return y.extent() * pitch();
      case Spread::kSlices:
        return slice(row_bytes);
      case Spread::kReplicated:
        return shape.is_vector() ? std::max(tiles_ * slice(row_bytes), depth())
                                 : shape.height * pitch();
      case Spread::kLocal:
        return local_bytes;
    }
    return 0;
  }

  /// Address of a position in a tile's buffer; the position must be held there.
  [[nodiscard]] std::int64_t address(std::uint32_t tile, std::int64_t row,
                                     std::int64_t column) const {
    if (spread != Spread::kBlocks) return base + row * pitch() + column * depth();
    return base + (row - y.first(tile / columns_)) * pitch() +
           (column - x.first(tile % columns_)) * depth();
  }
  [[nodiscard]] Range own_rows(std::uint32_t tile) const { return y.split().own(tile / columns_); }
  [[nodiscard]] Range own_columns(std::uint32_t tile) const {
    return x.split().own(tile % columns_);
  }

  std::string name;
  std::optional<std::size_t> maker;  // operator of the graph whose result it is, of those in slices
  Spread spread;
  ImageShape shape;
  HaloAxis y;
  HaloAxis x;
  std::uint8_t padding = 0;  // code that stands outside the image
  std::int64_t local_bytes = 0;
  std::int64_t least_slice = 0;  // kSlices: fewer tiles with more channels each
  std::int64_t base = 0;
  std::size_t first_step = 0;  // steps of the program between which the buffer must stay
  std::size_t last_step = 0;

 private:
  std::uint32_t tiles_;
  std::uint32_t columns_;
};

}  // namespace tessera::workloads
