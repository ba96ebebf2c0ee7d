// SPDX-License-Identifier: Apache-2.0
#include "sim/result/summary.h"

#include "sim/result/figure_text.h"
#include "sim/result/sha256.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace tessera::sim {
namespace {

/// One line per kind of unit: the busiest of its instances.
std::string unit_table(const RunOutcome& outcome) {
  std::vector<std::string> order;
  std::map<std::string, const UnitReport*> busiest;
  for (const UnitReport& unit : outcome.units) {
    const std::string kind = unit_kind(unit.name);
    const UnitReport*& best = busiest[kind];
    if (best == nullptr) order.push_back(kind);
    if (best == nullptr || unit.stats[hw::Activity::kBusy] > best->stats[hw::Activity::kBusy])
      best = &unit;
  }
  std::string text =
      fmt::format("  {:<26} {:>8} {:>7} {:>9} {:>11} {:>7}\n", "busiest unit of its kind",
                  "commands", "busy", "wait sync", "wait medium", "idle");
  const double total = std::max<double>(static_cast<double>(outcome.cycles), 1);
  for (const std::string& kind : order) {
    const UnitReport& unit = *busiest[kind];
    if (unit.stats.commands == 0) continue;
    const auto share = [&](hw::Activity activity) {
      return 100 * static_cast<double>(unit.stats[activity]) / total;
    };
    text += fmt::format("  {:<26} {:>8} {:>6.1f}% {:>8.1f}% {:>10.1f}% {:>6.1f}%\n", unit.name,
                        unit.stats.commands, share(hw::Activity::kBusy), share(hw::Activity::kSync),
                        share(hw::Activity::kMedium), share(hw::Activity::kIdle));
  }
  return text;
}

/// Where the time went, by kind of operator; the shares sum to 100 %.
std::string time_by_operator(const RunOutcome& outcome) {
  std::map<std::string, std::uint64_t> cycles;
  for (const LayerReport& layer : outcome.layers)
    if (!layer.on_host()) cycles[layer.op] += layer.cycles;
  std::vector<std::pair<std::string, std::uint64_t>> kinds(cycles.begin(), cycles.end());
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::uint64_t> parts;
  for (const auto& kind : kinds) parts.push_back(kind.second);
  const std::vector<std::uint64_t> shares = tenths(parts);
  std::string text = "  time     ";
  for (std::size_t i = 0; i < kinds.size(); ++i)
    text += fmt::format("{} {} {}", i == 0 ? "" : ",", kinds[i].first, per_cent(shares[i]));
  return text + "\n";
}

std::string slowest_layers(const RunOutcome& outcome) {
  constexpr std::size_t kShown = 5;
  std::vector<const LayerReport*> order;
  for (const LayerReport& layer : outcome.layers)
    if (!layer.on_host()) order.push_back(&layer);
  std::stable_sort(order.begin(), order.end(), [](const LayerReport* a, const LayerReport* b) {
    return a->cycles > b->cycles;
  });
  order.resize(std::min(order.size(), kShown));
  std::string text = fmt::format("  {:<40} {:<18} {:>10} {:>7} {:>6}\n", "slowest layers",
                                 "operator", "cycles", "share", "MACs");
  for (const LayerReport* layer : order)
    text += fmt::format("  {:<40} {:<18} {:>10} {:>6.1f}% {:>5.1f}%\n", layer->name.substr(0, 40),
                        layer->op, grouped(layer->cycles),
                        100 * static_cast<double>(layer->cycles) /
                            std::max(static_cast<double>(outcome.cycles), 1.0),
                        100 * outcome.utilization(*layer));
  return text;
}

/// Operators that the accelerator lacks, with what they cost the control core.
std::string host_operators(const RunOutcome& outcome) {
  std::string text;
  for (const LayerReport& layer : outcome.layers)
    if (layer.on_host())
      text += fmt::format("  on the control core: {} ({}), {} of its cycles\n", layer.name,
                          layer.op, grouped(layer.cycles));
  return text;
}

std::string top_classes(const NamedTensor& output, const std::vector<std::string>& labels) {
  const auto long_dims =
      std::count_if(output.shape.begin(), output.shape.end(), [](std::int32_t d) { return d > 1; });
  if (long_dims != 1 || output.bytes.size() < 2 ||
      (output.dtype != "uint8" && output.dtype != "int8"))
    return {};
  std::vector<std::size_t> order(output.bytes.size());
  std::iota(order.begin(), order.end(), 0);
  const auto value = [&](std::size_t i) {
    return output.dtype == "int8" ? static_cast<std::int8_t>(output.bytes[i])
                                  : int{output.bytes[i]};
  };
  const std::size_t shown = std::min<std::size_t>(3, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                    [&](std::size_t a, std::size_t b) {
                      return value(a) != value(b) ? value(a) > value(b) : a < b;
                    });
  std::string text;
  for (std::size_t i = 0; i < shown; ++i)
    text += fmt::format("{}{} = {}{}", i == 0 ? "  largest   " : ", ", order[i], value(order[i]),
                        order[i] < labels.size() ? " (" + labels[order[i]] + ")" : "");
  return text + "\n";
}

std::string check_line(const CheckReport& check) {
  const std::string how = check.method == "bytes"
                              ? fmt::format("reference executor, {} constants", check.rule)
                              : "float32 evaluation";
  return fmt::format("{} of {} elements differ, largest difference {:.3g} steps; {} of {}\n",
                     grouped(check.mismatches), grouped(check.elements), check.largest_difference,
                     how, check.reference);
}

std::string energy_line(const RunOutcome& outcome) {
  using spec::EnergyBand;
  const auto energy = [&](EnergyBand band) {
    return hw::PriceList(outcome.energy_table, band, outcome.machine)
        .price(outcome.actions, outcome.cycles);
  };
  const auto microjoules = [](hw::Attojoules value) { return static_cast<double>(value) * 1e-12; };
  const hw::Energy typical = energy(EnergyBand::kTypical);
  std::vector<std::size_t> order(hw::kEnergyComponents);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](auto a, auto b) { return typical.part[a] > typical.part[b]; });
  std::string largest;
  for (std::size_t i = 0; i < 3; ++i)
    largest += fmt::format("{}{} {:.0f}%", i == 0 ? "" : ", ",
                           hw::to_string(static_cast<hw::EnergyComponent>(order[i])),
                           100 * static_cast<double>(typical.part[order[i]]) /
                               static_cast<double>(std::max<hw::Attojoules>(typical.total(), 1)));
  return fmt::format("  energy    {:.0f} uJ ({:.0f} to {:.0f}) by table {}: {}\n",
                     microjoules(typical.total()), microjoules(energy(EnergyBand::kLow).total()),
                     microjoules(energy(EnergyBand::kHigh).total()), outcome.energy_table.name,
                     largest);
}

}  // namespace

