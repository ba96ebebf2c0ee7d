// SPDX-License-Identifier: Apache-2.0
// How a bus master's transfers meet a DRAM: read-ahead per stream, posted writes.
#pragma once

#include "hw/memory/dram_memory.h"
#include "hw/memory/memory_port.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace tessera::hw {

/// A bus master works on several streams of consecutive addresses, in pieces of any size. For each
/// stream of reads it keeps `port.outstanding_bursts` bursts under way: burst k was asked for when
/// burst k - n was handed over. So a stream that is taken as fast as it comes sees the memory's
/// bandwidth, not its latency, and one that waits has n bursts ready. Bytes of a burst that came
/// with an earlier piece are not read again.
class DramPath {
 public:
  static constexpr std::size_t kStreams = 4;

  struct Piece {
    std::uint64_t address = 0;
    std::uint32_t bytes = 0;
    bool write = false;
    bool goes_on = false;    // consecutive to the stream's piece before
    std::size_t stream = 0;  // below kStreams; of reads and of writes apart
    Picoseconds ready = 0;   // when the master wants it
  };

  explicit DramPath(const spec::MemoryConfig& config);

  /// When the piece's last byte has arrived (read) or was taken (write); not before `ready`.
  [[nodiscard]] Picoseconds book(const Piece& piece);
  /// Streams end; the memory's rows and bookings stay.
  void reset();

  /// Up to now; writes that still wait in the controller count as if they were written out now.
  [[nodiscard]] DramStats stats() const;
  [[nodiscard]] const spec::MemoryConfig& config() const { return dram_->config(); }

 private:
  struct Stream {
    std::uint64_t next = 0;     // address that goes on
    std::uint64_t fetched = 0;  // end of the last burst that was read
    Picoseconds begin = 0;
    Picoseconds last = 0;             // arrival of the last burst
    std::vector<Picoseconds> handed;  // ring: when the last n bursts were handed over
    std::size_t bursts = 0;
  };

  [[nodiscard]] Picoseconds read(Stream& stream, const Piece& piece);

  std::unique_ptr<MemoryPort> port_;
  DramMemory* dram_;  // in port_
  std::array<Stream, kStreams> streams_;
};

}  // namespace tessera::hw
