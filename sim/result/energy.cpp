// SPDX-License-Identifier: Apache-2.0
#include "sim/result/energy.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace tessera::sim {
namespace {

using nlohmann::ordered_json;
using spec::EnergyBand;

constexpr double kMicrojoulesPerAttojoule = 1e-12;

double microjoules(hw::Attojoules energy) {
  return static_cast<double>(energy) * kMicrojoulesPerAttojoule;
}

const ordered_json& at(const ordered_json& object, const char* key) {
  if (!object.is_object() || !object.contains(key))
    throw workloads::UsageError(
        fmt::format("not a result with counted actions: there is no '{}'", key));
  return object[key];
}

std::uint64_t count_of(const ordered_json& value, const std::string& key) {
  if (!value.is_number_unsigned())
    throw workloads::UsageError(fmt::format("'{}' is {}, allowed: a count", key, value.dump()));
  return value.get<std::uint64_t>();
}

hw::ActionCounts read_actions(const ordered_json& object) {
  hw::ActionCounts actions;
  for (const auto& [name, value] : object.items()) {
    const auto rows = spec::energy_rows();
    const auto row = std::ranges::find(rows, name, &spec::EnergyRowInfo::action);
    if (row == rows.end() || name.empty())
      throw workloads::UsageError(fmt::format("'{}' is no action that a table prices", name));
    actions.count[static_cast<std::size_t>(row - rows.begin())] = count_of(value, name);
  }
  return actions;
}

hw::EnergyMachine read_machine(const ordered_json& object) {
  const auto count = [&](const char* key) { return count_of(at(object, key), key); };
  return {count("mac_cells"),    count("sram_bytes"),    count("tiles"),
          count("accelerators"), count("dram_channels"), count("cycle_ps")};
}

ordered_json components_json(const hw::Energy& energy, bool as_integers) {
  const auto value = [&](hw::Attojoules attojoules) {
    return as_integers ? ordered_json(attojoules) : ordered_json(microjoules(attojoules));
  };
  ordered_json object = {{"total", value(energy.total())}};
  for (std::size_t i = 0; i < hw::kEnergyComponents; ++i)
    object[std::string(hw::to_string(static_cast<hw::EnergyComponent>(i)))] = value(energy.part[i]);
  return object;
}

}  // namespace

ordered_json actions_json(const hw::ActionCounts& actions) {
  ordered_json object = ordered_json::object();
  for (std::size_t i = 0; i < actions.count.size(); ++i)
    if (actions.count[i] != 0)
      object[std::string(spec::energy_rows()[i].action)] = actions.count[i];
  return object;
}

ordered_json machine_json(const hw::EnergyMachine& machine) {
  return {{"mac_cells", machine.mac_cells},
          {"sram_bytes", machine.sram_bytes},
          {"tiles", machine.tiles},
          {"accelerators", machine.accelerators},
          {"dram_channels", machine.dram_channels},
          {"cycle_ps", machine.cycle_ps}};
}

void price_result(ordered_json& result, const spec::EnergyTable& table) {
  const ordered_json& counted = at(result, "energy");
  const hw::ActionCounts actions = read_actions(at(counted, "actions"));
  const hw::EnergyMachine machine = read_machine(at(counted, "machine"));
  const std::uint64_t cycles = count_of(at(result, "cycles"), "cycles");
  const hw::PriceList prices(table, EnergyBand::kTypical, machine);

  // What layers do not do themselves is shared: instructions, streams, the way to the host.
  hw::ActionCounts of_layers;
  std::uint64_t layer_cycles = 0;
  (void)at(result, "layers");
  for (ordered_json& layer : result["layers"]) {
    const hw::ActionCounts own = read_actions(at(layer, "energy_actions"));
    const bool on_host = at(layer, "accelerator") == "control_core";
    const std::uint64_t own_cycles = on_host ? 0 : count_of(at(layer, "cycles"), "cycles");
    const hw::Attojoules energy = prices.price(own, own_cycles).total();
    layer["energy_uj"] = microjoules(energy);
    layer["energy_aj"] = energy;
    of_layers += own;
    layer_cycles += own_cycles;
  }
  hw::ActionCounts shared;
  try {
    shared = actions.without(of_layers);
  } catch (const std::logic_error& error) {
    throw workloads::UsageError(fmt::format("layers: {}", error.what()));
  }
  if (layer_cycles > cycles)
    throw workloads::UsageError("layers: they have more cycles than the result");

  const hw::Energy total = prices.price(actions, cycles);
  const hw::Area area = hw::estimate_area(table, EnergyBand::kTypical, machine);
  ordered_json bands = ordered_json::object();
  for (const EnergyBand band : {EnergyBand::kLow, EnergyBand::kTypical, EnergyBand::kHigh})
    bands[std::string(spec::to_string(band))] =
        microjoules(hw::PriceList(table, band, machine).price(actions, cycles).total());
  const hw::Attojoules shared_energy = prices.price(shared, cycles - layer_cycles).total();
  result["energy_uj"] = components_json(total, false);
  result["energy"] = {
      {"table", table.name},
      {"bands_uj", bands},
      {"aj", components_json(total, true)},
      {"shared",
       {{"energy_uj", microjoules(shared_energy)},
        {"energy_aj", shared_energy},
        {"actions", actions_json(shared)}}},
      {"actions", actions_json(actions)},
      {"machine", machine_json(machine)},
      {"area_mm2",
       {{"total", area.total()}, {"macs", area.macs}, {"sram", area.sram}, {"rest", area.rest}}}};
}

}  // namespace tessera::sim
