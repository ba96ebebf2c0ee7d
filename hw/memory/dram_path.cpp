// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/dram_path.h"

#include "hw/memory/memory_stack.h"

#include <algorithm>

namespace tessera::hw {

DramPath::DramPath(const spec::MemoryConfig& config) {
  if (config.port.external_mb_s > 0) {
    auto stack = std::make_unique<MemoryStack>(config);
    dram_ = &stack->internal();
    port_ = std::move(stack);
  } else {
    auto dram = std::make_unique<DramMemory>(config);
    dram_ = dram.get();
    port_ = std::move(dram);
  }
  for (Stream& stream : streams_) stream.handed.resize(config.port.outstanding_bursts);
}

DramStats DramPath::stats() const {
  DramMemory written = *dram_;
  written.flush();
  return written.stats();
}

void DramPath::reset() {
  for (Stream& stream : streams_) {
    const std::size_t depth = stream.handed.size();
    stream = {};
    stream.handed.resize(depth);
  }
}

Picoseconds DramPath::book(const Piece& piece) {
  if (piece.write)
    return std::max(piece.ready, port_->access({piece.address, piece.bytes, true, piece.ready}));
  return read(streams_[piece.stream], piece);
}

Picoseconds DramPath::read(Stream& stream, const Piece& piece) {
  const std::uint64_t unit = dram_->config().burst_bytes;
  const std::uint64_t end = piece.address + piece.bytes;
  if (!piece.goes_on) {
    stream.begin = piece.ready;
    stream.bursts = 0;
  }
  // A stream goes on at another bus address where a page of the device ends.
  if (!piece.goes_on || piece.address != stream.next) stream.fetched = piece.address / unit * unit;
  stream.next = end;

  const std::size_t depth = stream.handed.size();
  const std::size_t before = stream.bursts;
  Picoseconds arrived = std::max(piece.ready, stream.last);
  if (stream.fetched < end) arrived = piece.ready;
  for (; stream.fetched < end; stream.fetched += unit) {
    const std::size_t slot = stream.bursts % depth;
    const Picoseconds asked = stream.bursts < depth ? stream.begin : stream.handed[slot];
    arrived = std::max(
        arrived, port_->access({stream.fetched, static_cast<std::uint32_t>(unit), false, asked}));
    // Room for another burst is made when this one is handed over: at once if the piece is larger
    // than the read-ahead.
    stream.handed[slot] = arrived;
    ++stream.bursts;
  }
  // All of the piece is handed over at its end, as far as the read-ahead reaches back.
  for (std::size_t i = std::max(before, stream.bursts - std::min(stream.bursts, depth));
       i < stream.bursts; ++i)
    stream.handed[i % depth] = arrived;
  stream.last = arrived;
  return arrived;
}

}  // namespace tessera::hw
