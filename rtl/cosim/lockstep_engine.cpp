// SPDX-License-Identifier: Apache-2.0
#include "rtl/cosim/lockstep_engine.h"

#include "hw/tile/context.h"
#include "rtl/cosim/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <stdexcept>

namespace tessera::rtl {
namespace {

hw::OpEngineSite with_signals(const hw::OpEngineSite& site, hw::OpSignals& signals) {
  return {site.config, site.unit, site.factor, site.memory, signals, site.stats, site.requant};
}

std::uint32_t word_at(hw::TileMemory& memory, std::uint32_t address) {
  std::uint32_t word = 0;
  std::memcpy(&word, memory.narrow(address, sizeof word), sizeof word);
  return word;
}

/// Cycles that the output port may need for the last group, at two outputs a word.
constexpr hw::Cycle kWordsOfAGroup = 64;

/// Index of the first element that differs, or of the end of the shorter list.
template <typename List>
std::size_t first_difference(const List& a, const List& b) {
  const std::size_t n = std::min(a.size(), b.size());
  std::size_t i = 0;
  while (i < n && a[i] == b[i]) ++i;
  return i;
}

}  // namespace

void LockstepEngine::Tap::avdata(const hw::Ramp& ramp) {
  for (std::uint64_t n = 1; n <= ramp.count; ++n) avdata_cycles.push_back(ramp.time_of(n));
  if (target_ != nullptr) target_->avdata(ramp);
}

void LockstepEngine::Tap::parameters(hw::Cycle when) {
  parameter_cycles.push_back(when);
  if (target_ != nullptr) target_->parameters(when);
}

LockstepEngine::LockstepEngine(const hw::OpEngineSite& site, MakeRtl make_rtl,
                               const EngineWave* wave, DifferenceWave difference_wave)
    : config_(site.config),
      requant_(site.requant),
      make_rtl_(std::move(make_rtl)),
      difference_wave_(std::move(difference_wave)),
      history_(site.requant),
      unit_(site.unit),
      memory_(site.memory),
      shadow_(site.config, site.requant),
      rtl_signals_(&site.signals),
      tlm_signals_(nullptr),
      rtl_stats_(site.stats),
      rtl_(make_rtl_(with_signals(site, rtl_signals_), &log_, wave)),
      tlm_(site.config, 1, shadow_, tlm_signals_, tlm_stats_, site.requant) {}

void LockstepEngine::reset() {
  rtl_->reset();
  tlm_.reset();
  log_.clear();
  history_.clear();
  fresh_ = false;
}

void LockstepEngine::copy_memory() {
  if (fresh_) return;
  history_.changed(shadow_, memory_);
  shadow_ = memory_;
  fresh_ = true;
}

template <typename Action>
auto LockstepEngine::in_rtl(const Action& action) {
  try {
    return action();
  } catch (const hw::CommandFault& fault) {
    differ(fmt::format("only the RTL faults: {}", fault.what()), false);
  } catch (const std::logic_error& error) {
    differ(fmt::format("only the RTL faults: {}", error.what()), false);
  }
}

void LockstepEngine::start(const spec::TensorOp& command, spec::Opcode opcode) {
  ++commands_;
  opcode_ = opcode;
  sequence_ = command.sequence;
  shadow_ = memory_;  // the functional engine reads zero points at the start
  fresh_ = true;
  history_.start(command, opcode, memory_);
  tlm_before_ = tlm_stats_;
  rtl_before_ = rtl_stats_;
  tlm_.start(command, opcode);
  rtl_->start(command, opcode);
}

hw::Cycle LockstepEngine::run(std::uint32_t steps, hw::Cycle start) {
  copy_memory();
  const hw::Cycle expected = tlm_.run(steps, start);
  history_.run(steps, start);
  const hw::Cycle found = in_rtl([&] { return rtl_->run(steps, start); });
  history_.ended(found);
  if (expected != found)
    differ(fmt::format("{} steps from cycle {} end at cycle: expected {}, found {}", steps, start,
                       expected, found),
           false);
  return found;
}

void LockstepEngine::settle() {
  history_.settle();
  in_rtl([&] { rtl_->settle(); });
  compare();
  fresh_ = false;
}

hw::Cycle LockstepEngine::finish(hw::Cycle end) {
  const hw::Cycle found = in_rtl([&] { return rtl_->finish(end); });
  const hw::Cycle expected = tlm_.finish(end);
  compare();
  if (expected != found)
    differ(
        fmt::format("the last word is written by cycle: expected {}, found {}", expected, found));
  const hw::UnitStats tlm = tlm_stats_ - tlm_before_;
  const hw::UnitStats rtl = rtl_stats_ - rtl_before_;
  if (tlm.macs != rtl.macs || tlm.steps != rtl.steps)
    differ(fmt::format("steps and MACs: expected {} and {}, found {} and {}", tlm.steps, tlm.macs,
                       rtl.steps, rtl.macs));
  return found;
}

void LockstepEngine::compare() {
  // The word that was written last at an address is the one both must agree on.
  for (const WrittenWord& written : log_) {
    const std::uint32_t expected = word_at(shadow_, written.address);
    if (word_at(memory_, written.address) == expected) continue;
    const std::uint32_t bits = written.word ^ expected;
    const std::uint32_t byte =
        bits == 0 ? 0 : static_cast<std::uint32_t>(std::countr_zero(bits)) / 8;
    differ(
        fmt::format("narrow memory word {}, written in cycle {} (lane {}): expected {:#010x}, "
                    "found {:#010x}",
                    written.address, written.cycle, written.lane + byte, expected, written.word));
  }
  const auto compare_memory = [&](const char* name, std::span<const std::uint8_t> expected,
                                  std::span<const std::uint8_t> found) {
    const auto [e, f] = std::mismatch(expected.begin(), expected.end(), found.begin());
    if (e != expected.end())
      differ(fmt::format("{} memory byte {}: expected {}, found {}", name, e - expected.begin(), *e,
                         *f));
  };
  if (shadow_.narrow_bytes().size() != memory_.narrow_bytes().size()) return;
  compare_memory("narrow", shadow_.narrow_bytes(), memory_.narrow_bytes());
  compare_memory("wide", shadow_.wide_bytes(), memory_.wide_bytes());
  const auto compare_signals = [&](const char* name, std::vector<hw::Cycle>& expected,
                                   std::vector<hw::Cycle>& found) {
    const std::size_t i = first_difference(expected, found);
    if (i < expected.size() || i < found.size())
      differ(fmt::format("signal {} of {}: expected cycle {}, found {}", i + 1, name,
                         i < expected.size() ? std::to_string(expected[i]) : "none",
                         i < found.size() ? std::to_string(found[i]) : "none"));
    expected.clear();
    found.clear();
  };
  compare_signals("AVDATA", tlm_signals_.avdata_cycles, rtl_signals_.avdata_cycles);
  compare_signals("PARAMETERS", tlm_signals_.parameter_cycles, rtl_signals_.parameter_cycles);
  log_.clear();
}

void LockstepEngine::differ(const std::string& what, bool drained) {
  throw hw::CommandFault(
      fmt::format("RTL and model differ: {}, command {} (sequence {}, opcode {:#04x}): {}{}", unit_,
                  commands_, sequence_, static_cast<unsigned>(opcode_), what, write_wave(drained)));
}

std::string LockstepEngine::write_wave(bool drained) {
  if (difference_wave_.file.empty()) return {};
  try {
    return replay_into_wave(drained);
  } catch (const std::runtime_error& error) {
    return fmt::format("; no waves: {}", error.what());
  }
}

std::string LockstepEngine::replay_into_wave(bool drained) {
  hw::TileMemory memory(config_, requant_);
  Tap signals(nullptr);
  hw::UnitStats stats;
  WriteLog log;
  WaveFile file(difference_wave_.file, difference_wave_.period_ps);
  hw::Cycle next = 0;  // the first that is not in the file
  const EngineWave wave{file, unit_ + ".rtl", [&](hw::Cycle cycle) {
                          if (cycle < next) return;
                          file.dump(cycle);
                          next = cycle + 1;
                        }};
  const auto engine = make_rtl_({config_, unit_, 1, memory, signals, stats, requant_}, &log, &wave);
  file.open();
  try {
    const auto [from, to, same_cycles] =
        history_.replay(*engine, memory, config_.drain_cycles() + kWordsOfAGroup);
    const auto same = [](std::span<std::uint8_t> a, std::span<std::uint8_t> b) {
      return std::equal(a.begin(), a.end(), b.begin(), b.end());
    };
    const bool again =
        same_cycles && (!drained || (same(memory.narrow_bytes(), memory_.narrow_bytes()) &&
                                     same(memory.wide_bytes(), memory_.wide_bytes())));
    return fmt::format(
        "; waves of cycles {} to {} in {}{}", from, to - 1, difference_wave_.file,
        again ? "" : ", where the RTL does not do it again: earlier commands matter");
  } catch (const hw::CommandFault&) {
  } catch (const std::logic_error&) {
  }
  return fmt::format("; waves up to the RTL's fault in {}", difference_wave_.file);
}

}  // namespace tessera::rtl
