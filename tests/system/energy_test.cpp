// SPDX-License-Identifier: Apache-2.0
// Energy of whole runs: sums to the last digit, equal in both engines, re-priced without a run.
#include "tests/support/program_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace tessera::test {
namespace {

using Json = nlohmann::json;

constexpr const char* kNetwork = "mobilenet_v4_conv_small";

Json result(const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"run", kNetwork, "--json", "-"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  if (std::ranges::find(more, "--engine") == more.end())
    arguments.insert(arguments.end(), {"--engine", "timing"});
  const auto run = run_tessera(arguments);
  EXPECT_EQ(run.status, 0) << run.err;
  return run.status == 0 ? run.json() : Json();
}

TEST(EnergyOfRuns, components_and_layers_sum_to_the_total_exactly) {
  const Json json = result();
  const Json& energy = json["energy"];
  const auto total = energy["aj"]["total"].get<std::uint64_t>();
  std::uint64_t components = 0;
  for (const auto& [name, value] : energy["aj"].items())
    if (name != "total") components += value.get<std::uint64_t>();
  EXPECT_EQ(components, total);
  std::uint64_t parts = energy["shared"]["energy_aj"].get<std::uint64_t>();
  for (const Json& layer : json["layers"]) parts += layer["energy_aj"].get<std::uint64_t>();
  EXPECT_EQ(parts, total);
  EXPECT_NEAR(json["energy_uj"]["total"].get<double>(), static_cast<double>(total) * 1e-12, 1e-9);
}

TEST(EnergyOfRuns, timing_and_tlm_spend_the_same) {
  Json timing = result();
  Json tlm = result({"--engine", "tlm"});
  EXPECT_EQ(timing["energy"], tlm["energy"]);
  EXPECT_EQ(timing["energy_uj"], tlm["energy_uj"]);
  EXPECT_EQ(timing["layers"], tlm["layers"]);
}

TEST(EnergyOfRuns, price_is_what_a_run_with_that_table_gives) {
  const TemporaryFolder folder;
  const std::string first = folder.file("first.json");
  ASSERT_EQ(run_tessera({"run", kNetwork, "--engine", "timing", "--json", first}).status, 0);
  Json fresh = result({"--energy", "nm7"});
  const auto priced = run_tessera({"price", first, "--energy", "nm7", "--json", "-"});
  ASSERT_EQ(priced.status, 0) << priced.err;
  Json again = priced.json();
  fresh.erase("simulator");
  again.erase("simulator");
  EXPECT_EQ(fresh, again);
  EXPECT_NE(fresh["energy_uj"], result()["energy_uj"]) << "the tables differ";
}

TEST(EnergyOfRuns, one_convolution_by_hand) {
  const Json json = result();
  const auto layer = std::ranges::find_if(
      json["layers"], [](const Json& each) { return each["name"] == "block2/conv"; });
  ASSERT_NE(layer, json["layers"].end());
  const Json& actions = (*layer)["energy_actions"];
  // 1x1 convolution, 56 x 56, 32 to 32 channels: one multiplication per position and channel pair;
  // each output byte leaves the output stage once; each multiplication reads its weight.
  constexpr std::uint64_t kMacs = 56 * 56 * 32 * 32;
  constexpr std::uint64_t kOutputs = 56 * 56 * 32;
  EXPECT_EQ(actions["mac"], kMacs);
  EXPECT_EQ(actions["requantized_byte"], kOutputs);
  EXPECT_GE(actions["wide_read_byte"], kMacs);
  // Table edge_tpu_like, typical, in aJ: 0.084, 2.0, 0.36, 0.81, 1.63, 1.48, 4 and 0.8 pJ, 20 pJ;
  // per cycle of 2000 ps: 5 uW a KiB of 12,075,008 bytes; 4096 x 1 uW + 100,000 uW.
  const auto count = [&](const char* name) {
    return actions.contains(name) ? actions[name].get<std::uint64_t>() : 0;
  };
  const std::uint64_t by_hand =
      kMacs * 84'000 + kOutputs * 2'000'000 + count("narrow_read_byte") * 360'000 +
      count("narrow_write_byte") * 810'000 + count("wide_read_byte") * 1'630'000 +
      count("wide_write_byte") * 1'480'000 + count("ring_byte") * 4'000'000 +
      count("mesh_byte") * 800'000 + count("command") * 20'000'000 +
      (*layer)["cycles"].get<std::uint64_t>() * (5 * 11792 * 2000 + (4096 + 100'000) * 2000);
  EXPECT_EQ((*layer)["energy_aj"], by_hand);
}

TEST(EnergyOfRuns, what_is_no_result_is_refused) {
  const TemporaryFolder folder;
  const std::string file = folder.file("x.json");
  const auto refused = [&](const std::string& text, const std::string& message) {
    std::ofstream(file) << text;
    const auto run = run_tessera({"price", file});
    EXPECT_EQ(run.status, 2) << text;
    EXPECT_NE(run.err.find(message), std::string::npos) << run.err;
  };
  refused("no json", "not JSON");
  refused("[]", "there is no 'energy'");
  refused("{}", "there is no 'energy'");
  refused(R"({"energy": {"actions": {"magic": 1}, "machine": {}}})", "'magic' is no action");
  refused(R"({"energy": {"actions": {"mac": -1}, "machine": {}}})", "allowed: a count");
  EXPECT_EQ(run_tessera({"price", "/nowhere.json"}).status, 2);
  EXPECT_EQ(run_tessera({"run", kNetwork, "--energy", "nowhere"}).status, 2);
}

}  // namespace
}  // namespace tessera::test
