// SPDX-License-Identifier: Apache-2.0
// Inputs and outputs. Exchange between tiles: tile_exchange.cpp.
#include "workloads/compiler/transfer_emitter.h"

#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/sync.h"
#include "workloads/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::workloads {
namespace {

constexpr std::int64_t kHostUnit = 8;
constexpr std::size_t kRowDims = 4;
constexpr std::size_t kWordDims = 6;
constexpr std::size_t kStreamDims = 3;
constexpr std::uint32_t kAtStart = 3;   // a level that only the beginning of a command reaches
constexpr std::uint32_t kFullRows = 3;  // rows are closed when they are full, or at the end
constexpr std::uint32_t kActivations = 1;

}  // namespace

std::vector<OutputShare> output_shares(const Machine& machine, const TileTensor& tensor) {
  std::vector<OutputShare> shares(machine.tiles);
  std::int64_t offset = 0;
  for (std::uint32_t t = 0; t < machine.tiles; ++t) {
    std::int64_t bytes = 0;
    switch (tensor.spread) {
      case Spread::kBlocks:
        bytes = tensor.own_rows(t).size() * tensor.own_columns(t).size() * tensor.depth();
        break;
      case Spread::kSlices: {
        const std::int64_t slice = tensor.slice(machine.row_bytes);
        bytes = std::clamp<std::int64_t>(tensor.shape.channels - t * slice, 0, slice);
        break;
      }
      default:
        bytes = t == 0 ? tensor.shape.channels : 0;
    }
    shares[t] = {round_up(bytes, kHostUnit), offset};
    offset += shares[t].bytes;
  }
  return shares;
}

void TransferEmitter::restart() {
  spec::TileFence fence;
  fence.units = unit::kAll;
  for (const TileCounter counter : {TileCounter::kWideToNarrow, TileCounter::kNarrowToWide,
                                    TileCounter::kRingReadA, TileCounter::kRingWrite})
    fence.counters |= 1U << static_cast<std::uint32_t>(counter);
  stream_.tile(spec::Opcode::kTileFence, fence, machine_.all_tiles());
  counters_.reads_a = 0;
}

void TransferEmitter::require_rows(const TileTensor& tensor, std::int64_t needed,
                                   std::int64_t limit) const {
  if (needed > limit)
    throw UnsupportedError(
        machine_.system_name, tensor.name,
        fmt::format("needs {} rows of the staging buffer of a tile at once, there are {}", needed,
                    limit));
}

void TransferEmitter::open_input(const std::string& name, std::int64_t bytes) {
  stream_.transfer(HostTag::kInput, BufferKind::kInput, name, static_cast<std::uint32_t>(bytes));
  const std::int64_t slot = machine_.config.activation_staging_bytes / 2 / kHostUnit;
  spec::Pop pop;
  pop.activations = kActivations;
  pop.staging = circular_ttu(counters_.input_units, bytes / kHostUnit, slot);
  pop.signal_enable = 1;
  // A unit of the circular buffer is free when it was sent on. Units at the border of two tile rows
  // are sent twice, which the count does not show: keep so many in reserve.
  const std::int64_t reserve = machine_.rows + 1;
  pop.sync[0] =
      wait_for(ScalarCounter::kAvdataInfeed, 0, counters_.input_fed - (2 * slot - 1) + reserve, 1);
  stream_.scalar(spec::Opcode::kPop, pop);
}

void TransferEmitter::close_input(std::int64_t bytes) {
  counters_.input_units += static_cast<std::int32_t>(bytes / kHostUnit);
}

void TransferEmitter::feed(const Feed& what) {
  const std::int64_t slot = machine_.config.activation_staging_bytes / 2 / kHostUnit;
  const std::int64_t first = counters_.input_units + what.first_unit;
  spec::Infeed feed;
  feed.staging = circular_ttu(first, what.units, slot);
  feed.source = kActivations;
  feed.ring_mark = 1;
  feed.signal_enable = 1;
  feed.destinations = what.tiles;
  feed.packet_words = machine_.row_words - 1;
  feed.sync[0] = wait_for(ScalarCounter::kAvdataPop, 0, first + 1, 1);
  // Everything that goes to consumer 0 keeps one order: no tile may take for a row of this input
  // what was sent before, or send what comes after while another still waits for a row.
  feed.sync[1] = wait_for(ScalarCounter::kProducerA, kAtStart, counters_.orders);
  feed.order_enable = 1;
  feed.order_level = kAtStart;
  stream_.scalar(spec::Opcode::kInfeed, feed);
  counters_.orders += 1;
  counters_.input_fed += static_cast<std::int32_t>(what.units);
}

void TransferEmitter::take(std::int64_t rows, std::int64_t words, std::int64_t narrow,
                           std::uint32_t tiles) {
  const std::int64_t slot = half();
  const std::int64_t entries = divide_up(rows, slot);
  const std::int64_t fill = std::min(rows, slot);
  const std::int64_t fill_words = slot * machine_.row_words;
  spec::RingConsumer consume;
  consume.wide = make_ttu(plan_.staging_row(), {{fill, 1}, {entries, 0}}, kRowDims, {1, slot});
  if (entries > 1) {
    const std::int64_t last = rows - (entries - 1) * slot;
    consume.wide.last_count_minus_1 = static_cast<std::uint32_t>(last - 1);
    consume.wide.last_level = 1;
    consume.wide.last_skip = static_cast<std::int32_t>(slot - last);
  }
  consume.signal_enable = 1;
  consume.signal_level = 1;
  consume.sync[0] =
      wait_for(TileCounter::kWideToNarrow, 1, -fill_words, static_cast<std::int32_t>(fill_words));
  stream_.tile(spec::Opcode::kRingConsumer0, consume, tiles);

  spec::WideToNarrow move;
  move.wide =
      make_ttu(plan_.staging_row() * kUnitsPerRow, {{fill, 1}, {entries, 0}}, kRowDims, {1, slot});
  move.narrow = make_ttu(narrow / kWordBytes, {{words, 1}}, kWordDims);
  move.signal_enable = 1;
  // Weights of the commands that take the input on may have come the same way before.
  move.sync[0] = wait_for(TileCounter::kRingReadA, 1, counters_.reads_a + 1, 1);
  stream_.tile(spec::Opcode::kWideToNarrow, move, tiles);
}

