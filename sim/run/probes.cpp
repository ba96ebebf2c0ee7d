// SPDX-License-Identifier: Apache-2.0
#include "sim/run/probes.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace tessera::sim {
namespace {

bool has_sequence(const spec::Command& command, std::uint32_t sequence) {
  for (const spec::CommandField& field : command.format->fields)
    if (std::string_view(field.name) == "sequence")
      return spec::field_value(command, field) == sequence;
  return false;
}

}  // namespace

Probes::Probes(std::vector<ProbeSpec> specs) : specs_(std::move(specs)) {
  for (const ProbeSpec& spec : specs_) reports_.push_back({spec.name, {}, false, {}});
}

void Probes::look(const hw::Worker& worker, const spec::Command& command) {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    const ProbeSpec& spec = specs_[i];
    if (reports_[i].taken || !has_sequence(command, spec.sequence)) continue;
    const std::uint32_t columns = accelerator_->context().config.grid.columns;
    const std::string tile = fmt::format("{}.tile_{}_{}.", accelerator_->name(),
                                         spec.tile / columns, spec.tile % columns);
    if (!std::string_view(worker.name()).starts_with(tile)) continue;
    workloads::Bytes bytes(spec.bytes);
    bytes.resize(accelerator_->peek(spec.space, spec.tile, spec.address, bytes));
    reports_[i].bytes = std::move(bytes);
    reports_[i].taken = true;
  }
}

}  // namespace tessera::sim
