// SPDX-License-Identifier: Apache-2.0
#include "sim/result/json_result.h"

#include "sim/result/bound.h"
#include "sim/result/energy.h"
#include "sim/result/sha256.h"

namespace tessera::sim {
namespace {

using nlohmann::ordered_json;

ordered_json breakdown(const hw::UnitStats& stats) {
  return {{"busy", stats[hw::Activity::kBusy]},
          {"wait_sync", stats[hw::Activity::kSync]},
          {"wait_medium", stats[hw::Activity::kMedium]},
          {"idle", stats[hw::Activity::kIdle]}};
}

ordered_json actions(const hw::UnitStats& stats) {
  return {{"commands", stats.commands},
          {"steps", stats.steps},
          {"macs", stats.macs},
          {"emissions", stats.emissions},
          {"narrow_read_bytes", stats.narrow_read_bytes},
          {"narrow_write_bytes", stats.narrow_write_bytes},
          {"wide_read_bytes", stats.wide_read_bytes},
          {"wide_write_bytes", stats.wide_write_bytes},
          {"moved_bytes", stats.moved_bytes}};
}

ordered_json dram_json(const std::optional<hw::DramStats>& dram) {
  if (!dram) return nullptr;
  return {{"reads", dram->reads},           {"writes", dram->writes},
          {"activates", dram->activates},   {"precharges", dram->precharges},
          {"refreshes", dram->refreshes},   {"row_hits", dram->row_hits},
          {"row_misses", dram->row_misses}, {"row_conflicts", dram->row_conflicts},
          {"forwarded", dram->forwarded},   {"merged", dram->merged}};
}

ordered_json check_json(const std::optional<CheckReport>& check) {
  if (!check) return nullptr;
  return {{"elements", check->elements},   {"mismatches", check->mismatches},
          {"method", check->method},       {"rule", check->rule},
          {"reference", check->reference}, {"largest_difference", check->largest_difference}};
}

ordered_json outputs_json(const RunOutcome& outcome) {
  ordered_json list = ordered_json::array();
  for (const NamedTensor& tensor : outcome.outputs)
    list.push_back({{"name", tensor.name},
                    {"dtype", tensor.dtype},
                    {"shape", tensor.shape},
                    {"sha256", tensor.bytes.empty() ? ordered_json(nullptr)
                                                    : ordered_json(sha256(tensor.bytes))}});
  return list;
}

ordered_json units_json(const RunOutcome& outcome) {
  ordered_json list = ordered_json::array();
  for (const UnitReport& unit : outcome.units)
    list.push_back(
        {{"name", unit.name}, {"cycles", breakdown(unit.stats)}, {"actions", actions(unit.stats)}});
  return list;
}

/// The firmware's part; instructions are null where it runs natively.
ordered_json control_json(const RunOutcome& outcome) {
  const FirmwareReport& firmware = outcome.firmware;
  const auto count = [&](std::uint64_t instructions) {
    return firmware.kind == "riscv" ? ordered_json(instructions) : ordered_json(nullptr);
  };
  return {{"load_us", firmware.load_us},
          {"run_us", firmware.run_us},
          {"call_us", 1e3 * outcome.call_ms()},
          {"load_instructions", count(firmware.load_instructions)},
          {"run_instructions", count(firmware.run_instructions)},
          {"host_steps", firmware.host_steps},
          {"host_cycles", firmware.host_cycles}};
}

/// A layer's cycles; those of an operator on the control core are its own, beside the
/// accelerator's.
ordered_json layers_json(const RunOutcome& outcome) {
  ordered_json list = ordered_json::array();
  for (const LayerReport& layer : outcome.layers) {
    ordered_json row = {{"index", list.size()},
                        {"name", layer.name},
                        {"op", layer.op},
                        {"accelerator", layer.accelerator},
                        {"start_cycle", layer.start_cycle},
                        {"cycles", layer.cycles},
                        {"macs", layer.macs}};
    row["utilization"] =
        layer.on_host() ? ordered_json(nullptr) : ordered_json(outcome.utilization(layer));
    row["active_from_cycle"] = layer.on_host() ? layer.start_cycle : layer.active.first;
    row["active_to_cycle"] = layer.on_host() ? layer.start_cycle : layer.active.second;
    row["energy_uj"] = nullptr;  // by price_result
    row["energy_actions"] = actions_json(layer.actions);
    list.push_back(std::move(row));
  }
  return list;
}

ordered_json bound_json(const RunOutcome& outcome) {
  const Bound bound = bound_of(outcome);
  return {{"name", bound.name},
          {"compute_us", bound.compute_us},
          {"memory_us", bound.memory_us},
          {"overhead_us", bound.overhead_us}};
}

ordered_json parts_json(const RunOutcome& outcome) {
  ordered_json list = ordered_json::array();
  for (const PartBegin& part : outcome.part_begins)
    list.push_back({{"start_cycle", part.before}, {"platform_cycle", part.cycle}});
  return list;
}

}  // namespace

ordered_json to_json(const RunOutcome& outcome) {
  ordered_json probes = ordered_json::array();
  for (const ProbeReport& probe : outcome.probes)
    probes.push_back(
        {{"name", probe.name},
         {"bytes", probe.bytes.size()},
         {"sha256", probe.taken ? ordered_json(sha256(probe.bytes)) : ordered_json(nullptr)},
         {"check", check_json(probe.check)}});
  const auto steps = static_cast<double>(outcome.total.steps);
  ordered_json result = {
      {"schema", "tessera.result/1"},
      {"model", outcome.model},
      {"system", outcome.system},
      {"engine", outcome.engine},
      {"firmware", outcome.firmware.kind},
      {"requant", outcome.requant},
      {"constant_rule", outcome.rule},
      {"macs", outcome.total.macs},
      {"cycles", outcome.cycles},
      {"clock_mhz", outcome.clock_mhz},
      {"latency_ms", outcome.latency_ms()},
      {"mac_utilization", outcome.mac_utilization()},
      {"memory",
       {{"read_bytes", outcome.read_bytes},
        {"write_bytes", outcome.write_bytes},
        {"dram", dram_json(outcome.dram)}}},
      {"energy_uj", nullptr},  // by price_result
      {"check", check_json(outcome.check)},
      {"outputs", outputs_json(outcome)},
      {"probes", probes},
      {"layers", layers_json(outcome)},
      {"parts", parts_json(outcome)},
      {"bound", bound_json(outcome)},
      {"control", control_json(outcome)},
      {"parameter_caching", {{"cycles", outcome.caching_cycles}}},
      {"op_steps_busiest_tile", {{"unit", outcome.busiest_op}, {"steps", outcome.busiest_steps}}},
      {"ring", {{"packets", outcome.ring_packets}, {"busy_cycles", outcome.ring_busy_cycles}}},
      {"actions", actions(outcome.total)},
      {"units", units_json(outcome)},
      {"energy",
       {{"actions", actions_json(outcome.actions)}, {"machine", machine_json(outcome.machine)}}},
      {"simulator",
       {{"wall_s", outcome.wall_s},
        {"load_s", outcome.load_s},
        {"compile_s", outcome.compile_s},
        {"steps", outcome.total.steps},
        {"host_steps_per_s", outcome.wall_s > 0 ? steps / outcome.wall_s : 0},
        {"host_mac_per_s",
         outcome.wall_s > 0 ? static_cast<double>(outcome.total.macs) / outcome.wall_s : 0}}}};
  price_result(result, outcome.energy_table);
  return result;
}

}  // namespace tessera::sim
