// SPDX-License-Identifier: Apache-2.0
// One DRAM channel: bounded queues of bursts, and the scheduler that turns them into commands.
#pragma once

#include "hw/memory/address_map.h"
#include "hw/memory/dram_rules.h"
#include "hw/memory/dram_stats.h"

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace tessera::hw {

enum class DramCommandKind : std::uint8_t { kActivate, kPrecharge, kRead, kWrite, kRefresh };

/// For observers: traces, and tests that check the rules a second time.
struct DramCommand {
  DramCommandKind kind{};
  DramCycle when = 0;
  std::uint32_t bank = 0;  // of a refresh: not said
  std::uint32_t row = 0;
};

/// First ready, first come first served (FR-FCFS): of all banks that have work, the command that
/// may go first goes first; in a bank, requests to the open row pass older ones, up to `hit_limit`.
/// Reads come first; writes wait and are done in batches between two watermarks, so that the bus
/// rarely turns around. Open-row policy.
///
/// Nothing happens per cycle: each step finds the next command and its time, so the cost is that of
/// one to three commands per burst.
class DramChannel {
 public:
  /// Ticket of bursts that are asked for with `run_direct`.
  static constexpr std::uint64_t kDirect = std::numeric_limits<std::uint64_t>::max();
  static constexpr DramCycle kNever = std::numeric_limits<DramCycle>::max();

  struct Burst {
    std::uint64_t ticket = 0;
    DramPlace place;
    bool write = false;
    DramCycle arrival = 0;
  };
  struct Done {
    std::uint64_t ticket = 0;
    DramCycle when = 0;
  };

  explicit DramChannel(const spec::MemoryConfig& config);

  [[nodiscard]] bool has_room(bool write) const;
  /// Takes a burst; there must be room. A write is done when it is taken, and so is a read that
  /// finds its burst in the write queue.
  void push(const Burst& burst);

  /// push and run_direct of one read, for the commonest case: it is alone and finds its row open.
  /// Nothing if the case is another; then nothing has changed.
  [[nodiscard]] std::optional<DramCycle> read_alone(const DramPlace& place, DramCycle arrival);

  /// The next command's time; kNever if there is nothing to do.
  [[nodiscard]] DramCycle next_command();
  /// Issues the next command.
  void step();
  /// Issues all commands up to `until`.
  void advance(DramCycle until);
  /// Issues commands until all kDirect reads are served; the end of the last one's data since the
  /// call before, 0 if there was none.
  [[nodiscard]] DramCycle run_direct();
  /// Issues commands until the write queue is empty.
  void flush();
  /// Time of the last column command: when room appeared.
  [[nodiscard]] DramCycle last_column() const { return last_column_; }

  /// Bursts finished since the last call, with the time of their last data (in the future, often).
  [[nodiscard]] std::vector<Done>& done() { return done_; }
  [[nodiscard]] const DramStats& stats() const { return stats_; }
  void on_command(std::function<void(const DramCommand&)> observer) {
    observer_ = std::move(observer);
  }

 private:
  using Index = std::uint16_t;
  static constexpr Index kNone = std::numeric_limits<Index>::max();

  struct Entry {
    Burst burst;
    std::uint64_t order = 0;
    Index after = kNone;   // a read of the same burst that came before this write
    bool met_row = false;  // hit, miss or conflict is counted
  };
  /// A bank's next command; `own` is the bank's and the request's part of its time.
  struct Choice {
    DramCycle own = 0;
    std::uint64_t rank = 0;  // decides between commands of one cycle: lower first
    Index entry = kNone;
    DramCommandKind kind{};
  };
  struct Next {
    DramCycle when = kNever;
    std::uint64_t rank = 0;
    std::uint32_t bank = 0;
    Index entry = kNone;
    DramCommandKind kind{};
  };
  /// What the banks of a group share, by kind of command.
  using Shared = std::array<DramCycle, 4>;
  struct Queue {
    std::vector<std::vector<Index>> by_bank;  // oldest first
    std::vector<Choice> choices;              // per bank; entry kNone: to be found again
    std::uint64_t busy_banks = 0;             // bit per bank
    std::size_t size = 0;
  };
  [[nodiscard]] Queue& active() { return queues_[draining_ ? 1 : 0]; }
  [[nodiscard]] Index find(bool write, const DramPlace& place) const;
  [[nodiscard]] Index choose(const Queue& queue, std::uint32_t bank) const;
  [[nodiscard]] Choice command_for(std::uint32_t bank, Index index) const;
  void find_lowest(Queue& queue, std::uint64_t banks, bool rows_only, Next& first);
  [[nodiscard]] bool prepares_other() const;
  [[nodiscard]] Next best();
  void choose_direction();
  void forget_choice(std::uint32_t bank);
  void finish(Index index, DramCycle data_end);
  void count_row(Entry& entry);
  void refresh();
  void observe(DramCommandKind kind, DramCycle when, std::uint32_t bank, std::uint32_t row) const {
    if (observer_) observer_({kind, when, bank, row});
  }

  spec::MemoryQueueConfig config_;
  DramRules rules_;
  std::vector<Entry> entries_;
  std::vector<Index> free_;
  std::array<Queue, 2> queues_;      // [write]
  std::vector<std::uint32_t> hits_;  // per bank, since its row was opened or an older one left
  std::vector<Shared> shared_;       // per group, for `best`
  std::optional<Next> next_;         // found already
  bool draining_ = false;
  bool flushing_ = false;
  DramCycle direction_since_ = 0;
  DramCycle last_column_ = 0;
  DramCycle last_arrival_ = 0;
  std::uint64_t order_ = 0;
  std::size_t direct_waiting_ = 0;
  DramCycle direct_end_ = 0;
  std::vector<Done> done_;
  DramStats stats_;
  std::function<void(const DramCommand&)> observer_;
};

}  // namespace tessera::hw
