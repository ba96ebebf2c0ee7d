// SPDX-License-Identifier: Apache-2.0
#include "sim/run/layer_tracker.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

namespace tessera::sim {
namespace {

struct TileMask {
  std::uint32_t tiles = 0;
  bool known = true;
};

TileMask mask_of(const spec::Command& command) {
  return std::visit(
      [](const auto& body) -> TileMask {
        TileMask mask;
        if constexpr (requires { body.tiles; }) mask.tiles = body.tiles;
        if constexpr (requires { body.tiles_from_register; })
          mask.known = body.tiles_from_register == 0;
        return mask;
      },
      command.body);
}

bool jumps(const spec::Command& command) {
  return std::holds_alternative<spec::Branch>(command.body) ||
         std::holds_alternative<spec::Loop>(command.body);
}

}  // namespace

LayerTracker::LayerTracker(const workloads::Program& program, bool keep_activities)
    : program_(program), keep_activities_(keep_activities), layers_(program.layers.size()) {}

void LayerTracker::attach(const hw::Accelerator& accelerator,
                          std::function<std::size_t()> programs_started) {
  accelerator_ = &accelerator;
  programs_started_ = std::move(programs_started);
  const auto& grid = accelerator.context().config.grid;
  const std::size_t tiles = grid.tiles();
  taken_by_tile_.assign(tiles, 0);
  std::map<std::string, std::size_t, std::less<>> tile_numbers;
  for (std::size_t tile = 0; tile < tiles; ++tile)
    tile_numbers[fmt::format("tile_{}_{}", tile / grid.columns, tile % grid.columns)] = tile;
  const auto workers = accelerator.workers();
  const std::size_t prefix = std::string_view(accelerator.name()).size() + 1;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    const std::string name = std::string(workers[i]->name()).substr(prefix);
    WorkerInfo info{{}, false, i, name};
    if (const auto dot = name.find('.'); dot != std::string::npos) {
      if (const auto tile = tile_numbers.find(name.substr(0, dot)); tile != tile_numbers.end())
        info.tile = tile->second;
      info.front_end = name.substr(dot + 1) == "front_end";
    }
    workers_[workers[i]] = info;
  }
  if (program_.layers.empty()) return;
  for (std::size_t part = 0; part < program_.parts.size(); ++part)
    parts_.push_back(analyse(part, tiles));
}

LayerTracker::Part LayerTracker::analyse(std::size_t part, std::size_t tiles) const {
  Part result;
  result.of_tile.resize(tiles);
  std::uint32_t ordinal = 0;
  for (const auto& bitstream : program_.parts[part].execution.bitstreams)
    for (std::span<const std::uint8_t> left = bitstream.bytes; !left.empty();) {
      const spec::Decoded decoded = spec::decode(left, accelerator_->context().config.encoding);
      if (!decoded.error.empty() || jumps(decoded.command)) {
        result.traceable = false;
        return result;
      }
      left = left.subspan(decoded.words * spec::kWordBytes);
      if (!decoded.command.format->tile) continue;
      const TileMask mask = mask_of(decoded.command);
      if (!mask.known) result.traceable = false;
      for (std::size_t tile = 0; tile < tiles && tile < 32; ++tile)
        if ((mask.tiles >> tile & 1U) != 0) result.of_tile[tile].push_back(ordinal);
      ++ordinal;
    }
  for (std::size_t layer = 0; layer < program_.layers.size(); ++layer)
    if (program_.layers[layer].part == part && program_.layers[layer].command_count > 0)
      result.first[program_.layers[layer].first_command] = layer;
  return result;
}

std::optional<std::size_t> LayerTracker::present_part() const {
  const std::size_t before = program_.caching ? 2 : 1;
  const std::size_t started = programs_started_();
  if (started < before || started - before >= program_.parts.size()) return std::nullopt;
  return started - before;
}

std::optional<std::size_t> LayerTracker::layer_of(std::size_t part, std::uint32_t ordinal) const {
  const auto& first = parts_[part].first;
  auto next = first.upper_bound(ordinal);
  if (next == first.begin()) return std::nullopt;
  --next;
  const workloads::LayerRange& layer = program_.layers[next->second];
  if (ordinal - layer.first_command >= layer.command_count) return std::nullopt;
  return next->second;
}

void LayerTracker::dispatched(const WorkerInfo& front_end, const spec::Command& command) {
  layer_of_command_[&command] = std::nullopt;
  const auto part = present_part();
  if (!part || parts_.empty() || !parts_[*part].traceable) return;
  if (counted_part_ != part) {
    counted_part_ = part;
    std::ranges::fill(taken_by_tile_, 0);
  }
  const auto& expected = parts_[*part].of_tile[*front_end.tile];
  const std::size_t n = taken_by_tile_[*front_end.tile]++;
  if (n >= expected.size()) return;
  const auto layer = layer_of(*part, expected[n]);
  layer_of_command_[&command] = layer;
  if (layer && (!last_layer_ || *layer > *last_layer_)) {
    last_layer_ = layer;
    if (on_layer) on_layer(*layer);
  }
}

void LayerTracker::taken(const hw::Worker& worker, const spec::Command& command) {
  const auto found = workers_.find(&worker);
  if (found == workers_.end()) return;
  if (found->second.front_end) return dispatched(found->second, command);
  Running running{accelerator_->cycle(), {}, worker.stats()};
  if (found->second.tile)
    if (const auto layer = layer_of_command_.find(&command); layer != layer_of_command_.end())
      running.layer = layer->second;
  running_[&worker] = running;
}

std::optional<std::size_t> LayerTracker::layer_at(const hw::Worker& worker) const {
  const auto found = running_.find(&worker);
  return found == running_.end() ? std::nullopt : found->second.layer;
}

void LayerTracker::done(const hw::Worker& worker, const spec::Command& command) {
  const auto running = running_.find(&worker);
  if (running == running_.end()) return;
  const auto [begin, layer, before] = running->second;
  running_.erase(running);
  const hw::Cycle end = accelerator_->cycle();
  if (layer) {
    Span& span = layers_[*layer];
    span.begin = std::min(span.begin.value_or(begin), begin);
    span.end = std::max(span.end, end);
    span.actions += hw::count_actions(workers_.at(&worker).name, worker.stats() - before);
  }
  if (keep_activities_)
    activities_.push_back({workers_.at(&worker).number, command.format->name,
                           layer ? program_.layers[*layer].name : std::string(), begin, end});
}

std::vector<LayerReport> LayerTracker::report(std::size_t part, hw::Cycle begin,
                                              hw::Cycle end) const {
  std::vector<LayerReport> rows;
  if (parts_.empty() || !parts_[part].traceable) return rows;
  hw::Cycle previous = begin;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const workloads::LayerRange& layer = program_.layers[i];
    if (layer.part != part) continue;
    const hw::Cycle own_end = std::max(previous, layers_[i].end);
    rows.push_back({.name = layer.name,
                    .op = layer.op,
                    .accelerator = accelerator_->context().config.name,
                    .start_cycle = previous - begin,
                    .cycles = own_end - previous,
                    .macs = layer.macs,
                    .actions = layers_[i].actions});
    if (layers_[i].begin) rows.back().active = {*layers_[i].begin - begin, layers_[i].end - begin};
    previous = own_end;
  }
  if (!rows.empty() && end > previous) rows.back().cycles += end - previous;
  return rows;
}

}  // namespace tessera::sim
