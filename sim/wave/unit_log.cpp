// SPDX-License-Identifier: Apache-2.0
#include "sim/wave/unit_log.h"

#include "hw/spec/command.h"

#include <string_view>

namespace tessera::sim {
namespace {

/// Stretches that may lie ahead of the kernel before old ones are looked for.
constexpr std::size_t kUsual = 64;

template <typename Stretches>
void forget_before(Stretches& stretches, hw::Cycle when) {
  while (stretches.size() > 1 && stretches[1].begin <= when) stretches.pop_front();
}

}  // namespace

void UnitLog::active(const hw::Worker& worker, hw::Cycle begin, hw::Activity activity) {
  auto& stretches = entries_[&worker].stretches;
  // A reset takes a worker back in time.
  while (!stretches.empty() && stretches.back().begin >= begin) stretches.pop_back();
  if (!stretches.empty() && stretches.back().activity == activity) return;
  if (stretches.size() >= kUsual) forget_before(stretches, worker.kernel_cycle());
  stretches.push_back({begin, activity});
}

void UnitLog::taken(const hw::Worker& worker, const spec::Command& command) {
  Entry& entry = entries_[&worker];
  entry.opcode = static_cast<std::uint32_t>(command.format->opcode);
  entry.sequence = 0;
  for (const spec::CommandField& field : command.format->fields)
    if (std::string_view(field.name) == "sequence")
      entry.sequence = static_cast<std::uint32_t>(spec::field_value(command, field));
}

void UnitLog::done(const hw::Worker& worker) {
  Entry& entry = entries_[&worker];
  entry.opcode = entry.sequence = 0;
}

hw::Activity UnitLog::activity(const hw::Worker& worker, hw::Cycle when) {
  if (when >= worker.local_cycle()) return worker.waiting_as();
  auto& stretches = entries_[&worker].stretches;
  forget_before(stretches, when);
  return stretches.empty() || stretches.front().begin > when ? hw::Activity::kIdle
                                                             : stretches.front().activity;
}

std::uint32_t UnitLog::opcode(const hw::Worker& worker) const {
  const auto entry = entries_.find(&worker);
  return entry == entries_.end() ? 0 : entry->second.opcode;
}

std::uint32_t UnitLog::sequence(const hw::Worker& worker) const {
  const auto entry = entries_.find(&worker);
  return entry == entries_.end() ? 0 : entry->second.sequence;
}

}  // namespace tessera::sim
