// SPDX-License-Identifier: Apache-2.0
// What every unit does at a cycle of the kernel, although units run ahead of it.
#pragma once

#include "hw/tile/worker.h"

#include <cstdint>
#include <deque>
#include <unordered_map>

namespace tessera::sim {

class UnitLog {
 public:
  /// As AcceleratorContext::on_activity.
  void active(const hw::Worker& worker, hw::Cycle begin, hw::Activity activity);
  void taken(const hw::Worker& worker, const spec::Command& command);
  void done(const hw::Worker& worker);

  /// At the kernel's cycle `when`, or a later one that nobody has asked about yet.
  [[nodiscard]] hw::Activity activity(const hw::Worker& worker, hw::Cycle when);
  /// Number of the opcode of the command that the unit works on; 0 if there is none.
  [[nodiscard]] std::uint32_t opcode(const hw::Worker& worker) const;
  /// Its sequence number, where the command has one.
  [[nodiscard]] std::uint32_t sequence(const hw::Worker& worker) const;

 private:
  struct Stretch {
    hw::Cycle begin;
    hw::Activity activity;
  };
  struct Entry {
    std::deque<Stretch> stretches;  // each up to the next, the last up to the local cycle
    std::uint32_t opcode = 0;
    std::uint32_t sequence = 0;
  };

  std::unordered_map<const hw::Worker*, Entry> entries_;
};

}  // namespace tessera::sim
