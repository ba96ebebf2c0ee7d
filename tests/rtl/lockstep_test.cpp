// SPDX-License-Identifier: Apache-2.0
// Lock step: silent while both engines agree, and by name where they do not.
// Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VOpUnitMutant.h>
// clang-format on

#include "hw/tile/context.h"
#include "rtl/cosim/lockstep_engine.h"
#include "rtl/cosim/verilated_engine.h"
#include "tests/rtl/engine_pair.h"
#include "tests/waves/wave_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <regex>

namespace tessera::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::uint64_t kPeriod = 10'000;  // ps, 100 MHz

/// Random commands on a lock-step engine; what it reports, or nothing. Assertions are off: they
/// would be first.
std::string report(const char* mutant, int commands, const std::string& wave_file = {}) {
  setenv("TESSERA_MUTANT", mutant, 1);
  const spec::SystemConfig system = spec::load_system("tiny");
  const spec::AcceleratorConfig& config = system.accelerators.at(0);
  hw::TileMemory memory(config);
  KeptSignals signals;
  hw::UnitStats stats;
  rtl::LockstepEngine engine(
      {config, "tile_0_0.op", 1, memory, signals, stats, func::RequantMode::kF32},
      [](const hw::OpEngineSite& site, rtl::WriteLog* log, const rtl::EngineWave* wave) {
        auto made = std::make_unique<rtl::VerilatedEngine<VOpUnitMutant, true>>(site, log, wave);
        made->set_assertions(false);
        return made;
      },
      nullptr, {wave_file, kPeriod});
  CommandMaker maker(20261203, config, func::RequantMode::kF32);
  maker.fill(memory);
  hw::Cycle now = 0;
  try {
    for (int i = 0; i < commands; ++i) {
      const RandomCommand command = maker.make();
      engine.start(command.op, command.opcode);
      hw::Cycle end = now;
      for (std::uint32_t left = command.steps; left > 0;) {
        const std::uint32_t steps = 1 + maker.draw(left);
        if (maker.draw(2) == 0) engine.settle();
        end = engine.run(steps, end + maker.draw(3));
        left -= steps;
      }
      now = engine.finish(end) + 8;
    }
  } catch (const hw::CommandFault& fault) {
    return fault.what();
  }
  return {};
}

TEST(RtlLockstep, agreeing_engines_run_through) { EXPECT_EQ(report("0", 300), ""); }

TEST(RtlLockstep, first_wrong_word_is_named) {
  EXPECT_THAT(
      report("1", 300),  // a wrong product
      AllOf(HasSubstr("RTL and model differ: tile_0_0.op, command "), HasSubstr("(lane "),
            HasSubstr("written in cycle "), HasSubstr("expected 0x"), HasSubstr("found 0x")));
}

TEST(RtlLockstep, commands_of_a_difference_are_in_a_wave_file) {
  const std::string file =
      (std::filesystem::temp_directory_path() / fmt::format("tessera_lockstep_{}.fst", getpid()));
  const std::string text = report("1", 300, file);
  const std::regex form(
      R"(narrow memory word (\d+), written in cycle (\d+) .*found 0x([0-9a-f]{8}); waves of cycles (\d+) to (\d+) in (.*))");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(text, found, form)) << text;
  EXPECT_EQ(found[6], file);  // and no doubt that the RTL does it again
  const Wave wave = read_wave(file);
  std::filesystem::remove(file);
  const std::uint64_t cycle = std::stoull(found[2]) - 1;  // written at its end
  EXPECT_LE(wave.begin, std::stoull(found[4]) * kPeriod);
  EXPECT_GE(wave.end, cycle * kPeriod);
  const auto at = [&](const char* port) {
    return wave.at(std::string("tile_0_0.op.rtl.") + port, cycle * kPeriod);
  };
  EXPECT_EQ(at("write_valid_o"), 1U);
  EXPECT_EQ(at("write_addr_o"), std::stoull(found[1]));
  EXPECT_EQ(at("write_data_o"), std::stoull(found[3], nullptr, 16));
}

}  // namespace
}  // namespace tessera::test
