// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/unit.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace tessera::hw {
namespace {

/// Name and sequence number of a command, for reports.
std::string title(const spec::Command& command) {
  for (const spec::CommandField& field : command.format->fields)
    if (std::string_view(field.name) == "sequence")
      return fmt::format("{} #{}", command.format->name, spec::field_value(command, field));
  return command.format->name;
}

}  // namespace

Unit::Unit(const sc_core::sc_module_name& name, const AcceleratorContext& context,
           std::size_t depth)
    : Worker(name, context), depth_(depth) {}

void Unit::push(CommandRef command) {
  queue_.push_back(std::move(command));
  pushed_.notify();
}

void Unit::work() {
  for (;;) {
    while (queue_.empty()) wait(pushed_);
    catch_up(Activity::kIdle);
    const CommandRef command = queue_.front();
    ++stats().commands;
    if (context().on_command) context().on_command(*this, *command);
    try {
      execute(*command);
    } catch (const CommandFault& fault) {
      stop_on_fault(fmt::format("{}: {}: {}", name(), title(*command), fault.what()));
    }
    meet_kernel();
    if (context().on_done) context().on_done(*this, *command);
    queue_.pop_front();
    progress_.notify();
  }
}

std::string Unit::state() const {
  if (queue_.empty()) return "idle";
  return fmt::format("{}: {} (cycle {}, {} more queued)", title(*queue_.front()), blocked_text(),
                     now(), queue_.size() - 1);
}

}  // namespace tessera::hw
