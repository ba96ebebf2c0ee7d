// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/system_loader.h"
#include "sim/cli/commands.h"
#include "workloads/zoo/zoo.h"

#include <fmt/format.h>

#include <memory>

namespace tessera::sim {
namespace {

int list_systems(bool parameters) {
  for (const std::string& name : spec::list_systems()) {
    const spec::SystemConfig system = spec::load_system(name);
    fmt::print("{:<12} {}\n", name, system.description);
    if (!parameters) continue;
    for (const spec::EffectiveParameter& row : spec::effective_parameters(system))
      fmt::print("    {} = {}{}{} [{}] {}\n", row.path, row.value, row.unit.empty() ? "" : " ",
                 row.unit, spec::to_string(row.confidence), row.source);
  }
  return kExitDone;
}

int list_models() {
  fmt::print("{:<28} {:>18} {:>12} {:>14}\n", "", "input", "parameters", "MACs");
  for (const workloads::ZooEntry& entry : workloads::zoo_models())
    fmt::print("{:<28} {:>18} {:>12} {:>14}  {}\n", entry.name, workloads::to_string(entry.input),
               entry.parameters, entry.macs, entry.description);
  return kExitDone;
}

}  // namespace

void add_list_command(CLI::App& app, Action& action) {
  CLI::App* list = app.add_subcommand("list", "List what comes with the program");
  list->require_subcommand(1);
  list->add_subcommand("models", "Networks that `run` and `compile` know by name")
      ->callback([&action] { action = list_models; });
  auto parameters = std::make_shared<bool>(false);
  CLI::App* systems = list->add_subcommand("systems", "Systems that `run --system` knows");
  systems->add_flag("--parameters", *parameters, "With every parameter, its source and confidence");
  systems->callback(
      [parameters, &action] { action = [parameters] { return list_systems(*parameters); }; });
}

}  // namespace tessera::sim
