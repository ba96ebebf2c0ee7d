// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/wide_plan.h"

#include "workloads/error.h"

#include <boost/container_hash/hash.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr std::int64_t kEntries = 2;   // slots of every ring buffer
constexpr std::int64_t kParities = 2;  // consecutive jobs use different buffers
/// Share of the wide memory for inputs, outputs and vectors on their way.
constexpr std::int64_t kStagingDivisor = 16;

}  // namespace

std::int64_t staging_rows(const Machine& machine) { return machine.wide_rows / kStagingDivisor; }

WidePlan::WidePlan(const Machine& machine, const std::vector<const MacJob*>& jobs,
                   const std::vector<std::string>& names)
    : machine_(machine), places_(jobs.size()), images_(machine.tiles) {
  find_alike(jobs);
  place_buffers(jobs, names);
  place_parameters(jobs);
}

/// The first of the jobs whose parameters all tiles are sent and are the same bytes: slices and
/// stripes of one layer, copies. They are kept once.
void WidePlan::find_alike(const std::vector<const MacJob*>& jobs) {
  // By what distinguishes most: how large they are, and how they begin (multipliers and biases).
  constexpr std::size_t kBeginning = 512;
  std::multimap<std::pair<std::size_t, std::size_t>, std::size_t> known;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    alike_.push_back(i);
    if (jobs[i]->stays() || jobs[i]->streamed_to > 0) continue;
    const Bytes& bytes = jobs[i]->parameters.bytes();
    const auto beginning = std::span(bytes).first(std::min(bytes.size(), kBeginning));
    const std::pair key{bytes.size(), boost::hash_range(beginning.begin(), beginning.end())};
    const auto [first, last] = known.equal_range(key);
    const auto same = std::find_if(first, last, [&](const auto& entry) {
      return jobs[entry.second]->parameters.bytes() == bytes;
    });
    if (same != last)
      alike_[i] = same->second;
    else
      known.emplace(key, i);
  }
}

void WidePlan::place_buffers(const std::vector<const MacJob*>& jobs,
                             const std::vector<std::string>& names) {
  staging_rows_ = workloads::staging_rows(machine_);
  staging_row_ = machine_.wide_rows - staging_rows_;
  std::int64_t scaling_rows = 0;
  std::int64_t parked_rows = 0;
  std::int64_t largest = 0;
  std::int64_t pair = 0;
  std::int64_t previous = 0;
  std::size_t largest_job = 0;
  std::int64_t total = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    scaling_rows = std::max(scaling_rows, jobs[i]->parameters.scaling_rows());
    parked_rows =
        std::max(parked_rows,
                 divide_up<std::int64_t>(
                     jobs[i]->parked_positions * jobs[i]->parameters.step_units(), kUnitsPerRow));
    if (jobs[i]->stays()) {
      total += static_cast<std::int64_t>(machine_.tiles) * jobs[i]->parameters.rows();
      continue;
    }
    if (jobs[i]->streamed_to == 0 && alike_[i] == i) total += jobs[i]->parameters.rows();
    const std::int64_t rows = jobs[i]->slots() * jobs[i]->parameters.chunk_rows();
    if (rows > largest) largest_job = i;
    largest = std::max(largest, rows);
    pair = std::max(pair, rows + previous);
    previous = rows;
  }
  const std::int64_t scaling = kParities * kEntries * scaling_rows;
  parked_row_ = staging_row_ - parked_rows;
  const std::int64_t top = parked_row_ - scaling;
  if (largest > top)
    throw UnsupportedError(
        machine_.system_name, names.at(largest_job),
        fmt::format("two groups of weights need {} rows of wide memory, {} are free", largest,
                    top));
  // Separate buffers for consecutive jobs let the next one's weights come early; they must not
  // drive parameters out to the host.
  const bool apart = pair <= top && (top - pair) * machine_.tiles >= total;
  const std::int64_t fifo = apart ? pair : largest;
  parameter_rows_ = top - fifo;

  bool low = true;
  Range last_buffer{};
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    JobPlace& place = places_[i];
    place.scaling_row = top + (low ? 0 : kEntries * scaling_rows);
    const std::int64_t rows =
        jobs[i]->stays() ? 0 : jobs[i]->slots() * jobs[i]->parameters.chunk_rows();
    place.fifo_row = low ? parameter_rows_ : top - rows;
    const Range buffer{place.fifo_row, place.fifo_row + rows};
    place.overlaps_previous = !intersect(buffer, last_buffer).empty();
    if (rows > 0) last_buffer = buffer;
    low = !low;
  }
}

void WidePlan::place_parameters(const std::vector<const MacJob*>& jobs) {
  const auto row_bytes = static_cast<std::size_t>(machine_.row_bytes);
  std::int64_t resident = 0;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!jobs[i]->stays()) continue;
    if (resident + jobs[i]->parameters.rows() > parameter_rows_) {
      without_room_.push_back(i);
      continue;
    }
    places_[i].source = JobPlace::Source::kResident;
    places_[i].row = resident;
    resident += jobs[i]->parameters.rows();
    for (std::uint32_t t = 0; t < machine_.tiles; ++t) {
      const Bytes& rows = jobs[i]->resident.at(t).bytes();
      images_[t].insert(images_[t].end(), rows.begin(), rows.end());
    }
  }
  if (!without_room_.empty()) return;
  // Tile after tile is filled; a job that crosses the border is cut.
  std::uint32_t tile = 0;
  const auto used = [&](std::uint32_t t) {
    return static_cast<std::int64_t>(images_[t].size() / row_bytes);
  };
  std::int64_t left = 0;
  for (std::uint32_t t = 0; t < machine_.tiles; ++t) left += parameter_rows_ - used(t);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (jobs[i]->stays()) continue;
    JobPlace& place = places_[i];
    const std::int64_t rows = jobs[i]->parameters.rows();
    if (const std::size_t alike = alike_[i]; alike != i) {
      place.source = places_[alike].source;
      place.pieces = places_[alike].pieces;
      continue;
    }
    if (rows > left || jobs[i]->streamed_to > 0) {
      place.source = JobPlace::Source::kHost;
      continue;
    }
    left -= rows;
    const Bytes& bytes = jobs[i]->parameters.bytes();
    for (std::int64_t done = 0; done < rows;) {
      while (used(tile) >= parameter_rows_) ++tile;
      const std::int64_t count = std::min(rows - done, parameter_rows_ - used(tile));
      place.pieces.push_back({tile, used(tile), done, count});
      const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(done) * machine_.row_bytes;
      images_[tile].insert(images_[tile].end(), first,
                           first + static_cast<std::ptrdiff_t>(count) * machine_.row_bytes);
      done += count;
    }
  }
}

}  // namespace tessera::workloads
