// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/commands.h"
#include "sim/cli/model_options.h"
#include "sim/result/files.h"
#include "sim/run/child_run.h"
#include "sim/run/run_outcome.h"
#include "workloads/error.h"

#include <fmt/format.h>

#include <map>
#include <memory>

namespace tessera::sim {
namespace {

using nlohmann::ordered_json;

struct Comparison {
  RunOptions run;
  std::vector<std::string> models;
  std::vector<std::string> systems;
};

void print_row(const ordered_json& result, double first_ms) {
  const double latency = result["latency_ms"];
  const std::uint64_t moved = result["memory"]["read_bytes"].get<std::uint64_t>() +
                              result["memory"]["write_bytes"].get<std::uint64_t>();
  fmt::print("{:<36} {:<12} {:>12} {:>10.3f} {:>7.2f}x {:>8.2f}% {:>10.2f} {:>10.0f}  {}\n",
             result["model"].get<std::string>(), result["system"].get<std::string>(),
             result["cycles"].get<std::uint64_t>(), latency, latency > 0 ? first_ms / latency : 0.0,
             100 * result["mac_utilization"].get<double>(), static_cast<double>(moved) / 1e6,
             result["energy_uj"]["total"].get<double>(),
             result["bound"]["name"].get<std::string>());
}

/// Each model on each system; speed is relative to the first system.
int compare(const Comparison& job) {
  const bool table = job.run.json != "-";
  if (table)
    fmt::print("{:<36} {:<12} {:>12} {:>10} {:>8} {:>9} {:>10} {:>10}  {}\n", "model", "system",
               "cycles", "ms", "speed", "MACs", "link MB", "energy uJ", "bound");
  ordered_json results = ordered_json::array();
  bool equal = true;
  for (const std::string& model : job.models) {
    double first_ms = 0;
    for (const std::string& system : job.systems) {
      RunOptions run = job.run;
      run.model = model;
      run.system = system;
      const ordered_json& result = results.emplace_back(run_in_child(run));
      if (first_ms == 0) first_ms = result["latency_ms"];
      if (table) print_row(result, first_ms);
      equal = equal && (result["check"].is_null() || result["check"]["mismatches"] == 0);
    }
  }
  if (job.run.json) write_text(*job.run.json, results.dump(2) + "\n");
  return equal ? kExitDone : kExitMismatch;
}

}  // namespace

void add_compare_command(CLI::App& app, Action& action) {
  auto job = std::make_shared<Comparison>();
  job->run.engine = hw::Engine::kTiming;
  CLI::App* command =
      app.add_subcommand("compare", "Run networks on several systems, a line for each");
  command->add_option("MODEL", job->models, "As for `run`")->required();
  command
      ->add_option("--systems", job->systems,
                   "Names or YAML files, with commas between; the first is what speed refers to")
      ->delimiter(',')
      ->required();
  add_compile_options(*command, job->run.requant, job->run.rule);
  const std::map<std::string, hw::Engine> engines = {{"timing", hw::Engine::kTiming},
                                                     {"tlm", hw::Engine::kTlm}};
  command->add_option("--engine", job->run.engine, "timing: cycles only (default)")
      ->transform(CLI::CheckedTransformer(engines))
      ->option_text("timing|tlm");
  command->add_flag("--check", job->run.check, "Compare bytes as `run` does; needs --engine tlm");
  command->add_option("--json", job->run.json, "Write the results as a JSON list, or - for stdout");
  command->callback([job, &action] {
    action = [job] {
      if (job->run.check && job->run.engine == hw::Engine::kTiming)
        throw workloads::UsageError("--check needs --engine tlm");
      return compare(*job);
    };
  });
}

}  // namespace tessera::sim
