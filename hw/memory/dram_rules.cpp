// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/dram_rules.h"

#include <algorithm>
#include <bit>

namespace tessera::hw {
namespace {

void push(DramCycle& time, DramCycle to) { time = std::max(time, to); }

/// a - b for a distance that may not be negative.
DramCycle minus(DramCycle a, DramCycle b) { return a > b ? a - b : 0; }

}  // namespace

DramRules::DramRules(const spec::MemoryConfig& config)
    : timing_(config.timing),
      bank_shift_(static_cast<unsigned>(std::countr_zero(config.banks_per_group))),
      rank_shift_(static_cast<unsigned>(std::countr_zero(config.banks()))),
      group_rank_shift_(rank_shift_ - bank_shift_),
      refresh_step_(timing_.refresh_interval_cycles),
      banks_(std::size_t{config.ranks} * config.banks()),
      groups_(std::size_t{config.ranks} * config.bank_groups),
      ranks_(config.ranks) {
  if (timing_.refresh_bank_cycles > 0) refresh_step_ /= config.banks();
  // Staggered, so that not all ranks are away at the same time.
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank)
    ranks_[rank].refresh_due = refresh_step_ * (rank + 1) / ranks_.size();
  find_next_refresh();
}

DramCycle DramRules::group_activate(std::uint32_t group) const {
  const Rank& rank = ranks_[group >> group_rank_shift_];
  const DramCycle fourth = rank.last_activates[rank.next_activate];
  const DramCycle window = fourth == 0 ? 0 : fourth - 1 + timing_.faw_cycles;
  return std::max({groups_[group].activate, rank.activate, window});
}

DramCycle DramRules::group_column(std::uint32_t group, bool write) const {
  return std::max({groups_[group].column[write], ranks_[group >> group_rank_shift_].column[write],
                   column_[write]});
}

void DramRules::activate(std::uint32_t bank, std::uint32_t row, DramCycle when) {
  Bank& state = banks_[bank];
  state.open_row = row;
  state.column = {when + timing_.rcd_read_cycles, when + timing_.rcd_write_cycles};
  push(state.precharge, when + timing_.ras_cycles);
  push(state.activate, when + timing_.ras_cycles + timing_.rp_cycles);
  push(groups_[group_of(bank)].activate, when + timing_.rrd_same_cycles);
  Rank& rank = ranks_[rank_of(bank)];
  push(rank.activate, when + timing_.rrd_other_cycles);
  rank.last_activates[rank.next_activate] = when + 1;
  rank.next_activate = (rank.next_activate + 1) % 4;
}

void DramRules::precharge(std::uint32_t bank, DramCycle when) {
  banks_[bank].open_row = kClosed;
  push(banks_[bank].activate, when + timing_.rp_cycles);
}

DramCycle DramRules::column(std::uint32_t bank, bool write, DramCycle when) {
  Group& group = groups_[group_of(bank)];
  Rank& rank = ranks_[rank_of(bank)];
  const DramCycle burst = timing_.burst_cycles;
  const DramCycle read_latency = timing_.read_latency_cycles;
  const DramCycle write_latency = timing_.write_latency_cycles;

  // Same direction: the data bus, and the column path of the group.
  push(group.column[write], when + std::max<DramCycle>(burst, timing_.ccd_same_cycles));
  push(rank.column[write], when + std::max<DramCycle>(burst, timing_.ccd_other_cycles));
  // Another rank drives the bus after a bubble. This rank must not wait for it, so the channel's
  // own limit is the bus alone where there is but one rank.
  const DramCycle bubble = burst + (ranks_.size() > 1 ? timing_.rtrs_cycles : 0);
  if (ranks_.size() > 1)
    for (Rank& other : ranks_)
      if (&other != &rank) push(other.column[write], when + bubble);

  DramCycle data_end = 0;
  if (write) {
    data_end = when + write_latency + burst;
    push(banks_[bank].precharge, data_end + timing_.wr_cycles);
    push(group.column[0], data_end + timing_.wtr_same_cycles);
    push(rank.column[0], data_end + timing_.wtr_other_cycles);
    push(column_[0], minus(data_end + timing_.rtrs_cycles, read_latency));
  } else {
    data_end = when + read_latency + burst;
    push(banks_[bank].precharge, when + timing_.rtp_cycles);
    push(column_[1], minus(data_end + timing_.rtrs_cycles, write_latency));
  }
  return data_end;
}

DramCycle DramRules::close_for_refresh(std::uint32_t bank, DramCycle not_before) {
  Bank& state = banks_[bank];
  if (state.open_row != kClosed) precharge(bank, std::max(state.precharge, not_before));
  return std::max(state.activate, not_before);
}

DramCycle DramRules::refresh() {
  Rank& rank = ranks_[refresh_rank_];
  const std::uint32_t banks = 1U << rank_shift_;
  const std::uint32_t first = refresh_rank_ << rank_shift_;
  DramCycle begin = rank.refresh_due;
  if (timing_.refresh_bank_cycles > 0) {
    const std::uint32_t bank = first + rank.refresh_bank;
    begin = close_for_refresh(bank, begin);
    push(banks_[bank].activate, begin + timing_.refresh_bank_cycles);
    rank.refresh_bank = (rank.refresh_bank + 1) % banks;
  } else {
    for (std::uint32_t bank = first; bank < first + banks; ++bank)
      begin = std::max(begin, close_for_refresh(bank, rank.refresh_due));
    for (std::uint32_t bank = first; bank < first + banks; ++bank)
      push(banks_[bank].activate, begin + timing_.refresh_all_cycles);
  }
  rank.refresh_due += refresh_step_;
  find_next_refresh();
  return begin;
}

void DramRules::find_next_refresh() {
  const auto next = std::ranges::min_element(ranks_, {}, &Rank::refresh_due);
  refresh_rank_ = static_cast<std::uint32_t>(next - ranks_.begin());
  refresh_due_ = next->refresh_due;
}

}  // namespace tessera::hw
