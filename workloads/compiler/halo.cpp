// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/halo.h"

#include "workloads/compiler/loop_nest.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace tessera::workloads {
namespace {

constexpr std::size_t kMeshDims = 4;

/// One of the two directions along one of the two axes.
struct Move {
  spec::Opcode opcode;
  bool rows;     // along the rows of the grid, else along its columns
  bool forward;  // towards higher tile numbers: fills what lies before a block
};

constexpr std::array<Move, 2> kVertical = {
    {{spec::Opcode::kMeshSouth, true, true}, {spec::Opcode::kMeshNorth, true, false}}};
constexpr std::array<Move, 2> kHorizontal = {
    {{spec::Opcode::kMeshEast, false, true}, {spec::Opcode::kMeshWest, false, false}}};

class Exchange {
 public:
  Exchange(const Machine& machine, const TileTensor& image, CommandStream& stream)
      : machine_(machine), image_(image), stream_(stream) {}

  void run() {
    axis(kVertical);
    axis(kHorizontal);
  }

 private:
  [[nodiscard]] const HaloAxis& axis_of(const Move& move) const {
    return move.rows ? image_.y : image_.x;
  }
  [[nodiscard]] std::uint32_t part(const Move& move, std::uint32_t tile) const {
    return move.rows ? machine_.tile_row(tile) : machine_.tile_column(tile);
  }

  /// What a part gets from its neighbour in round `round`: the block of the part that many steps
  /// away, as far as it is needed here or further on.
  [[nodiscard]] Range incoming(const Move& move, std::uint32_t to, std::uint32_t round) const {
    const HaloAxis& along = axis_of(move);
    const Range wanted = move.forward ? along.from_before(to) : along.from_after(to);
    if (move.forward ? to < round : to + round >= along.split().parts()) return {};
    return intersect(wanted, along.split().own(move.forward ? to - round : to + round));
  }

  /// A rectangle of the tile's buffer: `range` along the move, and across it the own columns (rows
  /// move first) or all rows that the tile holds.
  [[nodiscard]] spec::Ttu rectangle(const Move& move, std::uint32_t tile, Range range) const {
    const Range rows = move.rows ? range : image_.y.held(machine_.tile_row(tile));
    const Range columns = move.rows ? image_.own_columns(tile) : range;
    if (rows.empty() || columns.empty()) return {};
    const std::int64_t words = columns.size() * image_.depth() / kWordBytes;
    return make_ttu(image_.address(tile, rows.begin, columns.begin),
                    {{words, 1}, {rows.size(), image_.pitch() / kWordBytes}}, kMeshDims);
  }

  /// As the mesh unit sees it: a half with an all-zero stream does nothing.
  [[nodiscard]] static bool is_off(const spec::Ttu& ttu) {
    return ttu.base == 0 &&
           std::all_of(std::begin(ttu.dims), std::end(ttu.dims), [](const spec::TtuDim& dim) {
             return dim.increment == 0 && dim.count_minus_1 == 0;
           });
  }

  void axis(const std::array<Move, 2>& moves) {
    bool any = false;
    for (std::uint32_t round = 1; round < axis_of(moves[0]).split().parts(); ++round) {
      bool moved = false;
      for (const Move& move : moves) moved |= transfer(move, round);
      if (moved) stream_.fence(unit::kMesh);
    }
    for (const Move& move : moves) any |= fill(move);
    if (any) stream_.fence(unit::kMesh);
  }

  bool transfer(const Move& move, std::uint32_t round) {
    bool any = false;
    stream_.each_tile<spec::Mesh>(
        move.opcode, [&](std::uint32_t tile) -> std::optional<spec::Mesh> {
          const std::uint32_t here = part(move, tile);
          const std::uint32_t parts = axis_of(move).split().parts();
          spec::Mesh command;
          const Range in = incoming(move, here, round);
          if (!in.empty()) command.inbound = rectangle(move, tile, in);
          // What the neighbour gets is what this tile sends.
          if (move.forward ? here + 1 < parts : here > 0) {
            const Range out = incoming(move, move.forward ? here + 1 : here - 1, round);
            if (!out.empty()) command.outbound = rectangle(move, tile, out);
          }
          if (is_off(command.inbound) && is_off(command.outbound)) return std::nullopt;
          any = true;
          return command;
        });
    return any;
  }

  /// The padding value where a block lies at the image's edge.
  bool fill(const Move& move) {
    bool any = false;
    stream_.each_tile<spec::Mesh>(
        move.opcode, [&](std::uint32_t tile) -> std::optional<spec::Mesh> {
          const std::uint32_t here = part(move, tile);
          const HaloAxis& along = axis_of(move);
          const Range outside = move.forward ? along.pad_before(here) : along.pad_after(here);
          if (outside.empty()) return std::nullopt;
          spec::Mesh command;
          command.inbound = rectangle(move, tile, outside);
          if (is_off(command.inbound)) return std::nullopt;
          command.fill = 1;
          command.fill_pattern = 0x01010101U * image_.padding;
          any = true;
          return command;
        });
    return any;
  }

  const Machine& machine_;
  const TileTensor& image_;
  CommandStream& stream_;
};

}  // namespace

void exchange_halo(const Machine& machine, const TileTensor& image, CommandStream& stream) {
  if (image.spread == Spread::kBlocks) Exchange(machine, image, stream).run();
}

}  // namespace tessera::workloads
