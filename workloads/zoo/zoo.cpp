// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/zoo.h"

#include "workloads/error.h"
#include "workloads/zoo/assemble.h"
#include "workloads/zoo/expand.h"
#include "workloads/zoo/network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tessera::workloads {
namespace zoo {

std::vector<Network> all_networks() {
  std::vector<Network> all;
  for (const auto family :
       {mobilenet_v1_networks(), mobilenet_v2_networks(), mobilenet_v3_networks(),
        mobilenet_v4_networks(), edgetpu_networks(), multi_hardware_networks(),
        mobileone_networks(), resnet_networks(), detection_networks(), segmentation_networks(),
        stack_networks(), fully_connected_networks()}) {
    all.insert(all.end(), family.begin(), family.end());
  }
  return all;
}

}  // namespace zoo

std::vector<ZooEntry> zoo_models() {
  std::vector<ZooEntry> entries;
  for (const auto& network : zoo::all_networks()) {
    ZooEntry entry{.name = std::string(network.name),
                   .description = std::string(network.description),
                   .input = {1, network.input.height, network.input.width, network.input.channels},
                   .parameters = 0,
                   .macs = 0,
                   .published_parameters_m = network.published.parameters_m,
                   .published_macs_m = network.published.macs_m,
                   .source = std::string(network.published.source)};
    for (const auto& layer : zoo::expand(network)) {
      entry.parameters += layer.parameters;
      entry.macs += layer.macs;
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

Graph build_zoo_model(std::string_view name, std::uint64_t seed) {
  const auto networks = zoo::all_networks();
  const auto found = std::ranges::find(networks, name, &zoo::Network::name);
  if (found == networks.end()) {
    std::vector<std::string_view> names;
    std::ranges::transform(networks, std::back_inserter(names), &zoo::Network::name);
    throw UsageError(
        fmt::format("no network \"{}\" in the zoo, allowed: {}", name, fmt::join(names, ", ")));
  }
  return zoo::assemble(*found, seed);
}

}  // namespace tessera::workloads
