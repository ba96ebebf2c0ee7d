// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/engine_pair.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tessera::test {
namespace {

template <typename Value>
std::string difference_of(const char* what, const Value& tlm, const Value& rtl) {
  if (tlm == rtl) return {};
  return fmt::format("{}: tlm {}, rtl {}\n", what, testing::PrintToString(tlm),
                     testing::PrintToString(rtl));
}

}  // namespace

EnginePair::EnginePair(spec::SystemConfig system, func::RequantMode mode, const MakeRtl& make_rtl)
    : system_(std::move(system)),
      config_(system_.accelerators.at(0)),
      tlm_memory_(config_, mode),
      rtl_memory_(config_, mode),
      tlm_(config_, 1, tlm_memory_, tlm_signals_, tlm_stats_, mode),
      rtl_(make_rtl({config_, "tile.op", 1, rtl_memory_, rtl_signals_, rtl_stats_, mode})) {}

void EnginePair::fill(CommandMaker& maker) {
  maker.fill(tlm_memory_);
  rtl_memory_ = tlm_memory_;
}

Account EnginePair::run(hw::OpUnitEngine& engine, const RandomCommand& command,
                        const std::vector<Segment>& segments, const KeptSignals& signals,
                        const hw::UnitStats& stats) {
  const hw::UnitStats before = stats;
  Account account;
  account.end = now_;
  engine.start(command.op, command.opcode);
  for (const Segment& segment : segments) {
    if (segment.settles) engine.settle();
    account.end = engine.run(segment.steps, account.end + segment.wait);
  }
  account.finish = engine.finish(account.end);
  const hw::UnitStats s = stats - before;
  account.counts = {s.steps,
                    s.macs,
                    s.emissions,
                    s.narrow_read_bytes,
                    s.narrow_write_bytes,
                    s.wide_read_bytes,
                    s.wide_write_bytes};
  account.avdata = signals.avdata_cycles;
  account.parameters = signals.parameter_cycles;
  return account;
}

std::string EnginePair::difference(const RandomCommand& command, CommandMaker* maker) {
  std::vector<Segment> segments;
  for (std::uint32_t left = command.steps; left > 0;) {
    if (maker == nullptr) {
      segments.push_back({left, 0, false});
      break;
    }
    Segment segment{1 + maker->draw(left), 0, maker->draw(2) == 0};
    if (maker->draw(2) == 0) segment.wait = maker->draw(maker->draw(4) == 0 ? 200 : 8);
    segments.push_back(segment);
    left -= segment.steps;
  }
  return compare(command, segments);
}

std::string EnginePair::difference_with_pause(const RandomCommand& command, std::uint32_t wait,
                                              bool settles) {
  return compare(command, {{command.steps - 1, 0, false}, {1, wait, settles}});
}

std::string EnginePair::untimed_difference(const RandomCommand& command) {
  tlm_signals_ = rtl_signals_ = {};
  const std::vector<Segment> all = {{command.steps, 0, false}};
  const Account tlm = run(tlm_, command, all, tlm_signals_, tlm_stats_);
  const Account rtl = run(*rtl_, command, all, rtl_signals_, rtl_stats_);
  now_ = std::max(tlm.finish, rtl.finish) + 8;
  return difference_of("counts", tlm.counts, rtl.counts) +
         difference_of("avdata signals", tlm.avdata.size(), rtl.avdata.size()) +
         difference_of("parameters signals", tlm.parameters.size(), rtl.parameters.size()) +
         memory_difference();
}

void EnginePair::reset() {
  tlm_.reset();
  rtl_->reset();
  rtl_memory_ = tlm_memory_;
}

std::string EnginePair::compare(const RandomCommand& command,
                                const std::vector<Segment>& segments) {
  tlm_signals_ = rtl_signals_ = {};
  const Account tlm = run(tlm_, command, segments, tlm_signals_, tlm_stats_);
  const Account rtl = run(*rtl_, command, segments, rtl_signals_, rtl_stats_);
  now_ = tlm.finish + 8;
  return difference_of("end", tlm.end, rtl.end) + difference_of("finish", tlm.finish, rtl.finish) +
         difference_of("counts", tlm.counts, rtl.counts) +
         difference_of("avdata", tlm.avdata, rtl.avdata) +
         difference_of("parameters", tlm.parameters, rtl.parameters) + memory_difference();
}

std::string EnginePair::memory_difference() {
  std::string report;
  const auto compare = [&](const char* name, std::span<std::uint8_t> tlm,
                           std::span<std::uint8_t> rtl) {
    const auto [a, b] = std::mismatch(tlm.begin(), tlm.end(), rtl.begin());
    if (a == tlm.end()) return;
    std::size_t count = 0;
    for (std::size_t i = 0; i < tlm.size(); ++i) count += tlm[i] != rtl[i] ? 1 : 0;
    report += fmt::format("{} byte {}: tlm {}, rtl {}; {} bytes differ\n", name, a - tlm.begin(),
                          *a, *b, count);
  };
  compare("narrow", tlm_memory_.narrow_bytes(), rtl_memory_.narrow_bytes());
  compare("wide", tlm_memory_.wide_bytes(), rtl_memory_.wide_bytes());
  return report;
}

}  // namespace tessera::test
