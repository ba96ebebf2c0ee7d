// SPDX-License-Identifier: Apache-2.0
// Who uses which rows of the tiles' wide memories.
//
// From row 0 up lie parameters: first those that every tile holds for itself at the same rows, then
// those that one tile keeps for all and sends over the ring in each inference. What does not fit
// comes from the host in each inference. At the top lie the two-slot buffers of the ring consumers.
#pragma once

#include "workloads/compiler/block_split.h"
#include "workloads/compiler/mac_job.h"
#include "workloads/compiler/machine.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::workloads {

/// Rows of a job's parameters that lie together in one tile.
struct StoredPiece {
  std::uint32_t tile;
  std::int64_t row;    // in the tile
  std::int64_t first;  // row of the job's image
  std::int64_t count;
};

/// Where one job's parameters come from and go to.
struct JobPlace {
  enum class Source : std::uint8_t { kResident, kTiles, kHost };
  Source source = Source::kTiles;
  std::vector<StoredPiece> pieces;  // kTiles
  std::int64_t row = 0;             // kResident: the same in every tile
  std::int64_t fifo_row = 0;        // two slots of chunk_rows() each
  std::int64_t scaling_row = 0;     // two entries of scaling_rows() each
  bool overlaps_previous = false;   // the FIFO shares rows with that of the job before
};

/// Rows of each tile through which inputs, outputs and exchanged vectors pass.
[[nodiscard]] std::int64_t staging_rows(const Machine& machine);

class WidePlan {
 public:
  /// Throws UnsupportedError naming job, rows needed and rows there are.
  WidePlan(const Machine& machine, const std::vector<const MacJob*>& jobs,
           const std::vector<std::string>& names);

  /// Jobs whose weights were to stay in the tiles, which have no room for them; then there is no
  /// plan for any job.
  [[nodiscard]] const std::vector<std::size_t>& without_room() const { return without_room_; }
  [[nodiscard]] const JobPlace& place(std::size_t job) const { return places_.at(job); }
  /// Rows through which inputs, outputs and exchanged vectors pass.
  [[nodiscard]] std::int64_t staging_row() const { return staging_row_; }
  [[nodiscard]] std::int64_t staging_rows() const { return staging_rows_; }
  /// First row of the sums that wait between chunks.
  [[nodiscard]] std::int64_t parked_row() const { return parked_row_; }
  /// What the caching program writes into a tile, from row 0 on; whole rows.
  [[nodiscard]] const Bytes& tile_image(std::uint32_t tile) const { return images_.at(tile); }

 private:
  void find_alike(const std::vector<const MacJob*>& jobs);
  void place_buffers(const std::vector<const MacJob*>& jobs, const std::vector<std::string>& names);
  void place_parameters(const std::vector<const MacJob*>& jobs);

  const Machine& machine_;
  std::vector<JobPlace> places_;
  std::vector<std::size_t> alike_;  // per job, the first with the same parameters
  std::vector<Bytes> images_;
  std::vector<std::size_t> without_room_;
  std::int64_t staging_row_ = 0;
  std::int64_t staging_rows_ = 0;
  std::int64_t parked_row_ = 0;
  std::int64_t parameter_rows_ = 0;  // per tile
};

}  // namespace tessera::workloads
