// SPDX-License-Identifier: Apache-2.0
// Every published latency of an Edge TPU is about a network of the zoo, or says why not.
#include "workloads/zoo/published.h"
#include "workloads/zoo/zoo.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>

namespace tessera::workloads {
namespace {

TEST(ZooPublished, rows_name_networks_of_the_zoo_or_a_reason) {
  std::set<std::string> names;
  for (const auto& model : zoo_models()) {
    names.insert(model.name);
  }
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& row : published_models()) {
    EXPECT_TRUE(seen.emplace(row.model, row.input).second) << row.model;
    if (row.network.empty()) {
      EXPECT_FALSE(row.remark.empty()) << row.model;
    } else {
      EXPECT_TRUE(names.contains(std::string(row.network))) << row.model << ": " << row.network;
    }
  }
}

TEST(ZooPublished, model_and_input_find_a_row) {
  const auto row =
      network_of_published_row("single FC 288 outputs x 768 inputs, weights cached", "768");
  EXPECT_EQ(row.name, "fc_288x768");
  for (const auto& unknown : {network_of_published_row("MobileNet v9", "224x224"),
                              // Rows of that name have an input.
                              network_of_published_row("MobileNet v1", "")}) {
    EXPECT_EQ(unknown.name, "");
    EXPECT_EQ(unknown.remark, "not in the zoo's table of published models");
  }
}

class ZooPublishedFile : public testing::Test {
 protected:
  void SetUp() override {
    const std::string path = std::string(TESSERA_SHARED_DIR) + "/facts/published_latency.json";
    if (!std::filesystem::exists(path)) {
      GTEST_SKIP() << "needs " << path;
    }
    std::ifstream file(path);
    for (auto& row : nlohmann::json::parse(file)) {
      const auto device = row.at("device").get<std::string>();
      for (const auto* part : {"EdgeTPU", "Edge TPU", "Coral"}) {
        if (device.find(part) != std::string::npos) {
          rows_.push_back(row);
          break;
        }
      }
    }
  }

  std::vector<nlohmann::json> rows_;  // those of an Edge TPU
};

TEST_F(ZooPublishedFile, has_a_row_for_each) {
  EXPECT_EQ(rows_.size(), 116U);
  std::set<std::string> used;
  for (const auto& row : rows_) {
    const auto model = row.at("model").get<std::string>();
    const auto input = row.value("input", "");
    EXPECT_TRUE(std::ranges::any_of(published_models(), [&](const PublishedModel& known) {
      return known.model == model && known.input == input;
    })) << row;
    used.insert(model);
  }
  for (const auto& row : published_models()) {
    EXPECT_TRUE(used.contains(std::string(row.model))) << row.model << " is in no row of the file";
  }
}

/// The file prints parameters as the sources do, most of them in units of 2^20
/// (facts/workloads.md section 1.2).
TEST_F(ZooPublishedFile, networks_have_the_parameters_of_their_rows) {
  const auto models = zoo_models();
  std::size_t compared = 0;
  for (const auto& row : rows_) {
    const auto found =
        network_of_published_row(row.at("model").get<std::string>(), row.value("input", ""));
    if (found.name.empty() || !row.contains("params_m") || row.at("params_m").is_null()) {
      continue;
    }
    const auto model = std::ranges::find(models, found.name, &ZooEntry::name);
    ASSERT_NE(model, models.end());
    const auto published = row.at("params_m").get<double>();
    EXPECT_NEAR(static_cast<double>(model->parameters) / 1e6, published, 0.08 * published) << row;
    ++compared;
  }
  EXPECT_GE(compared, 17U);
}

}  // namespace
}  // namespace tessera::workloads
