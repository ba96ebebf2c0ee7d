// SPDX-License-Identifier: Apache-2.0
// Toggle coverage: which bits of the op unit's signals have been 0 and 1. Read from a wave of the
// shipped unit: Verilator's own counters for it (--coverage-toggle) make ten times the code of the
// unit, and count the same.
#include "rtl/cosim/engine.h"
#include "tests/rtl/engine_pair.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <gtkwave/fstapi.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tessera::test {
namespace {

constexpr std::uint64_t kSeed = 20261209;
/// Counts and addresses have 32 bits, of which small memories and short loops use some; ports that
/// are always ready and the mode are inputs of other tests. What stands still is printed.
constexpr double kLeast = 0.75;

struct Bits {
  std::string scope;  // of the first name: a signal may have several
  std::string name;
  std::vector<bool> was0;
  std::vector<bool> was1;
};

using Signals = std::map<fstHandle, Bits>;

void count(void* self, std::uint64_t /*time*/, fstHandle handle, const unsigned char* value) {
  auto& signals = *static_cast<Signals*>(self);
  const auto found = signals.find(handle);
  if (found == signals.end()) return;  // a parameter
  Bits& bits = found->second;
  for (std::size_t i = 0; i < bits.was0.size(); ++i) {
    if (value[i] == '0') bits.was0[i] = true;
    if (value[i] == '1') bits.was1[i] = true;
  }
}

Signals read_toggles(const std::string& file) {
  void* reader = fstReaderOpen(file.c_str());
  if (reader == nullptr) throw std::runtime_error(file + " is no wave file");
  Signals signals;
  std::vector<std::string> scopes;
  while (const fstHier* item = fstReaderIterateHier(reader)) {
    if (item->htyp == FST_HT_SCOPE) {
      scopes.emplace_back(item->u.scope.name);
    } else if (item->htyp == FST_HT_UPSCOPE) {
      scopes.pop_back();
    } else if (item->htyp == FST_HT_VAR && item->u.var.typ != FST_VT_VCD_PARAMETER) {
      const std::vector<bool> none(item->u.var.length);
      signals.try_emplace(item->u.var.handle, Bits{scopes.back(), item->u.var.name, none, none});
    }
  }
  fstReaderSetFacProcessMaskAll(reader);
  fstReaderIterBlocks(reader, count, &signals, nullptr);
  fstReaderClose(reader);
  return signals;
}

/// Signals that do not follow from what commands may say.
bool is_no_logic(const Bits& bits) {
  // All registers of a command, of which the unit uses some (rtl/doc, hw/spec/doc/commands.md).
  if (bits.name.rfind("cmd_", 0) == 0 || bits.name.rfind("cfg_i", 0) == 0) return true;
  if (bits.scope.rfind("unnamedblk", 0) == 0) return true;  // variables of loops that are unrolled
  return bits.name.rfind("unused", 0) == 0;                 // what lint wants to see used
}

class RtlToggles : public testing::Test {
 protected:
  RtlToggles()
      : file_(fmt::format("{}/tessera_toggles_{}.fst",
                          std::filesystem::temp_directory_path().string(), getpid())) {}
  ~RtlToggles() override { std::filesystem::remove(file_); }

  void run_commands(int commands) const {
    rtl::WaveFile file(file_, 1000);
    hw::Cycle next = 0;
    const rtl::EngineWave wave{file, "unit", [&](hw::Cycle cycle) {
                                 if (cycle < next) return;
                                 file.dump(cycle);
                                 next = cycle + 1;
                               }};
    EnginePair pair("tiny", func::RequantMode::kF32,
                    [&](const hw::OpEngineSite& site) { return rtl::make_engine(site, &wave); });
    file.open();
    CommandMaker maker(kSeed, pair.config(), func::RequantMode::kF32);
    for (int i = 0; i < commands; ++i) {
      if (i % 50 == 0) pair.fill(maker);
      ASSERT_EQ(pair.difference(maker.make(), nullptr), "") << "seed " << kSeed << ", " << i;
    }
  }

  std::string file_;
};

TEST_F(RtlToggles, three_of_four_bits_take_both_values) {
  run_commands(400);
  std::size_t all = 0;
  std::size_t both = 0;
  std::map<std::string, std::size_t> still;
  for (const auto& [handle, bits] : read_toggles(file_)) {
    if (is_no_logic(bits)) continue;
    for (std::size_t i = 0; i < bits.was0.size(); ++i) {
      ++all;
      if (bits.was0[i] && bits.was1[i])
        ++both;
      else
        ++still[bits.scope + "." + bits.name];
    }
  }
  for (const auto& [name, bits] : still)
    std::printf("%5zu bits stand still: %s\n", bits, name.c_str());
  std::printf("toggles: %zu of %zu bits (%.1f %%), seed %llu\n", both, all,
              100.0 * static_cast<double>(both) / static_cast<double>(all),
              static_cast<unsigned long long>(kSeed));
  EXPECT_GT(all, 10'000U);
  EXPECT_GE(static_cast<double>(both), kLeast * static_cast<double>(all));
}

}  // namespace
}  // namespace tessera::test
