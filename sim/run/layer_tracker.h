// SPDX-License-Identifier: Apache-2.0
// When each layer of a compiled program ran: tile commands, traced back to the layer table.
#pragma once

#include "hw/accelerator.h"
#include "sim/run/run_outcome.h"
#include "workloads/program/program.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tessera::sim {

/// A tile's front end takes commands in the order of the instruction stream, those whose mask names
/// its tile; so the n-th command it takes is the n-th of the stream for this tile. Streams that
/// repeat tile commands, or take a mask from a register, cannot be traced back this way; compiled
/// programs with a layer table have neither.
class LayerTracker final {
 public:
  /// `program` must outlive this. With `keep_activities`, every command of every unit is kept for a
  /// timeline.
  LayerTracker(const workloads::Program& program, bool keep_activities);

  /// Before the simulation. `programs_started` says how many programs the device has begun: the
  /// caching one, if there is one, and then the parts.
  void attach(const hw::Accelerator& accelerator, std::function<std::size_t()> programs_started);

  void taken(const hw::Worker& worker, const spec::Command& command);
  void done(const hw::Worker& worker, const spec::Command& command);

  /// The layer that a worker of a tile is at, as of its last command.
  [[nodiscard]] std::optional<std::size_t> layer_at(const hw::Worker& worker) const;

  /// Called with the number of a layer whenever one has begun that is behind all others.
  std::function<void(std::size_t)> on_layer;

  /// Rows for the layers of `part`, which ran from cycle `begin` to `end`: each layer has the
  /// cycles from the end of all before it to its own end, the last one also what follows.
  [[nodiscard]] std::vector<LayerReport> report(std::size_t part, hw::Cycle begin,
                                                hw::Cycle end) const;
  [[nodiscard]] const std::vector<UnitActivity>& activities() const { return activities_; }

 private:
  struct Part {
    std::vector<std::vector<std::uint32_t>> of_tile;  // [tile]: ordinals of its commands
    std::map<std::uint32_t, std::size_t> first;       // first ordinal -> number of the layer
    bool traceable = true;
  };
  struct WorkerInfo {
    std::optional<std::size_t> tile;
    bool front_end = false;
    std::size_t number = 0;  // among all workers
    std::string name;        // below the accelerator
  };
  struct Span {
    std::optional<hw::Cycle> begin;
    hw::Cycle end = 0;
    hw::ActionCounts actions;
  };
  struct Running {
    hw::Cycle begin = 0;
    std::optional<std::size_t> layer;
    hw::UnitStats before;
  };

  [[nodiscard]] Part analyse(std::size_t part, std::size_t tiles) const;
  [[nodiscard]] std::optional<std::size_t> present_part() const;
  [[nodiscard]] std::optional<std::size_t> layer_of(std::size_t part, std::uint32_t ordinal) const;
  void dispatched(const WorkerInfo& front_end, const spec::Command& command);

  const workloads::Program& program_;
  bool keep_activities_;
  const hw::Accelerator* accelerator_ = nullptr;
  std::function<std::size_t()> programs_started_;
  std::unordered_map<const hw::Worker*, WorkerInfo> workers_;
  std::vector<Part> parts_;
  std::optional<std::size_t> counted_part_;  // which the counts below belong to
  std::vector<std::size_t> taken_by_tile_;
  std::unordered_map<const spec::Command*, std::optional<std::size_t>> layer_of_command_;
  std::unordered_map<const hw::Worker*, Running> running_;
  std::vector<Span> layers_;
  std::optional<std::size_t> last_layer_;
  std::vector<UnitActivity> activities_;
};

}  // namespace tessera::sim
