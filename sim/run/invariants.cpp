// SPDX-License-Identifier: Apache-2.0
#include "sim/run/invariants.h"

#include <fmt/format.h>

#include <stdexcept>

namespace tessera::sim {
namespace {

/// Layers and the rest against the whole, by the prices of the run's table.
std::string energy_fault(const RunOutcome& outcome) {
  const hw::PriceList prices(outcome.energy_table, spec::EnergyBand::kTypical, outcome.machine);
  const hw::Energy whole = prices.price(outcome.actions, outcome.cycles);
  hw::ActionCounts of_layers;
  std::uint64_t cycles = 0;
  hw::Energy sum;
  for (const LayerReport& layer : outcome.layers) {
    const std::uint64_t own = layer.on_host() ? 0 : layer.cycles;
    sum += prices.price(layer.actions, own);
    of_layers += layer.actions;
    cycles += own;
  }
  if (cycles > outcome.cycles)
    return fmt::format("layers have {} cycles, the run {}", cycles, outcome.cycles);
  try {
    sum += prices.price(outcome.actions.without(of_layers), outcome.cycles - cycles);
  } catch (const std::logic_error& error) {
    return fmt::format("layers: {}", error.what());
  }
  if (sum.part != whole.part || sum.total() != whole.total())
    return fmt::format("energies of the parts sum to {} aJ, the whole is {}", sum.total(),
                       whole.total());
  return {};
}

}  // namespace

std::vector<std::string> broken_invariants(const RunOutcome& outcome,
                                           std::uint64_t least_read_bytes) {
  std::vector<std::string> broken;
  if (static_cast<double>(outcome.total.macs) >
      static_cast<double>(outcome.cycles) * outcome.peak_macs_per_cycle)
    broken.push_back(fmt::format("{} MACs in {} cycles, the array does {} per cycle",
                                 outcome.total.macs, outcome.cycles, outcome.peak_macs_per_cycle));
  if (outcome.read_bytes < least_read_bytes)
    broken.push_back(fmt::format("{} bytes read, instructions and inputs have {}",
                                 outcome.read_bytes, least_read_bytes));
  for (const UnitReport& unit : outcome.units) {
    std::uint64_t cycles = 0;
    for (const std::uint64_t part : unit.stats.cycles) cycles += part;
    if (cycles != outcome.cycles) {
      broken.push_back(fmt::format("{}: activities sum to {} cycles, the run has {}", unit.name,
                                   cycles, outcome.cycles));
      break;
    }
  }
  if (std::string fault = energy_fault(outcome); !fault.empty()) broken.push_back(std::move(fault));
  return broken;
}

}  // namespace tessera::sim
