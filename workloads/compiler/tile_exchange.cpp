// SPDX-License-Identifier: Apache-2.0
// Vectors and whole tensors from tile to tile over the ring.
#include "workloads/compiler/sync.h"
#include "workloads/compiler/transfer_emitter.h"

#include <algorithm>

namespace tessera::workloads {
namespace {

constexpr std::size_t kRowDims = 4;
constexpr std::size_t kWordDims = 6;
constexpr std::uint32_t kAtStart = 3;
constexpr std::int64_t kShareBuffers = 3;  // what is sent, and two of what comes
constexpr std::uint32_t kFullRows = 3;
constexpr std::uint32_t kPositions = 2;  // a row is closed after four positions of its channels

}  // namespace

void TransferEmitter::gather(const TileTensor& from, const TileTensor& to) {
  if (from.spread == Spread::kSlices)
    gather_slices(from, to);
  else
    gather_blocks(from, to);
  restart();
}

/// Every slice in rows of its own; all tiles take all of them.
void TransferEmitter::gather_slices(const TileTensor& from, const TileTensor& to) {
  const std::int64_t slice = from.slice(machine_.row_bytes);
  const auto rows = divide_up<std::int64_t>(slice, machine_.row_bytes);
  const std::int64_t words = slice / rows / kWordBytes;
  const std::int64_t owners = divide_up(from.shape.channels, slice);
  require_rows(from, rows * (owners + 1), plan_.staging_rows());
  restart();
  const std::int64_t packed = plan_.staging_row();
  const std::int64_t received = packed + rows;

  spec::NarrowToWide pack;
  pack.narrow = make_ttu(from.base / kWordBytes, {{words, 1}, {rows, words}}, kWordDims);
  pack.wide = make_ttu(packed * kUnitsPerRow, {{rows, 1}}, kRowDims);
  pack.row_close_level = 1;
  pack.signal_enable = 1;
  stream_.tile(spec::Opcode::kNarrowToWide, pack, machine_.all_tiles());

  spec::RingConsumer consume;
  consume.wide = make_ttu(received, {{owners * rows, 1}}, kRowDims);
  consume.signal_enable = 1;
  consume.signal_level = 1;
  stream_.tile(spec::Opcode::kRingConsumer0, consume, machine_.all_tiles());
  for (std::int64_t t = 0; t < owners; ++t)
    produce(static_cast<std::uint32_t>(t), make_ttu(packed, {{rows, 1}}, kRowDims),
            machine_.all_tiles(), rows);

  spec::WideToNarrow move;
  move.wide = make_ttu(received * kUnitsPerRow, {{owners * rows, 1}}, kRowDims);
  move.narrow = make_ttu(to.base / kWordBytes, {{words, 1}, {owners * rows, words}}, kWordDims);
  move.row_close_level = 1;
  move.sync[0] = wait_for(TileCounter::kRingReadA, kAtStart, 1);
  stream_.tile(spec::Opcode::kWideToNarrow, move, machine_.all_tiles());
}

/// Block after block: what one tile sends all take and put in its place.
void TransferEmitter::gather_blocks(const TileTensor& from, const TileTensor& to) {
  const std::int64_t packed = plan_.staging_row();
  const std::int64_t received = packed + half();
  const auto rows_of = [&](std::uint32_t t) {
    return divide_up<std::int64_t>(
        from.own_rows(t).size() * from.own_columns(t).size() * from.depth(), machine_.row_bytes);
  };
  require_rows(from, rows_of(0), half());
  restart();
  stream_.each_tile<spec::NarrowToWide>(
      spec::Opcode::kNarrowToWide, [&](std::uint32_t t) -> std::optional<spec::NarrowToWide> {
        if (rows_of(t) == 0) return std::nullopt;
        const Range rows = from.own_rows(t);
        const Range columns = from.own_columns(t);
        spec::NarrowToWide pack;
        pack.narrow = make_ttu(from.address(t, rows.begin, columns.begin) / kWordBytes,
                               {{columns.size() * from.depth() / kWordBytes, 1},
                                {rows.size(), from.pitch() / kWordBytes}},
                               kWordDims);
        pack.wide = make_ttu(packed * kUnitsPerRow, {{rows_of(t), 1}}, kRowDims);
        pack.row_close_level = kFullRows;
        pack.signal_enable = 1;
        return pack;
      });
  std::int64_t words = 0;
  std::int32_t blocks = 0;
  for (std::uint32_t t = 0; t < machine_.tiles; ++t) {
    if (rows_of(t) == 0) continue;
    const Range rows = from.own_rows(t);
    const Range columns = from.own_columns(t);
    spec::RingConsumer consume;
    consume.wide = make_ttu(received, {{rows_of(t), 1}}, kRowDims);
    consume.signal_enable = 1;
    consume.signal_level = 1;
    consume.sync[0] = wait_for(TileCounter::kWideToNarrow, kAtStart, words);
    stream_.tile(spec::Opcode::kRingConsumer0, consume, machine_.all_tiles());
    produce(t, make_ttu(packed, {{rows_of(t), 1}}, kRowDims), machine_.all_tiles(), rows_of(t));
    const std::int64_t row_words = columns.size() * from.depth() / kWordBytes;
    spec::WideToNarrow move;
    move.wide = make_ttu(received * kUnitsPerRow, {{rows_of(t), 1}}, kRowDims);
    move.narrow = make_ttu(to.address(t, rows.begin, columns.begin) / kWordBytes,
                           {{row_words, 1}, {rows.size(), to.pitch() / kWordBytes}}, kWordDims);
    move.signal_enable = 1;
    move.sync[0] = wait_for(TileCounter::kRingReadA, kAtStart, ++blocks);
    stream_.tile(spec::Opcode::kWideToNarrow, move, machine_.all_tiles());
    words += row_words * rows.size();
  }
}

void TransferEmitter::stage_weights(const WeightsStep& step, const TileTensor& from) {
  stream_.each_tile<spec::NarrowToWide>(
      spec::Opcode::kNarrowToWide, [&](std::uint32_t t) -> std::optional<spec::NarrowToWide> {
        const StagedWords words = step.words(t);
        require_rows(from, words.rows, plan_.staging_rows());
        LoopDims narrow = words.narrow;
        for (LoopDim& dim : narrow) dim.stride /= kWordBytes;
        spec::NarrowToWide pack;
        pack.narrow = make_ttu(words.base / kWordBytes, narrow, kWordDims);
        pack.wide = make_ttu(plan_.staging_row() * kUnitsPerRow, {{words.rows, 1}}, kRowDims);
        pack.row_close_level = words.transposed ? kPositions : kFullRows;
        pack.transpose = words.transposed ? 1 : 0;
        return pack;
      });
  stream_.fence(unit::kNarrowToWide);
}

/// As many rows of each tile's slice at a time as the staging rows hold.
void TransferEmitter::share(const ShareStep& step, const TileTensor& from, const TileTensor& to) {
  const auto rows = divide_up<std::int64_t>(step.slice_bytes, machine_.row_bytes);
  const auto tiles = static_cast<std::int64_t>(machine_.tiles);
  require_rows(from, kShareBuffers * tiles, plan_.staging_rows());
  const std::int64_t most = plan_.staging_rows() / (kShareBuffers * tiles);
  for (std::int64_t first = 0; first < rows; first += most)
    share_rows(step, from, to, {first, std::min(first + most, rows)});
}

/// Every owner sends its rows of all slices; each tile picks its own slice.
void TransferEmitter::share_rows(const ShareStep& step, const TileTensor& from,
                                 const TileTensor& to, Range part) {
  const auto rows = divide_up<std::int64_t>(step.slice_bytes, machine_.row_bytes);
  const std::int64_t words = step.slice_bytes / rows / kWordBytes;
  const std::int64_t all_rows = machine_.tiles * part.size();
  const auto owners = static_cast<std::int64_t>(step.owners.size());
  restart();
  const std::int64_t packed = plan_.staging_row();
  const std::int64_t received = packed + all_rows;

  spec::NarrowToWide pack;
  pack.narrow =
      make_ttu(from.base / kWordBytes + part.begin * words,
               {{words, 1}, {part.size(), words}, {machine_.tiles, rows * words}}, kWordDims);
  pack.wide = make_ttu(packed * kUnitsPerRow, {{all_rows, 1}}, kRowDims);
  pack.row_close_level = 1;
  pack.signal_enable = 1;
  stream_.tile(spec::Opcode::kNarrowToWide, pack, machine_.all_tiles());

  spec::RingConsumer consume;
  consume.wide = make_ttu(received, {{all_rows, 1}, {owners, 0}}, kRowDims, {1, all_rows});
  consume.signal_enable = 1;
  consume.signal_level = 1;
  consume.sync[0] = wait_for(TileCounter::kWideToNarrow, 1, -1, 1);
  stream_.tile(spec::Opcode::kRingConsumer0, consume, machine_.all_tiles());
  for (const std::uint32_t t : step.owners)
    produce(t, make_ttu(packed, {{all_rows, 1}}, kRowDims), machine_.all_tiles(), all_rows);

  stream_.each_tile<spec::WideToNarrow>(
      spec::Opcode::kWideToNarrow, [&](std::uint32_t t) -> std::optional<spec::WideToNarrow> {
        spec::WideToNarrow move;
        move.wide = make_ttu((received + t * part.size()) * kUnitsPerRow,
                             {{part.size(), 1}, {owners, 0}}, kRowDims, {1, all_rows});
        move.narrow =
            make_ttu(to.base / kWordBytes + part.begin * words,
                     {{words, 1}, {part.size(), words}, {owners, rows * words}}, kWordDims);
        move.row_close_level = 1;
        move.signal_enable = 1;
        move.signal_level = 2;
        move.sync[0] = wait_for(TileCounter::kRingReadA, 1, 1, 1);
        return move;
      });
  restart();
}

}  // namespace tessera::workloads
