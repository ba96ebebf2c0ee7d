// SPDX-License-Identifier: Apache-2.0
#include "sim/run/rtl_selection.h"

#include "hw/tile/op_functional.h"
#include "rtl/cosim/engine.h"
#include "workloads/error.h"

#include <fmt/format.h>

#include <regex>
#include <sstream>

namespace tessera::sim {
namespace {

/// Where --lockstep writes the waves of a difference, in the present folder.
constexpr const char* kDifferenceWave = "lockstep.fst";

}  // namespace

std::vector<bool> parse_numbers(const std::string& option, const std::string& text,
                                std::size_t limit) {
  static const std::regex form(R"((\d{1,6})(-(\d{1,6}))?)");
  std::vector<bool> chosen(limit);
  std::stringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    std::smatch match;
    if (!std::regex_match(part, match, form))
      throw workloads::UsageError(
          fmt::format("{} '{}': expected numbers and ranges, as 0,4-7", option, text));
    const std::size_t first = std::stoul(match[1]);
    const std::size_t last = match[3].matched ? std::stoul(match[3]) : first;
    if (first > last || last >= limit)
      throw workloads::UsageError(
          fmt::format("{} '{}': {} is no range of 0 to {}", option, text, part, limit - 1));
    for (std::size_t i = first; i <= last; ++i) chosen[i] = true;
  }
  return chosen;
}

RtlSelection::RtlSelection(const RunOptions& options, const spec::SystemConfig& system,
                           const workloads::Program& program)
    : columns_(system.accelerators.at(0).grid.columns),
      lockstep_(options.lockstep),
      difference_wave_{kDifferenceWave, static_cast<std::uint64_t>(1e6 / system.clock_mhz)} {
  const spec::AcceleratorConfig& config = system.accelerators.at(0);
  const std::string refusal = rtl::engine_refusal(config, program.requant);
  if (!refusal.empty()) throw workloads::UsageError("--engine rtl: " + refusal);
  if (options.latency_seed)
    throw workloads::UsageError(
        "--scramble-latencies: the latencies of --engine rtl are its own; use --engine tlm");
  if (options.rtl_tiles)
    tiles_ = parse_numbers("--rtl-tiles", *options.rtl_tiles, config.grid.tiles());
  if (!options.rtl_layers) return;
  if (program.layers.empty())
    throw workloads::UsageError("--rtl-layers: the program has no layer table");
  layers_ = parse_numbers("--rtl-layers", *options.rtl_layers, program.layers.size());
}

hw::OpEngineFactory RtlSelection::factory(WaveRecorder* wave) {
  return [this, wave](const hw::OpEngineSite& site) -> std::unique_ptr<hw::OpUnitEngine> {
    const auto make_tlm = [&] {
      return std::make_unique<hw::OpFunctional>(site.config, site.factor, site.memory, site.signals,
                                                site.stats, site.requant);
    };
    if (!tile_chosen(site.unit)) return make_tlm();
    std::optional<rtl::EngineWave> traced;
    if (wave != nullptr)
      if (auto scope = wave->rtl_scope(site.unit))
        traced.emplace(rtl::EngineWave{wave->file(), std::move(*scope),
                                       [wave](hw::Cycle cycle) { wave->wait_for_end_of(cycle); }});
    const rtl::EngineWave* const trace = traced ? &*traced : nullptr;
    auto engine = lockstep_ ? rtl::make_lockstep_engine(site, trace, difference_wave_)
                            : rtl::make_engine(site, trace);
    if (layers_.empty()) return engine;
    return std::make_unique<rtl::SwitchedEngine>(
        site.unit, [this](const std::string& unit) { return layer_chosen(unit); },
        std::move(engine), make_tlm());
  };
}

/// Units are called ACCELERATOR.tile_ROW_COLUMN.op.
bool RtlSelection::tile_chosen(const std::string& unit) const {
  if (tiles_.empty()) return true;
  static const std::regex name(R"(.*tile_(\d+)_(\d+)\.op)");
  std::smatch match;
  if (!std::regex_match(unit, match, name)) return false;
  const std::size_t tile = std::stoul(match[1]) * columns_ + std::stoul(match[2]);
  return tile < tiles_.size() && tiles_[tile];
}

bool RtlSelection::layer_chosen(const std::string& unit) const {
  const auto layer = layers_of_.find(unit);
  return layer != layers_of_.end() && layer->second && *layer->second < layers_.size() &&
         layers_[*layer->second];
}

}  // namespace tessera::sim
