// SPDX-License-Identifier: Apache-2.0
// When a command of a DRAM channel may go: the timing rules of JEDEC's parts, as earliest times.
#pragma once

#include "hw/spec/memory_config.h"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace tessera::hw {

/// Cycles of the memory's command clock.
using DramCycle = std::uint64_t;

/// State of all banks, ranks and the data bus of one channel. Every rule is kept as "not before";
/// issuing a command pushes those times on. The command bus itself is not a limit: a burst holds
/// the data bus for longer than its commands need (two cycles of HBM: column commands have a bus of
/// their own there).
class DramRules {
 public:
  explicit DramRules(const spec::MemoryConfig& config);

  static constexpr std::uint32_t kClosed = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] std::uint32_t open_row(std::uint32_t bank) const { return banks_[bank].open_row; }

  /// A command's earliest time is the later of its bank's own, which only commands of that bank
  /// and refreshes change, and of what all banks of a group have in common.
  [[nodiscard]] DramCycle own_activate(std::uint32_t bank) const { return banks_[bank].activate; }
  [[nodiscard]] DramCycle own_precharge(std::uint32_t bank) const { return banks_[bank].precharge; }
  [[nodiscard]] DramCycle own_column(std::uint32_t bank, bool write) const {
    return banks_[bank].column[write];
  }
  [[nodiscard]] DramCycle group_activate(std::uint32_t group) const;
  [[nodiscard]] DramCycle group_column(std::uint32_t group, bool write) const;
  [[nodiscard]] std::uint32_t groups() const { return static_cast<std::uint32_t>(groups_.size()); }
  [[nodiscard]] std::uint32_t group_of(std::uint32_t bank) const { return bank >> bank_shift_; }

  void activate(std::uint32_t bank, std::uint32_t row, DramCycle when);
  void precharge(std::uint32_t bank, DramCycle when);
  /// Returns the cycle after the last data on the bus.
  DramCycle column(std::uint32_t bank, bool write, DramCycle when);

  /// When the next refresh is due.
  [[nodiscard]] DramCycle refresh_due() const { return refresh_due_; }
  /// Does the refresh that is due, as soon as the banks in question can be closed; returns its
  /// begin.
  DramCycle refresh();

 private:
  struct Bank {
    std::uint32_t open_row = kClosed;
    DramCycle activate = 0;
    DramCycle precharge = 0;
    std::array<DramCycle, 2> column{};  // [write]: after the activate
  };
  struct Group {
    DramCycle activate = 0;
    std::array<DramCycle, 2> column{};
  };
  struct Rank {
    DramCycle activate = 0;
    std::array<DramCycle, 4> last_activates{};  // plus one, so that 0 is never
    unsigned next_activate = 0;
    std::array<DramCycle, 2> column{};
    DramCycle refresh_due = 0;
    std::uint32_t refresh_bank = 0;
  };

  [[nodiscard]] std::uint32_t rank_of(std::uint32_t bank) const { return bank >> rank_shift_; }
  [[nodiscard]] DramCycle close_for_refresh(std::uint32_t bank, DramCycle not_before);
  void find_next_refresh();

  spec::DramTimingConfig timing_;
  unsigned bank_shift_;
  unsigned rank_shift_;
  unsigned group_rank_shift_;  // from a group's number to its rank's
  DramCycle refresh_step_;     // between refreshes of a rank
  std::vector<Bank> banks_;
  std::vector<Group> groups_;
  std::vector<Rank> ranks_;
  std::array<DramCycle, 2> column_{};  // whole channel, other ranks included
  DramCycle refresh_due_ = 0;
  std::uint32_t refresh_rank_ = 0;
};

}  // namespace tessera::hw