std::string summary(const RunOutcome& outcome, const std::vector<std::string>& labels) {
  std::string text =
      fmt::format("{} on {}, engine {}, {} firmware, requantization {}\n", outcome.model,
                  outcome.system, outcome.engine, outcome.firmware.kind, outcome.requant);
  text += fmt::format(
      "  latency   {:.3f} ms = {} cycles at {:g} MHz, from the doorbell to the interrupt\n",
      outcome.latency_ms(), grouped(outcome.cycles), outcome.clock_mhz);
  if (outcome.caching_cycles > 0)
    text += fmt::format("  before    {} cycles to cache the parameters, once per model\n",
                        grouped(outcome.caching_cycles));
  text += fmt::format("  op unit   {} steps on the busiest tile ({}), {:.1f}% of the cycles\n",
                      grouped(outcome.busiest_steps), outcome.busiest_op,
                      outcome.cycles > 0 ? 100 * static_cast<double>(outcome.busiest_steps) /
                                               static_cast<double>(outcome.cycles)
                                         : 0);
  text += fmt::format("  MACs      {} in active cells, {:.2f}% of what the array could do\n",
                      grouped(outcome.total.macs), 100 * outcome.mac_utilization());
  text += energy_line(outcome);
  text += fmt::format("  host link {} to the device, {} back\n", bytes_text(outcome.read_bytes),
                      bytes_text(outcome.write_bytes));
  const auto of_accelerator = std::count_if(outcome.layers.begin(), outcome.layers.end(),
                                            [](const auto& layer) { return !layer.on_host(); });
  if (of_accelerator > 1) text += time_by_operator(outcome) + slowest_layers(outcome);
  text += host_operators(outcome);
  text += unit_table(outcome);
  for (const NamedTensor& output : outcome.outputs) {
    std::string shape;
    for (const std::int32_t dim : output.shape)
      shape += fmt::format("{}{}", shape.empty() ? "" : ",", dim);
    text += fmt::format("  output    {} {}[{}]", output.name, output.dtype, shape);
    text += output.bytes.empty() ? std::string(" (not computed by this engine)\n")
                                 : fmt::format(" sha256 {}\n", sha256(output.bytes));
  }
  if (!outcome.outputs.empty()) text += top_classes(outcome.outputs.front(), labels);
  for (const ProbeReport& probe : outcome.probes) {
    text +=
        probe.taken
            ? fmt::format("  probe     {}: {} bytes, sha256 {}\n", probe.name, probe.bytes.size(),
                          sha256(probe.bytes))
            : fmt::format(
                  "  probe     {}: no command with this sequence number was executed on its tile\n",
                  probe.name);
    if (probe.check) text += "            " + check_line(*probe.check);
  }
  if (outcome.check) text += "  check     " + check_line(*outcome.check);
  return text +
         fmt::format(
             "  simulated in {:.2f} s ({:.2f} s to load, {:.2f} s to compile), {:.0f} M MACs per "
             "second\n",
             outcome.wall_s, outcome.load_s, outcome.compile_s,
             outcome.wall_s > 0 ? static_cast<double>(outcome.total.macs) / outcome.wall_s / 1e6
                                : 0);
}

}  // namespace tessera::sim
