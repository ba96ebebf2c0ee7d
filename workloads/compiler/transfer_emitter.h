// SPDX-License-Identifier: Apache-2.0
// Writes the commands that move whole tensors: from and to the host, and from tile to tile over the
// ring.
#pragma once

#include "workloads/compiler/command_stream.h"
#include "workloads/compiler/job_emitter.h"
#include "workloads/compiler/step.h"
#include "workloads/compiler/sync.h"
#include "workloads/compiler/wide_plan.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>

namespace tessera::workloads {

/// What a tile contributes to an output: bytes, and at which byte of the host's buffer.
struct OutputShare {
  std::int64_t bytes = 0;  // whole host units of 8 bytes
  std::int64_t offset = 0;
};

/// Shares of all tiles, in the order in which they are sent.
[[nodiscard]] std::vector<OutputShare> output_shares(const Machine& machine,
                                                     const TileTensor& tensor);

class TransferEmitter {
 public:
  TransferEmitter(const Machine& machine, const WidePlan& plan, CommandStream& stream,
                  CounterState& counters)
      : machine_(machine), plan_(plan), stream_(stream), counters_(counters) {}

  /// Starts the host's transfer into the activation stream.
  void open_input(const std::string& name, std::int64_t bytes);
  /// The rows of one tile row as they come, into `raw` of its tiles; `work` writes the commands
  /// that take them on, before the stream is fed.
  void receive_rows(const TileTensor& image, const TileTensor& raw, std::uint32_t grid_row,
                    const std::function<void(std::uint32_t tiles)>& work);
  /// A vector as it comes, into every tile.
  void receive_vector(const TileTensor& vector, std::int64_t bytes);
  void close_input(std::int64_t bytes);

  void gather(const TileTensor& from, const TileTensor& to);
  void share(const ShareStep& step, const TileTensor& from, const TileTensor& to);
  /// Words of narrow memory into the staging rows, as the next command reads them.
  void stage_weights(const WeightsStep& step, const TileTensor& from);
  void send_output(const std::string& name, const TileTensor& tensor);

  /// Front ends wait until all their units have drained; the counters of transfers start over. No
  /// weights may be on their way.
  void restart();

 private:
  struct Feed {
    std::int64_t first_unit;  // of the present input
    std::int64_t units;
    std::uint32_t tiles;
  };
  void feed(const Feed& what);
  /// Ring packets through two slots of staging rows into words from `narrow` on.
  void take(std::int64_t rows, std::int64_t words, std::int64_t narrow, std::uint32_t tiles);
  void share_rows(const ShareStep& step, const TileTensor& from, const TileTensor& to, Range part);
  void gather_slices(const TileTensor& from, const TileTensor& to);
  void gather_blocks(const TileTensor& from, const TileTensor& to);
  void produce(std::uint32_t tile, const spec::Ttu& rows, std::uint32_t destinations,
               std::int64_t packed_rows);
  /// Rows of one of two slots for blocks on their way: half of the staging rows, or what a 16-bit
  /// counter of words can tell apart from the slot before.
  [[nodiscard]] std::int64_t half() const {
    return std::min(plan_.staging_rows() / 2, kCounterReach / machine_.row_words);
  }
  void require_rows(const TileTensor& tensor, std::int64_t needed, std::int64_t limit) const;

  const Machine& machine_;
  const WidePlan& plan_;
  CommandStream& stream_;
  CounterState& counters_;
};

}  // namespace tessera::workloads
