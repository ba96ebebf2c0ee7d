// SPDX-License-Identifier: Apache-2.0
// What must hold between runs: more bandwidth is never slower, bigger memories never mean more
// traffic. What must hold in one run is checked by the program itself (sim/run/invariants.h).
#include "sim/run/invariants.h"

#include "tests/support/program_run.h"

#include <gtest/gtest.h>

#include <fstream>

namespace tessera::test {
namespace {

/// mobilenet_v4_conv_small on a variation of coral.
class Variations : public ::testing::Test {
 protected:
  nlohmann::json run(const std::string& name, const std::string& yaml) {
    const std::string file = folder_.file(name + ".yaml");
    std::ofstream(file) << "extends: coral\nname: " << name << "\ndescription: variation\n" << yaml;
    const auto run = run_tessera(
        {"run", "mobilenet_v4_conv_small", "--engine", "timing", "--system", file, "--json", "-"});
    EXPECT_EQ(run.status, 0) << run.err;
    return run.status == 0 ? run.json() : nlohmann::json();
  }
  static std::string figure(const std::string& key, double value) {
    return key + ": {value: " + std::to_string(value) + ", source: test, confidence: assumed}";
  }
  static std::string whole(const std::string& key, unsigned value) {
    return key + ": {value: " + std::to_string(value) + ", source: test, confidence: assumed}";
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(Variations, more_bandwidth_is_never_slower) {
  std::uint64_t before = ~std::uint64_t{0};
  for (const double rate : {50.0, 200.0, 420.0, 1000.0, 4000.0, 20000.0}) {
    const auto json = run("link", "host: {link: {" + figure("bandwidth_out_mb_s", rate) + ", " +
                                      figure("bandwidth_in_mb_s", rate) + "}}\n");
    const auto cycles = json["cycles"].get<std::uint64_t>();
    EXPECT_LE(cycles, before) << rate << " MB/s";
    before = cycles;
  }
}

TEST_F(Variations, bigger_memory_never_moves_more) {
  std::uint64_t before = ~std::uint64_t{0};
  for (const unsigned bytes : {393216U, 458752U, 532480U, 1048576U}) {
    const auto json =
        run("wide", "accelerators: [{name: edgetpu, " + whole("wide_memory_bytes", bytes) + "}]\n");
    const auto moved = json["memory"]["read_bytes"].get<std::uint64_t>() +
                       json["memory"]["write_bytes"].get<std::uint64_t>();
    EXPECT_LE(moved, before) << bytes << " bytes";
    before = moved;
  }
}

sim::RunOutcome sound() {
  sim::RunOutcome outcome;
  outcome.energy_table = spec::load_energy_table("edge_tpu_like");
  outcome.cycles = 100;
  outcome.peak_macs_per_cycle = 16;
  outcome.total.macs = 1600;
  outcome.read_bytes = 64;
  outcome.actions[spec::EnergyRow::kMac] = 1600;
  outcome.layers.emplace_back();
  outcome.layers.back().cycles = 60;
  outcome.layers.back().actions[spec::EnergyRow::kMac] = 1000;
  hw::UnitStats stats;
  stats[hw::Activity::kBusy] = 100;
  outcome.units.push_back({"tile_0_0.op", stats});
  return outcome;
}

TEST(Invariants, each_broken_one_is_named) {
  EXPECT_TRUE(sim::broken_invariants(sound(), 64).empty());
  const auto broken = [](auto change, std::uint64_t least = 64) {
    sim::RunOutcome outcome = sound();
    change(outcome);
    const auto list = sim::broken_invariants(outcome, least);
    EXPECT_EQ(list.size(), 1U);
    return list.empty() ? std::string() : list.front();
  };
  using Outcome = sim::RunOutcome;
  EXPECT_NE(broken([](Outcome& o) { o.total.macs = 1601; }).find("1601 MACs"), std::string::npos);
  EXPECT_NE(broken([](Outcome&) {}, 65).find("64 bytes read"), std::string::npos);
  EXPECT_NE(
      broken([](Outcome& o) { o.units[0].stats[hw::Activity::kBusy] = 99; }).find("sum to 99"),
      std::string::npos);
  EXPECT_NE(broken([](Outcome& o) { o.layers[0].cycles = 101; }).find("layers have 101"),
            std::string::npos);
  EXPECT_NE(broken([](Outcome& o) {
              o.layers[0].actions[spec::EnergyRow::kMac] = 1601;
            }).find("more actions than the whole"),
            std::string::npos);
}

}  // namespace
}  // namespace tessera::test
