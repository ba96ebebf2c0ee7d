// SPDX-License-Identifier: Apache-2.0
// `tessera validate`: published rows are read with care, each gets a figure or a reason, errors and
// their summary are what a calculator says.
#include "hw/spec/system_loader.h"
#include "sim/validate/error_summary.h"
#include "sim/validate/published.h"
#include "sim/validate/stand_in.h"
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"
#include "workloads/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tessera::test {
namespace {

using sim::RowUse;
using sim::ValidatedRow;
using testing::HasSubstr;

std::string rows_file(const TemporaryFolder& folder, const std::string& text) {
  const std::string file = folder.file("rows.json");
  std::ofstream(file) << text;
  return file;
}

constexpr const char* kUsb = "Coral USB Accelerator (USB 3.0, desktop host)";

std::string row(const std::string& model, const std::string& device, double latency_ms,
                const std::string& use) {
  return nlohmann::json({{"model", model},
                         {"device", device},
                         {"latency_ms", latency_ms},
                         {"use", use},
                         {"source", "a test"}})
      .dump();
}

TEST(Validate, shipped_rows_are_those_of_the_facts) {
  const std::filesystem::path facts =
      std::filesystem::path(TESSERA_SHARED_DIR) / "facts/published_latency.json";
  if (!std::filesystem::exists(facts)) GTEST_SKIP() << facts << " is not there";
  const auto shipped = sim::read_published_rows(sim::published_rows_file());
  std::ifstream stream(facts);
  std::size_t next = 0;
  for (const auto& fact : nlohmann::json::parse(stream)) {
    const std::string device = fact.at("device");
    const bool pixel = device.starts_with("Pixel") && device.find("EdgeTPU") != std::string::npos;
    if (!pixel && device.find("Coral") == std::string::npos) continue;
    ASSERT_LT(next, shipped.size());
    EXPECT_EQ(shipped[next].model, fact.at("model"));
    EXPECT_EQ(shipped[next].device, device);
    EXPECT_EQ(shipped[next].latency_ms, fact.at("latency_ms"));
    EXPECT_EQ(sim::row_use_name(shipped[next].use), fact.at("use"));
    ++next;
  }
  EXPECT_EQ(next, shipped.size());
}

TEST(Validate, every_device_has_a_system_that_loads) {
  for (const auto& published : sim::read_published_rows(sim::published_rows_file())) {
    const sim::DeviceStandIn* device = sim::stand_in_for(published.device);
    ASSERT_NE(device, nullptr) << published.device;
    EXPECT_EQ(spec::load_system(std::string(device->system)).name, device->system);
    EXPECT_FALSE(device->family.empty());
  }
  EXPECT_EQ(sim::stand_in_for("Abacus"), nullptr);
}

TEST(Validate, broken_rows_are_refused_with_file_row_and_key) {
  const TemporaryFolder folder;
  const std::string good = row("MobileNet v1 224", kUsb, 2.4, "fit");
  const struct {
    std::string text, complaint;
  } cases[] = {
      {"{", "not a JSON list"},
      {"{}", "not a JSON list"},
      {"[3]", "row 0: 3, an object"},
      {"[" + good + ", {}]", "row 1: no 'model'"},
      {"[" + row("m", "d", 0, "fit") + "]", "'latency_ms' is 0"},
      {"[" + row("m", "d", -1, "fit") + "]", "'latency_ms' is -1"},
      {"[" + row("m", "d", 1, "guess") + "]", "use 'guess'"},
      {R"([{"model": 4}])", "'model' is 4"},
  };
  for (const auto& [text, complaint] : cases) {
    const std::string file = rows_file(folder, text);
    try {
      (void)sim::read_published_rows(file);
      ADD_FAILURE() << text;
    } catch (const workloads::UsageError& error) {
      EXPECT_THAT(error.what(), HasSubstr(complaint)) << text;
      EXPECT_THAT(error.what(), HasSubstr(file)) << text;
    }
    EXPECT_EQ(run_tessera({"validate", "--rows", file}).status, 2) << text;
  }
}

ValidatedRow validated(const std::string& device, RowUse use, double published,
                       std::optional<double> modelled) {
  ValidatedRow each;
  each.published.model = "m" + std::to_string(published);
  each.published.device = device;
  each.published.latency_ms = published;
  each.published.use = use;
  each.family = "family";
  each.modelled_ms = modelled;
  return each;
}

TEST(Validate, summary_is_what_a_calculator_says) {
  const std::vector<ValidatedRow> rows = {
      validated("a", RowUse::kFit, 1, 1.1),              // +10 %
      validated("a", RowUse::kFit, 2, 1.4),              // -30 %
      validated("b", RowUse::kFit, 4, 4.8),              // +20 %
      validated("b", RowUse::kBlind, 8, 10),             // +25 %
      validated("b", RowUse::kBlind, 16, std::nullopt),  // refused
      validated("b", RowUse::kBlind, 32, 30.4),          // -5 %
  };
  const auto families = sim::summarize_families(rows);
  ASSERT_EQ(families.size(), 2U);
  EXPECT_EQ(families[0].rows, 3U);
  EXPECT_NEAR(families[0].median_absolute_error, 0.20, 1e-9);
  EXPECT_NEAR(families[0].worst_error, -0.30, 1e-9);
  EXPECT_EQ(families[0].worst_model, rows[1].published.model);
  EXPECT_EQ(families[1].rows, 3U);
  EXPECT_EQ(families[1].modelled, 2U);
  EXPECT_NEAR(families[1].median_absolute_error, 0.15, 1e-9);
  const auto devices = sim::summarize_devices(rows);
  ASSERT_EQ(devices.size(), 3U);
  EXPECT_NEAR(devices[0].median_absolute_error, 0.20, 1e-9);
  EXPECT_NEAR(devices[1].median_absolute_error, 0.20, 1e-9);
}

/// The figure is the one of a run; what has no stand-in says so; unused text stays text.
TEST(Validate, a_row_is_a_run_or_a_reason) {
  const TemporaryFolder folder;
  const std::string file =
      rows_file(folder, "[" + row("MobileNet V1 0.25 128", kUsb, 0.9, "blind") + "," +
                            row("MobileNet V1 0.25 128", "Abacus", 1, "blind") + "," +
                            row("a|b network", kUsb, 1, "fit") + "]");
  const std::string page = folder.file("page.md");
  const auto run = run_tessera(
      {"validate", "--rows", file, "--programs", "", "--json", "-", "--markdown", page});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto json = run.json();
  ASSERT_EQ(json["rows"].size(), 3U);
  const auto& first = json["rows"][0];
  const auto single = run_tessera({"run", "mobilenet_v1_0.25_128", "--system", "coral_usb3",
                                   "--engine", "timing", "--json", "-"});
  ASSERT_EQ(single.status, 0) << single.err;
  const double call_us = single.json()["control"]["call_us"];
  EXPECT_DOUBLE_EQ(first["modelled_ms"].get<double>(), call_us * 1e-3);
  EXPECT_DOUBLE_EQ(first["error"].get<double>(), call_us * 1e-3 / 0.9 - 1);
  EXPECT_EQ(first["program"], "tessera");
  for (const std::size_t missing : {1U, 2U}) {
    EXPECT_TRUE(json["rows"][missing]["modelled_ms"].is_null());
    EXPECT_NE(json["rows"][missing]["remark"], "");
  }
  const auto bytes = read_bytes(page);
  EXPECT_THAT(std::string(bytes.begin(), bytes.end()), HasSubstr("a\\|b network"));
}

/// A call is the accelerator, the host's operators and the host's software.
TEST(Validate, a_call_adds_up) {
  const auto run = run_tessera({"run", "mobilenet_v1_0.25_128", "--system", "coral_usb3",
                                "--engine", "timing", "--json", "-"});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto json = run.json();
  const spec::SystemConfig system = spec::load_system("coral_usb3");
  const double expected_us =
      json["cycles"].get<double>() / system.clock_mhz +
      json["control"]["host_cycles"].get<double>() / system.host.control_core.clock_mhz +
      system.host.call_overhead_ns * 1e-3;
  EXPECT_NEAR(json["control"]["call_us"].get<double>(), expected_us, 1e-6);
  EXPECT_GT(system.host.call_overhead_ns, 0U);
}

TEST(Validate, googles_program_is_run_where_it_is_at_hand) {
  if (!std::filesystem::exists(sim::google_programs_folder()))
    GTEST_SKIP() << sim::google_programs_folder() << " is not there";
  const TemporaryFolder folder;
  const std::string file =
      rows_file(folder, "[" + row("MobileNet V1 0.25 128", kUsb, 0.9, "blind") + "]");
  const auto run = run_tessera({"validate", "--rows", file, "--json", "-"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.json()["rows"][0]["program"], "google");
}

}  // namespace
}  // namespace tessera::test