void TransferEmitter::receive_rows(const TileTensor& image, const TileTensor& raw,
                                   std::uint32_t grid_row,
                                   const std::function<void(std::uint32_t tiles)>& work) {
  const Range rows = image.y.split().own(grid_row);
  const std::uint32_t tiles = ((1U << machine_.columns) - 1) << (grid_row * machine_.columns);
  if (rows.empty()) {
    work(tiles);
    return;
  }
  const std::int64_t pitch = image.shape.width * image.shape.channels;
  const std::int64_t begin = rows.begin * pitch / kHostUnit;
  const std::int64_t end = divide_up(rows.end * pitch, kHostUnit);
  const std::int64_t bytes = (end - begin) * kHostUnit;
  take(divide_up<std::int64_t>(bytes, machine_.row_bytes), bytes / kWordBytes, raw.base, tiles);
  work(tiles);
  feed({begin, end - begin, tiles});
}

void TransferEmitter::receive_vector(const TileTensor& vector, std::int64_t bytes) {
  take(divide_up<std::int64_t>(bytes, machine_.row_bytes), bytes / kWordBytes, vector.base,
       machine_.all_tiles());
  feed({0, bytes / kHostUnit, machine_.all_tiles()});
}

void TransferEmitter::produce(std::uint32_t tile, const spec::Ttu& rows, std::uint32_t destinations,
                              std::int64_t packed_rows) {
  spec::RingProducer send;
  send.wide = rows;
  send.order_enable = 1;
  send.order_level = kAtStart;
  send.ring_write_enable = 1;
  send.ring_write_level = 1;
  send.destinations = destinations;
  send.sync[0] = wait_for(TileCounter::kRingProducerA, kAtStart, counters_.orders);
  send.sync[1] = wait_for(TileCounter::kNarrowToWide, packed_rows > 0 ? kAtStart : 0,
                          std::max<std::int64_t>(packed_rows, 1), packed_rows > 0 ? 0 : 1);
  stream_.tile(spec::Opcode::kRingProducer, send, 1U << tile);
  counters_.orders += 1;
}

/// Rows of the tile's block, packed through two slots and sent to the scalar core; tile after tile.
void TransferEmitter::send_output(const std::string& name, const TileTensor& tensor) {
  const std::vector<OutputShare> shares = output_shares(machine_, tensor);
  restart();
  stream_.transfer(HostTag::kOutput, BufferKind::kOutput, name,
                   static_cast<std::uint32_t>(shares.back().offset + shares.back().bytes));
  const std::int64_t slot = half();
  const auto walk = [&](std::uint32_t tile) {
    const std::int64_t rows = divide_up<std::int64_t>(shares[tile].bytes, machine_.row_bytes);
    return LoopDims{{std::min(rows, slot), 1}, {divide_up(rows, slot), 0}};
  };
  stream_.each_tile<spec::NarrowToWide>(
      spec::Opcode::kNarrowToWide, [&](std::uint32_t tile) -> std::optional<spec::NarrowToWide> {
        if (shares[tile].bytes == 0) return std::nullopt;
        spec::NarrowToWide pack;
        const Range rows = tensor.own_rows(tile);
        const Range columns = tensor.own_columns(tile);
        if (tensor.spread == Spread::kBlocks)
          pack.narrow = make_ttu(tensor.address(tile, rows.begin, columns.begin) / kWordBytes,
                                 {{columns.size() * tensor.depth() / kWordBytes, 1},
                                  {rows.size(), tensor.pitch() / kWordBytes}},
                                 kWordDims);
        else
          pack.narrow =
              make_ttu(tensor.base / kWordBytes, {{shares[tile].bytes / kWordBytes, 1}}, kWordDims);
        pack.wide = make_ttu(plan_.staging_row() * kUnitsPerRow, walk(tile), kRowDims, {1, slot});
        pack.row_close_level = kFullRows;
        pack.signal_enable = 1;
        pack.sync[0] = wait_for(TileCounter::kRingWrite, 1, -1, 1, Side::kDestination);
        return pack;
      });
  for (std::uint32_t t = 0; t < machine_.tiles; ++t) {
    if (shares[t].bytes == 0) continue;
    spec::Outfeed out;
    out.staging = make_ttu(0, {{shares[t].bytes / kHostUnit, 0}}, kStreamDims);
    out.packet_words = machine_.row_words - 1;
    out.to_host = 1;
    stream_.scalar(spec::Opcode::kOutfeed, out);
    const std::int64_t rows = divide_up<std::int64_t>(shares[t].bytes, machine_.row_bytes);
    spec::Ttu ttu = make_ttu(plan_.staging_row(), walk(t), kRowDims, {1, slot});
    if (rows > slot) {
      const std::int64_t last = rows - (divide_up(rows, slot) - 1) * slot;
      ttu.last_count_minus_1 = static_cast<std::uint32_t>(last - 1);
      ttu.last_level = 1;
      ttu.last_skip = static_cast<std::int32_t>(slot - last);
    }
    produce(t, ttu, machine_.scalar_core(), 0);
  }
}

}  // namespace tessera::workloads
