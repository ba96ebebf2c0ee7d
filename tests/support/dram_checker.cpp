// SPDX-License-Identifier: Apache-2.0
#include "tests/support/dram_checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <optional>

namespace tessera::test {
namespace {

using hw::DramCommand;
using hw::DramCycle;
using Kind = hw::DramCommandKind;

const char* name(Kind kind) {
  switch (kind) {
    case Kind::kActivate:
      return "activate";
    case Kind::kPrecharge:
      return "precharge";
    case Kind::kRead:
      return "read";
    case Kind::kWrite:
      return "write";
    case Kind::kRefresh:
      return "refresh";
  }
  return "?";
}

bool is_column(Kind kind) { return kind == Kind::kRead || kind == Kind::kWrite; }

class Checker {
 public:
  explicit Checker(const spec::MemoryConfig& config) : config_(config), t_(config.timing) {}

  void check(const DramCommand& now) {
    for (const DramCommand& before : window_) {
      const DramCycle least = distance(before, now);
      if (now.when < before.when + least)
        add(fmt::format("{} bank {} at {}: {} after {} bank {} at {}, at least {}", name(now.kind),
                        now.bank, now.when, now.when - before.when, name(before.kind), before.bank,
                        before.when, least));
    }
    rows(now);
    four_activates(now);
    window_.push_back(now);
    while (window_.front().when + 200 < now.when) window_.pop_front();
  }

  std::vector<std::string> problems;

 private:
  [[nodiscard]] std::uint32_t rank(std::uint32_t bank) const { return bank / config_.banks(); }
  [[nodiscard]] std::uint32_t group(std::uint32_t bank) const {
    return bank / config_.banks_per_group;
  }

  /// From the end of one's data to the begin of the other's there is a gap.
  [[nodiscard]] DramCycle data_gap(const DramCommand& a, const DramCommand& b,
                                   DramCycle gap) const {
    const auto latency = [this](Kind kind) -> DramCycle {
      return kind == Kind::kRead ? t_.read_latency_cycles : t_.write_latency_cycles;
    };
    const DramCycle end = latency(a.kind) + t_.burst_cycles + gap;
    return end > latency(b.kind) ? end - latency(b.kind) : 0;
  }

  [[nodiscard]] DramCycle distance(const DramCommand& a, const DramCommand& b) const {
    const bool same_rank = rank(a.bank) == rank(b.bank);
    const bool same_group = group(a.bank) == group(b.bank);
    if (is_column(a.kind) && is_column(b.kind)) {
      DramCycle least = data_gap(a, b, same_rank && a.kind == b.kind ? 0 : t_.rtrs_cycles);
      if (same_rank && a.kind == b.kind)
        least = std::max<DramCycle>(least, same_group ? t_.ccd_same_cycles : t_.ccd_other_cycles);
      if (same_rank && a.kind == Kind::kWrite && b.kind == Kind::kRead)
        least =
            std::max<DramCycle>(least, t_.write_latency_cycles + t_.burst_cycles +
                                           (same_group ? t_.wtr_same_cycles : t_.wtr_other_cycles));
      return least;
    }
    if (a.kind == Kind::kActivate && b.kind == Kind::kActivate && same_rank && a.bank != b.bank)
      return same_group ? t_.rrd_same_cycles : t_.rrd_other_cycles;
    if (a.bank != b.bank) return 0;
    if (a.kind == Kind::kActivate)
      return b.kind == Kind::kRead        ? t_.rcd_read_cycles
             : b.kind == Kind::kWrite     ? t_.rcd_write_cycles
             : b.kind == Kind::kPrecharge ? t_.ras_cycles
             : b.kind == Kind::kActivate  ? t_.ras_cycles + t_.rp_cycles
                                          : 0;
    if (a.kind == Kind::kPrecharge && b.kind == Kind::kActivate) return t_.rp_cycles;
    if (a.kind == Kind::kRead && b.kind == Kind::kPrecharge) return t_.rtp_cycles;
    if (a.kind == Kind::kWrite && b.kind == Kind::kPrecharge)
      return t_.write_latency_cycles + t_.burst_cycles + t_.wr_cycles;
    return 0;
  }

  /// Column commands go to the open row; a closed bank is activated, an open one precharged.
  void rows(const DramCommand& now) {
    if (now.kind == Kind::kRefresh) return;  // closes banks; the trace does not say which
    std::optional<std::uint32_t>& open = open_[now.bank];
    if (is_column(now.kind) && open != now.row)
      add(fmt::format("{} of row {} of bank {} at {}, which is not open", name(now.kind), now.row,
                      now.bank, now.when));
    if (now.kind == Kind::kActivate) open = now.row;
    if (now.kind == Kind::kPrecharge) open.reset();
  }

  void four_activates(const DramCommand& now) {
    if (now.kind != Kind::kActivate) return;
    auto& times = activates_[rank(now.bank)];
    times.push_back(now.when);
    if (times.size() > 4) {
      if (now.when - times.front() < t_.faw_cycles)
        add(fmt::format("fifth activate of a rank at {}, the first at {}", now.when,
                        times.front()));
      times.pop_front();
    }
  }

  void add(std::string text) {
    if (problems.size() < 20) problems.push_back(std::move(text));
  }

  const spec::MemoryConfig& config_;
  const spec::DramTimingConfig& t_;
  std::deque<DramCommand> window_;
  std::map<std::uint32_t, std::optional<std::uint32_t>> open_;
  std::map<std::uint32_t, std::deque<DramCycle>> activates_;
};

}  // namespace

std::vector<std::string> dram_violations(const spec::MemoryConfig& config,
                                         std::vector<hw::DramCommand> commands) {
  std::ranges::stable_sort(commands, {}, &DramCommand::when);
  std::erase_if(commands, [](const DramCommand& c) { return c.kind == Kind::kRefresh; });
  Checker checker(config);
  for (const DramCommand& command : commands) checker.check(command);
  return checker.problems;
}

}  // namespace tessera::test
