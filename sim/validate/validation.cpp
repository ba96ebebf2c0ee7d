// SPDX-License-Identifier: Apache-2.0
#include "sim/validate/validation.h"

#include "sim/run/child_run.h"
#include "sim/run/progress.h"
#include "sim/run/run_outcome.h"
#include "sim/validate/stand_in.h"
#include "workloads/error.h"
#include "workloads/zoo/published.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>
#include <utility>

namespace tessera::sim {
namespace {

/// What is simulated once, however many rows ask for it: system and model.
using Simulation = std::pair<std::string, std::string>;

struct Figure {
  std::optional<double> call_ms;
  std::string failure;
  bool fault = false;
};

ValidatedRow stand_in(const PublishedRow& published, const ValidationOptions& options) {
  ValidatedRow row;
  row.published = published;
  const DeviceStandIn* device = stand_in_for(published.device);
  const workloads::PublishedNetwork network =
      workloads::network_of_published_row(published.model, published.input);
  if (device != nullptr) {
    row.system = device->system;
    row.family = device->family;
  }
  row.network = network.name;
  row.remark = network.remark;
  if (device == nullptr) row.remark = "no system stands for the device";
  if (device == nullptr || network.name.empty() || options.programs_folder.empty()) return row;
  const GoogleProgram* program = google_program_for(network.name);
  if (program == nullptr || !row.system.starts_with("coral")) return row;
  const auto file = std::filesystem::path(options.programs_folder) / program->file;
  if (!std::filesystem::exists(file)) return row;
  row.network = file.string();
  row.program = ProgramOrigin::kGoogle;
  if (!program->remark.empty()) row.remark = program->remark;
  return row;
}

RunOptions timing_run(const Simulation& simulation) {
  RunOptions run;
  run.system = simulation.first;
  run.model = simulation.second;
  run.engine = hw::Engine::kTiming;
  return run;
}

/// A network that is refused, or a fault, is a row without a figure, not the end of the command.
Figure wait_for(ChildRun& run) {
  try {
    const nlohmann::ordered_json result = run.wait();
    return {result.at("control").at("call_us").get<double>() * 1e-3, "", false};
  } catch (const workloads::UsageError& refusal) {
    return {std::nullopt, refusal.what(), false};
  } catch (const SimulationFault& fault) {
    return {std::nullopt, fault.what(), true};
  }
}

/// Runs all simulations, `jobs` at a time.
std::map<Simulation, Figure> simulate(const std::vector<Simulation>& simulations, unsigned jobs) {
  std::map<Simulation, Figure> figures;
  std::deque<std::pair<Simulation, ChildRun>> running;
  Progress progress;
  const auto finish_oldest = [&] {
    const Simulation& oldest = running.front().first;
    progress.show(fmt::format("{} of {}: {} on {}", figures.size() + 1, simulations.size(),
                              oldest.second, oldest.first));
    figures[oldest] = wait_for(running.front().second);
    running.pop_front();
  };
  for (const Simulation& next : simulations) {
    if (running.size() >= std::max(jobs, 1U)) finish_oldest();
    running.emplace_back(next, ChildRun(timing_run(next)));
  }
  while (!running.empty()) finish_oldest();
  return figures;
}

bool selected(const PublishedRow& row, const ValidationOptions& options) {
  return row.device.find(options.device) != std::string::npos &&
         row.model.find(options.model) != std::string::npos;
}

}  // namespace

const char* program_origin_name(ProgramOrigin origin) {
  return origin == ProgramOrigin::kGoogle ? "google" : "tessera";
}

std::string google_programs_folder() { return TESSERA_PROGRAMS_DIR; }

std::vector<ValidatedRow> validate_rows(const std::vector<PublishedRow>& rows,
                                        const ValidationOptions& options) {
  std::vector<ValidatedRow> result;
  std::vector<Simulation> simulations;
  for (const PublishedRow& row : rows) {
    if (!selected(row, options)) continue;
    const ValidatedRow& added = result.emplace_back(stand_in(row, options));
    const Simulation simulation{added.system, added.network};
    if (added.system.empty() || added.network.empty()) continue;
    if (std::ranges::find(simulations, simulation) == simulations.end())
      simulations.push_back(simulation);
  }
  const auto figures = simulate(simulations, options.jobs);
  for (ValidatedRow& row : result) {
    const auto figure = figures.find({row.system, row.network});
    if (figure == figures.end()) continue;
    row.modelled_ms = figure->second.call_ms;
    row.fault = figure->second.fault;
    if (!row.modelled_ms) row.remark = figure->second.failure;
  }
  return result;
}

}  // namespace tessera::sim
