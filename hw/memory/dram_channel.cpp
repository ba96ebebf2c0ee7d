// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/dram_channel.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace tessera::hw {

DramChannel::DramChannel(const spec::MemoryConfig& config)
    : config_(config.queue), rules_(config), hits_(std::size_t{config.ranks} * config.banks()) {
  entries_.resize(config_.read_entries + config_.write_entries);
  for (std::size_t i = entries_.size(); i-- > 0;) free_.push_back(static_cast<Index>(i));
  for (Queue& queue : queues_) {
    queue.by_bank.resize(hits_.size());
    queue.choices.resize(hits_.size());
  }
  shared_.resize(rules_.groups());
}

bool DramChannel::has_room(bool write) const {
  return queues_[write].size < (write ? config_.write_entries : config_.read_entries);
}

DramChannel::Index DramChannel::find(bool write, const DramPlace& place) const {
  for (const Index index : queues_[write].by_bank[place.bank])
    if (entries_[index].burst.place == place) return index;
  return kNone;
}

void DramChannel::push(const Burst& burst) {
  last_arrival_ = std::max(last_arrival_, burst.arrival);
  // A waiting write has the newest bytes: reads take them from there, another write replaces them.
  if (find(true, burst.place) != kNone) {
    ++(burst.write ? stats_.merged : stats_.forwarded);
    if (burst.ticket != kDirect) done_.push_back({burst.ticket, burst.arrival});
    if (burst.ticket == kDirect && !burst.write) direct_end_ = std::max(direct_end_, burst.arrival);
    return;
  }
  const Index index = free_.back();
  free_.pop_back();
  entries_[index] = {burst, order_++, kNone, false};
  if (burst.write) {
    // Its posted completion must not let it overtake an older read of the same bytes.
    entries_[index].after = find(false, burst.place);
    if (burst.ticket != kDirect) done_.push_back({burst.ticket, burst.arrival});
  } else if (burst.ticket == kDirect) {
    ++direct_waiting_;
  }
  Queue& queue = queues_[burst.write];
  queue.by_bank[burst.place.bank].push_back(index);
  queue.busy_banks |= std::uint64_t{1} << burst.place.bank;
  queue.choices[burst.place.bank].entry = kNone;
  ++queue.size;
  next_.reset();
}

/// Writes start at the high watermark, or when there is nothing to read and more than the low one
/// wait; they end at the low one.
void DramChannel::choose_direction() {
  const std::size_t reads = queues_[0].size;
  const std::size_t writes = queues_[1].size;
  const std::size_t low = flushing_ ? 0 : config_.write_low;
  const bool drain = writes > low && (draining_ || writes >= config_.write_high || (reads == 0));
  if (drain == draining_) return;
  draining_ = drain;
  // A direction is decided now; its commands cannot have gone earlier.
  direction_since_ = std::max(last_column_, drain ? last_arrival_ : 0);
  stats_.write_batches += drain ? 1 : 0;
}

/// The request that a bank works on: the oldest to its open row, else the oldest.
DramChannel::Index DramChannel::choose(const Queue& queue, std::uint32_t bank) const {
  const std::uint32_t open_row = rules_.open_row(bank);
  Index oldest = kNone;
  for (const Index index : queue.by_bank[bank]) {
    const Entry& entry = entries_[index];
    if (entry.after != kNone) continue;
    if (oldest == kNone) oldest = index;
    if (entry.burst.place.row != open_row) continue;
    if (index == oldest || hits_[bank] < config_.hit_limit) oldest = index;
    break;
  }
  return oldest;
}

DramChannel::Choice DramChannel::command_for(std::uint32_t bank, Index index) const {
  // In one cycle columns go first, they keep the bus busy; then the oldest.
  constexpr std::uint64_t kActivate = std::uint64_t{1} << 62;
  constexpr std::uint64_t kPrecharge = std::uint64_t{2} << 62;
  const Entry& entry = entries_[index];
  const Burst& burst = entry.burst;
  const std::uint32_t open_row = rules_.open_row(bank);
  if (open_row == burst.place.row)
    return {std::max(burst.arrival, rules_.own_column(bank, burst.write)), entry.order, index,
            burst.write ? DramCommandKind::kWrite : DramCommandKind::kRead};
  if (open_row == DramRules::kClosed)
    return {std::max(burst.arrival, rules_.own_activate(bank)), kActivate | entry.order, index,
            DramCommandKind::kActivate};
  return {std::max(burst.arrival, rules_.own_precharge(bank)), kPrecharge | entry.order, index,
          DramCommandKind::kPrecharge};
}

/// Reads are always next; writes, when a batch is near.
bool DramChannel::prepares_other() const {
  return draining_ || queues_[1].size * 4 >= std::size_t{config_.write_high} * 3;
}

void DramChannel::find_lowest(Queue& queue, std::uint64_t banks, bool rows_only, Next& first) {
  for (; banks != 0; banks &= banks - 1) {
    const auto bank = static_cast<std::uint32_t>(std::countr_zero(banks));
    Choice& choice = queue.choices[bank];
    if (choice.entry == kNone) {
      const Index entry = choose(queue, bank);
      if (entry == kNone) continue;  // waits for an older read
      choice = command_for(bank, entry);
    }
    if (rows_only && choice.kind != DramCommandKind::kActivate &&
        choice.kind != DramCommandKind::kPrecharge)
      continue;
    const DramCycle when =
        std::max(choice.own, shared_[rules_.group_of(bank)][static_cast<std::size_t>(choice.kind)]);
    if (when < first.when || (when == first.when && choice.rank < first.rank))
      first = {when, choice.rank, bank, choice.entry, choice.kind};
  }
}

