// SPDX-License-Identifier: Apache-2.0
// A DRAM in the loop: both engines see the same memory, bytes stay right, the DRAM's counts fit.
#include "tests/support/program_run.h"

#include <gtest/gtest.h>

#include <fstream>

namespace tessera::test {
namespace {

nlohmann::json result(const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"run", "mobilenet_v4_conv_small", "--json", "-"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const auto run = run_tessera(arguments);
  EXPECT_EQ(run.status, 0) << run.err;
  return run.status == 0 ? run.json() : nlohmann::json();
}

TEST(DramSystems, timing_and_tlm_are_equal_and_bytes_are_right) {
  auto timing = result({"--system", "coral_lpddr4", "--engine", "timing"});
  auto tlm = result({"--system", "coral_lpddr4", "--engine", "tlm", "--check"});
  EXPECT_EQ(tlm["check"]["mismatches"], 0);
  for (auto* json : {&timing, &tlm})
    for (const char* key : {"engine", "outputs", "simulator", "check"}) json->erase(key);
  EXPECT_EQ(timing, tlm);
}

TEST(DramSystems, memory_is_read_as_often_as_the_device_asks) {
  const auto json = result({"--system", "coral_lpddr4", "--engine", "timing"});
  const auto& dram = json["memory"]["dram"];
  const double bursts = json["memory"]["read_bytes"].get<double>() / 32;
  EXPECT_GE(dram["reads"].get<double>() + dram["forwarded"].get<double>(), 0.99 * bursts);
  EXPECT_LE(dram["reads"].get<double>(), 1.1 * bursts + 64);
  EXPECT_EQ(json["energy"]["actions"]["dram_read_byte"], dram["reads"].get<std::uint64_t>() * 32);
  EXPECT_FALSE(json["energy"]["actions"].contains("link_byte"));
  EXPECT_GT(json["energy_uj"]["dram"], 0);
  EXPECT_GT(json["energy_uj"]["dram_power"], 0);
}

/// But for one refresh (280 ns) that meets the last bytes in one memory and not in the other.
TEST(DramSystems, faster_memory_is_never_slower) {
  constexpr std::uint64_t kRefreshCycles = 140;
  const TemporaryFolder folder;
  std::uint64_t before = std::uint64_t{1} << 40;
  for (const char* memory : {"lpddr4_3200", "lpddr4_3200_x64", "lpddr5_6400_x64", "none"}) {
    const std::string file = folder.file("other.yaml");
    std::ofstream(file) << "extends: coral_lpddr4\nname: other\ndescription: d\nhost: {memory: "
                        << memory << "}\n";
    const auto cycles =
        result({"--system", file, "--engine", "timing"})["cycles"].get<std::uint64_t>();
    EXPECT_LE(cycles, before + kRefreshCycles) << memory;
    before = cycles;
  }
}

TEST(DramSystems, unknown_memory_is_refused) {
  const TemporaryFolder folder;
  const std::string file = folder.file("other.yaml");
  std::ofstream(file) << "extends: coral\nname: other\ndescription: d\nhost: {memory: drum}\n";
  const auto run = run_tessera({"run", "mobilenet_v4_conv_small", "--system", file});
  EXPECT_EQ(run.status, 2);
  EXPECT_NE(run.err.find("no such memory"), std::string::npos) << run.err;
}

}  // namespace
}  // namespace tessera::test
