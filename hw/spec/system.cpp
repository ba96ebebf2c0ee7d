// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/system.h"

#include "hw/spec/memory_config.h"
#include "hw/spec/system_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace tessera::spec {
namespace {

constexpr std::array<std::string_view, 4> kLinkNames = {"pcie", "usb3", "usb2", "on_chip"};
constexpr std::array<std::string_view, 2> kEncodingNames = {"coral", "wide"};
constexpr std::array<std::string_view, 6> kConfidenceNames = {"verified", "third_party", "derived",
                                                              "assumed",  "fitted",      "choice"};

}  // namespace

std::uint32_t AcceleratorConfig::drain_cycles() const {
  constexpr std::uint32_t kOutputsPerWord = 4;
  const OpTimingConfig& op = timing.op;
  // A step reaches lane l after l / lanes_per_hop hops, and word w needs its last lane; but it has
  // its turn w / output_words_per_cycle cycles after word 0 anyway.
  std::uint32_t skew = 0;
  for (std::uint32_t word = 0; word * kOutputsPerWord < lanes; ++word) {
    const std::uint32_t last_lane = std::min((word + 1) * kOutputsPerWord, lanes) - 1;
    const std::uint32_t hops = last_lane / op.lanes_per_hop;
    const std::uint32_t turn = word / op.output_words_per_cycle;
    skew = std::max(skew, hops - std::min(hops, turn));
  }
  return op.pipeline_cycles + skew;
}

std::vector<EffectiveParameter> effective_parameters(const SystemConfig& system) {
  SystemConfig copy = system;  // the rows' references are to values that may change
  std::vector<EffectiveParameter> rows;
  for (const auto& parameter : system_parameters()) {
    rows.push_back(effective_parameter(system.provenance, "", parameter, copy));
  }
  for (AcceleratorConfig& accelerator : copy.accelerators) {
    for (const auto& parameter : accelerator_parameters()) {
      rows.push_back(effective_parameter(system.provenance,
                                         fmt::format("accelerators.{}.", accelerator.name),
                                         parameter, accelerator));
    }
  }
  if (system.host.memory != kNoMemory)
    for (EffectiveParameter& row : effective_parameters(load_memory(system.host.memory))) {
      row.path = "host.memory." + row.path;
      rows.push_back(std::move(row));
    }
  return rows;
}

std::string_view to_string(LinkKind kind) { return kLinkNames.at(static_cast<std::size_t>(kind)); }

std::string_view to_string(Encoding encoding) {
  return kEncodingNames.at(static_cast<std::size_t>(encoding));
}

std::string_view to_string(Confidence confidence) {
  return kConfidenceNames.at(static_cast<std::size_t>(confidence));
}

}  // namespace tessera::spec
