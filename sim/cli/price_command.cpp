// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/commands.h"
#include "sim/result/energy.h"
#include "sim/result/files.h"
#include "workloads/error.h"
#include "workloads/file.h"

#include <fmt/format.h>

#include <memory>
#include <optional>

namespace tessera::sim {
namespace {

using nlohmann::ordered_json;

struct PriceJob {
  std::string result;
  std::string table = "edge_tpu_like";
  std::optional<std::string> json;
};

void print_table(const ordered_json& result) {
  const double total = result["energy_uj"]["total"];
  const ordered_json& bands = result["energy"]["bands_uj"];
  fmt::print("{} on {}, table {}: {:.1f} uJ (low {:.1f}, high {:.1f}), {:.2f} mm2\n",
             result.value("model", ""), result.value("system", ""),
             result["energy"]["table"].get<std::string>(), total, bands["low"].get<double>(),
             bands["high"].get<double>(), result["energy"]["area_mm2"]["total"].get<double>());
  for (const auto& [name, value] : result["energy_uj"].items())
    if (name != "total" && value.get<double>() > 0)
      fmt::print("  {:<16} {:>12.3f} uJ {:>6.1f}%\n", name, value.get<double>(),
                 total > 0 ? 100 * value.get<double>() / total : 0.0);
}

int price(const PriceJob& job) {
  const spec::EnergyTable table = spec::load_energy_table(job.table);
  const auto bytes = workloads::read_file(job.result);
  ordered_json result = ordered_json::parse(bytes.begin(), bytes.end(), nullptr, false);
  if (result.is_discarded())
    throw workloads::UsageError(
        fmt::format("{}: not JSON; give a file that `run --json` wrote", job.result));
  try {
    price_result(result, table);
  } catch (const workloads::UsageError& error) {
    throw workloads::UsageError(fmt::format("{}: {}", job.result, error.what()));
  }
  if (job.json) write_text(*job.json, result.dump(2) + "\n");
  if (job.json != "-") print_table(result);
  return kExitDone;
}

}  // namespace

void add_price_command(CLI::App& app, Action& action) {
  auto job = std::make_shared<PriceJob>();
  CLI::App* command =
      app.add_subcommand("price", "Price what a run counted by another energy table");
  command->add_option("RESULT", job->result, "File that `run --json` wrote")->required();
  command->add_option("--energy", job->table, "Table: name or YAML file (hw/spec/doc/energy.md)")
      ->capture_default_str();
  command->add_option("--json", job->json, "Write the result with its new energy, or - for stdout");
  command->callback([job, &action] { action = [job] { return price(*job); }; });
}

}  // namespace tessera::sim
