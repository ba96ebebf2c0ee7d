// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/commands.h"
#include "sim/result/files.h"
#include "sim/run/model.h"
#include "workloads/error.h"
#include "workloads/estimate/ideal_array.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <optional>

namespace tessera::sim {
namespace {

struct IdealJob {
  std::string model;
  std::string array = "ws64";
  std::optional<std::string> json;
};

int estimate(const IdealJob& job) {
  const workloads::IdealArray* array = workloads::find_ideal_array(job.array);
  if (array == nullptr) {
    std::string known;
    for (const auto& each : workloads::ideal_arrays())
      known += fmt::format("{}{}", known.empty() ? "" : ", ", each.name);
    throw workloads::UsageError(
        fmt::format("--array '{}': no such configuration, allowed: {}", job.array, known));
  }
  const bool table = job.json != "-";
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  std::uint64_t without = 0;
  std::uint64_t with = 0;
  std::uint64_t macs = 0;
  const auto print = [&](const std::string& name, std::uint64_t layer_macs, std::uint64_t a,
                         std::uint64_t b) {
    if (table) fmt::print("{:<40} {:>14} {:>12} {:>12}\n", name.substr(0, 40), layer_macs, a, b);
  };
  if (table)
    fmt::print("{:<40} {:>14} {:>12} {:>12}\n", "dense layer", "MACs", "no overlap", "overlap");
  for (const auto& layer : workloads::dense_layers(load_network(job.model))) {
    const std::uint64_t a = workloads::cycles_without_overlap(*array, layer);
    const std::uint64_t b = workloads::cycles_with_overlap(*array, layer);
    print(layer.name, layer.macs(), a, b);
    rows.push_back({{"name", layer.name},
                    {"macs", layer.macs()},
                    {"cycles_without_overlap", a},
                    {"cycles_with_overlap", b}});
    without += a;
    with += b;
    macs += layer.macs();
  }
  print(fmt::format("{} dense layers on {}", rows.size(), array->name), macs, without, with);
  if (job.json)
    write_text(*job.json, nlohmann::ordered_json({{"schema", "tessera.ideal/1"},
                                                  {"model", job.model},
                                                  {"array", array->name},
                                                  {"macs", macs},
                                                  {"cycles_without_overlap", without},
                                                  {"cycles_with_overlap", with},
                                                  {"layers", rows}})
                                  .dump(2) +
                              "\n");
  return kExitDone;
}

}  // namespace

void add_ideal_command(CLI::App& app, Action& action) {
  auto job = std::make_shared<IdealJob>();
  CLI::App* command = app.add_subcommand(
      "ideal", "Cycles of an ideal weight-stationary array: a yardstick from other simulators");
  command->add_option("MODEL", job->model, "Network: zoo name or .tflite")->required();
  command->add_option("--array", job->array, "Named configuration (workloads/doc/ideal_array.md)")
      ->capture_default_str();
  command->add_option("--json", job->json, "Write the layers as JSON, or - for stdout");
  command->callback([job, &action] { action = [job] { return estimate(*job); }; });
}

}  // namespace tessera::sim
