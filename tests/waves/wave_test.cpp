// SPDX-License-Identifier: Apache-2.0
// Wave files of whole runs, decoded and compared with what the result of the run says.
#include "tests/support/program_run.h"
#include "tests/waves/wave_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

namespace tessera::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kSmall = "mobilenet_v1_0.25_128";
constexpr std::uint64_t kPeriod = 2000;  // ps, 500 MHz

class WaveTest : public testing::Test {
 protected:
  json run(std::vector<std::string> options) {
    options.insert(options.begin(), {"run", kSmall, "--json", "-", "--wave", file_});
    const ProgramRun run = run_tessera(options);
    EXPECT_EQ(run.status, 0) << run.err;
    return run.status == 0 ? run.json() : json{};
  }

  /// Cycles of [from, to) in which a signal has this value.
  static std::uint64_t cycles_at(const Wave& wave, const std::string& path, std::uint64_t value,
                                 std::uint64_t from, std::uint64_t to) {
    std::uint64_t cycles = 0;
    const auto& changes = wave.signals.at(path);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const std::uint64_t begin = std::max(changes[i].time, from * kPeriod);
      const std::uint64_t end =
          std::min(i + 1 < changes.size() ? changes[i + 1].time : to * kPeriod, to * kPeriod);
      if (begin < end && wave.at(path, begin) == value) cycles += (end - begin) / kPeriod;
    }
    return cycles;
  }

  TemporaryFolder folder_;
  std::string file_ = folder_.file("run.fst");
};

TEST_F(WaveTest, cycles_of_every_activity_are_those_of_the_result) {
  const json result =
      run({"--engine", "timing", "--wave-scope", "tile_1_2.*.activity", "infeed.activity"});
  const Wave wave = read_wave(file_);
  EXPECT_EQ(wave.timescale, -12);
  EXPECT_EQ(wave.begin, 0U);
  const auto cycles = result["cycles"].get<std::uint64_t>();
  EXPECT_EQ(wave.end, (cycles - 1) * kPeriod);
  std::size_t compared = 0;
  for (const json& unit : result["units"]) {
    const auto name = unit["name"].get<std::string>();
    const std::string path = name + ".activity";
    if (wave.signals.count(path) == 0) continue;
    ++compared;
    const char* const kinds[] = {"busy", "wait_sync", "wait_medium", "idle"};
    for (std::uint64_t kind = 0; kind < 4; ++kind)
      EXPECT_EQ(cycles_at(wave, path, kind, 0, cycles), unit["cycles"][kinds[kind]])
          << path << " " << kinds[kind];
  }
  EXPECT_EQ(compared, wave.signals.size());
  EXPECT_GE(compared, 12U);  // the units of a tile and the infeed
}

TEST_F(WaveTest, all_kinds_of_signals_are_there_and_change_nothing) {
  const json result = run({"--firmware", "riscv", "--wave-window", "20000:21000"});
  const ProgramRun plain = run_tessera({"run", kSmall, "--firmware", "riscv", "--json", "-"});
  json without = plain.json();
  json with = result;
  without.erase("simulator");
  with.erase("simulator");
  EXPECT_EQ(with, without);
  const Wave wave = read_wave(file_);
  EXPECT_EQ(wave.begin, 20000 * kPeriod);
  EXPECT_EQ(wave.end, 20999 * kPeriod);
  for (const char* path :
       {"layer", "cycle", "firmware.pc", "firmware.instructions", "scalar_core.pc",
        "scalar_core.counters.AVDATA_POP", "tile_3_3.op.command", "tile_0_0.op.sequence",
        "tile_0_0.front_end.queued", "tile_0_0.counters.AVDATA", "ring.busy", "ring.destinations",
        "host_dma.read_bytes", "host_dma.parameters_in_flight"})
    EXPECT_EQ(wave.signals.count(path), 1U) << path;
  EXPECT_EQ(wave.at("cycle", 20500 * kPeriod), 20500U);
  EXPECT_GE(wave.at("firmware.pc", 20500 * kPeriod), 0x8000'0000U);
}

TEST_F(WaveTest, window_by_layers_has_the_cycles_in_which_they_work) {
  const json result =
      run({"--engine", "timing", "--wave-window", "block2/depthwise:block3/depthwise",
           "--wave-scope", "layer", "tile_0_0.op"});
  json first;
  json last;
  for (const json& layer : result["layers"]) {
    if (layer["name"] == "block2/depthwise") first = layer;
    if (layer["name"] == "block3/depthwise") last = layer;
  }
  ASSERT_FALSE(first.is_null() || last.is_null());
  const Wave wave = read_wave(file_);
  EXPECT_EQ(wave.begin, first["active_from_cycle"].get<std::uint64_t>() * kPeriod);
  EXPECT_EQ(wave.end, (last["active_to_cycle"].get<std::uint64_t>() - 1) * kPeriod);
  // 1 + its number; layers are dispatched ahead, so it may be one behind it already.
  EXPECT_GE(wave.at("layer", wave.begin), 1 + first["index"].get<std::uint64_t>());
  EXPECT_GT(wave.signals.at("tile_0_0.op.command").size(), 2U);
}

TEST_F(WaveTest, rtl_signals_stand_on_the_same_axis) {
  const json result = run({"--engine", "rtl", "--check", "--wave-window",
                           "block1/depthwise:block1/pointwise", "--wave-scope", "tile_0_0.op"});
  EXPECT_EQ(result["check"]["mismatches"], 0);
  const Wave wave = read_wave(file_);
  // Steps are issued in cycles in which the unit is busy, and only there.
  const std::uint64_t from = wave.begin / kPeriod;
  const std::uint64_t to = wave.end / kPeriod;
  std::uint64_t steps = 0;
  for (std::uint64_t cycle = from; cycle < to; ++cycle) {
    if (wave.at("tile_0_0.op.rtl.step_valid_i", cycle * kPeriod) == 0) continue;
    ++steps;
    ASSERT_EQ(wave.at("tile_0_0.op.activity", cycle * kPeriod), 0U) << cycle;
  }
  EXPECT_GT(steps, 1000U);
}

TEST_F(WaveTest, bad_windows_are_refused_with_what_was_found) {
  for (const char* window : {"7", "100:100", "200:100", "nowhere:block2/depthwise", "99999999:"}) {
    const ProgramRun run = run_tessera(
        {"run", kSmall, "--engine", "timing", "--wave", file_, "--wave-window", window});
    EXPECT_EQ(run.status, 2) << window;
    EXPECT_THAT(run.err, HasSubstr(window));
    EXPECT_FALSE(std::filesystem::exists(file_));
  }
  EXPECT_EQ(run_tessera({"run", kSmall, "--wave-window", "1:2"}).status, 2);
  const ProgramRun nowhere = run_tessera({"run", kSmall, "--wave", "/nowhere/run.fst"});
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("/nowhere/run.fst"));
}

TEST_F(WaveTest, run_that_a_signal_stops_leaves_a_readable_file) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::freopen("/dev/null", "w", stdout);
    ::execl(tessera_program(), "tessera", "run", kSmall, "--engine", "timing", "--wave",
            file_.c_str(), static_cast<char*>(nullptr));
    ::_exit(99);
  }
  // The file begins with the first cycle of the inference; give it some after that.
  for (int i = 0; i < 1000 && !std::filesystem::exists(file_); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  ::kill(child, SIGTERM);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "it was done before the signal came";
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
  const Wave wave = read_wave(file_);
  EXPECT_EQ(wave.signals.count("tile_0_0.op.activity"), 1U);
  EXPECT_GE(wave.end, wave.begin);
}

}  // namespace
}  // namespace tessera::test