DramChannel::Next DramChannel::best() {
  for (std::uint32_t group = 0; group < shared_.size(); ++group)
    shared_[group] = {std::max(direction_since_, rules_.group_activate(group)), direction_since_,
                      std::max(direction_since_, rules_.group_column(group, false)),
                      std::max(direction_since_, rules_.group_column(group, true))};
  Next first;
  Queue& queue = active();
  find_lowest(queue, queue.busy_banks, false, first);
  if (first.entry == kNone || !prepares_other()) return first;
  // Rows of the other direction are opened in banks that have nothing left to do in this one, so
  // that the bus does not wait for them after the turn.
  Queue& other = queues_[draining_ ? 0 : 1];
  find_lowest(other, other.busy_banks & ~queue.busy_banks, true, first);
  return first;
}

DramCycle DramChannel::next_command() {
  if (next_) return next_->when;
  choose_direction();
  Next choice = best();
  if (choice.entry == kNone && draining_) {  // all wait for older reads
    draining_ = false;
    direction_since_ = last_column_;
    choice = best();
  }
  while (choice.when != kNever && rules_.refresh_due() <= choice.when) {
    while (rules_.refresh_due() <= choice.when) refresh();
    choice = best();
  }
  if (choice.entry == kNone) return kNever;
  next_ = choice;
  return choice.when;
}

void DramChannel::refresh() {
  const DramCycle when = rules_.refresh();
  ++stats_.refreshes;
  for (std::uint32_t bank = 0; bank < hits_.size(); ++bank) forget_choice(bank);
  observe(DramCommandKind::kRefresh, when, 0, 0);
}

void DramChannel::forget_choice(std::uint32_t bank) {
  for (Queue& queue : queues_) queue.choices[bank].entry = kNone;
}

void DramChannel::count_row(Entry& entry) {
  if (std::exchange(entry.met_row, true)) return;
  const std::uint32_t open_row = rules_.open_row(entry.burst.place.bank);
  ++(open_row == entry.burst.place.row ? stats_.row_hits
     : open_row == DramRules::kClosed  ? stats_.row_misses
                                       : stats_.row_conflicts);
}

void DramChannel::step() {
  if (next_command() == kNever) return;
  const Next choice = *next_;
  next_.reset();
  Entry& entry = entries_[choice.entry];
  count_row(entry);
  observe(choice.kind, choice.when, choice.bank, entry.burst.place.row);
  switch (choice.kind) {
    case DramCommandKind::kPrecharge:
      ++stats_.precharges;
      rules_.precharge(choice.bank, choice.when);
      forget_choice(choice.bank);
      break;
    case DramCommandKind::kActivate:
      ++stats_.activates;
      rules_.activate(choice.bank, entry.burst.place.row, choice.when);
      hits_[choice.bank] = 0;
      forget_choice(choice.bank);
      break;
    case DramCommandKind::kRead:
    case DramCommandKind::kWrite:
      ++hits_[choice.bank];
      last_column_ = std::max(last_column_, choice.when);
      finish(choice.entry, rules_.column(choice.bank, entry.burst.write, choice.when));
      break;
    case DramCommandKind::kRefresh:
      break;
  }
}

void DramChannel::finish(Index index, DramCycle data_end) {
  const Burst burst = entries_[index].burst;
  const std::uint32_t bank = burst.place.bank;
  Queue& queue = queues_[burst.write];
  auto& list = queue.by_bank[bank];
  if (list.front() == index) hits_[bank] = 0;  // nothing older was passed
  list.erase(std::ranges::find(list, index));
  if (list.empty()) queue.busy_banks &= ~(std::uint64_t{1} << bank);
  forget_choice(bank);
  --queue.size;
  free_.push_back(index);
  ++(burst.write ? stats_.writes : stats_.reads);
  if (burst.write) return;
  for (const Index write : queues_[1].by_bank[bank])
    if (entries_[write].after == index) {
      entries_[write].after = kNone;
      queues_[1].choices[bank].entry = kNone;
    }
  if (burst.ticket == kDirect) {
    --direct_waiting_;
    direct_end_ = std::max(direct_end_, data_end);
  } else {
    done_.push_back({burst.ticket, data_end});
  }
}

/// What the queues and the scheduler would come to, without them: with one read to an open row
/// there is nothing to choose between, unless writes are at work or a refresh comes first.
std::optional<DramCycle> DramChannel::read_alone(const DramPlace& place, DramCycle arrival) {
  if (queues_[0].size != 0 || draining_ || queues_[1].size >= config_.write_high ||
      prepares_other() || rules_.open_row(place.bank) != place.row || find(true, place) != kNone)
    return std::nullopt;
  const DramCycle when = std::max({arrival, direction_since_, rules_.own_column(place.bank, false),
                                   rules_.group_column(rules_.group_of(place.bank), false)});
  if (rules_.refresh_due() <= when) return std::nullopt;
  last_arrival_ = std::max(last_arrival_, arrival);
  last_column_ = std::max(last_column_, when);
  hits_[place.bank] = 0;
  next_.reset();
  forget_choice(place.bank);
  ++order_;
  ++stats_.reads;
  ++stats_.row_hits;
  observe(DramCommandKind::kRead, when, place.bank, place.row);
  return rules_.column(place.bank, false, when);
}

void DramChannel::advance(DramCycle until) {
  while (next_command() <= until) step();
}

DramCycle DramChannel::run_direct() {
  // Also runs write batches that are due, so that a writer alone meets a full bus, too.
  while (direct_waiting_ > 0) step();
  return std::exchange(direct_end_, 0);
}

void DramChannel::flush() {
  flushing_ = true;
  next_.reset();
  while (next_command() != kNever) step();
  flushing_ = false;
}

}  // namespace tessera::hw
