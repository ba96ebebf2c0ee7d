// SPDX-License-Identifier: Apache-2.0
// The zoo's tables against published counts and block lists.
#include "workloads/error.h"
#include "workloads/zoo/expand.h"
#include "workloads/zoo/network.h"
#include "workloads/zoo/zoo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

namespace tessera::workloads {
namespace {

struct Counts {
  const char* name;
  std::uint64_t parameters;
  std::uint64_t macs;
  std::int32_t resolution;
};

void PrintTo(const Counts& counts, std::ostream* out) { *out << counts.name; }

// MobileNetV4: facts/mobilenetv4_blocks.json, "computed"; timm prints the same to every digit.
// V2 and V3: num_params of torchvision's weights; MACs of facts/workloads.md section 5.1 (300.8,
// 216.6 and 56.5 million) to the unit by the formula out_y * out_x * kernel^2 * in * out.
// V1: 4.232 million and 568.7 million MACs in the same section.
constexpr Counts kCounts[] = {
    {"mobilenet_v4_conv_small", 3774024, 186005568, 224},
    {"mobilenet_v4_conv_medium", 9715512, 1080244224, 256},
    {"mobilenet_v4_conv_large", 32590864, 6376220672, 384},
    {"mobilenet_v4_hybrid_medium", 11074648, 1271183360, 256},
    {"mobilenet_v4_hybrid_large", 37764624, 7711877120, 384},
    {"mobilenet_v3_large", 5483032, 216589760, 224},
    {"mobilenet_v3_small", 2542856, 56510400, 224},
    {"mobilenet_v2", 3504872, 300774272, 224},
    {"mobilenet_v1", 4231976, 568740352, 224},
};

ZooEntry entry(std::string_view name) {
  const auto models = zoo_models();
  const auto found = std::ranges::find(models, name, &ZooEntry::name);
  return found == models.end() ? ZooEntry{} : *found;
}

class ZooCounts : public testing::TestWithParam<Counts> {};

TEST_P(ZooCounts, parameters_and_macs_are_the_published_integers) {
  const auto found = entry(GetParam().name);
  EXPECT_EQ(found.parameters, GetParam().parameters);
  EXPECT_EQ(found.macs, GetParam().macs);
  EXPECT_EQ(found.input, (Shape{1, GetParam().resolution, GetParam().resolution, 3}));
}

INSTANTIATE_TEST_SUITE_P(All, ZooCounts, testing::ValuesIn(kCounts),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Zoo, every_network_is_near_its_published_figures) {
  // MobileNetV4's paper counts most of its models in units of 2^20 and 2^30 (facts/workloads.md
  // section 1.2), and rounds Conv-S's MACs from 0.186 to 0.2 billion.
  for (const auto& model : zoo_models()) {
    EXPECT_NEAR(static_cast<double>(model.parameters) / 1e6, model.published_parameters_m,
                0.08 * model.published_parameters_m)
        << model.name;
    EXPECT_NEAR(static_cast<double>(model.macs) / 1e6, model.published_macs_m,
                0.09 * model.published_macs_m)
        << model.name;
    EXPECT_FALSE(model.source.empty()) << model.name;
  }
}

TEST(Zoo, names_are_unique) {
  std::set<std::string> names;
  for (const auto& model : zoo_models()) {
    EXPECT_TRUE(names.insert(model.name).second) << model.name;
  }
}

TEST(Zoo, unknown_name_is_refused_with_the_known_ones) {
  try {
    static_cast<void>(build_zoo_model("mobilenet_v5"));
    FAIL() << "not refused";
  } catch (const UsageError& error) {
    const std::string message = error.what();
    EXPECT_THAT(message, testing::HasSubstr("\"mobilenet_v5\""));
    for (const auto& model : zoo_models()) {
      EXPECT_THAT(message, testing::HasSubstr(model.name));
    }
  }
}

/// Parameters and MACs per block of the expanded table.
std::map<int, std::pair<std::uint64_t, std::uint64_t>> per_block(const zoo::Network& network) {
  std::map<int, std::pair<std::uint64_t, std::uint64_t>> blocks;
  for (const auto& layer : zoo::expand(network)) {
    auto& block = blocks[std::stoi(layer.name.substr(std::string("block").size()))];
    block.first += layer.parameters;
    block.second += layer.macs;
  }
  return blocks;
}

TEST(Zoo, mobilenet_v4_agrees_block_by_block) {
  const std::string path = std::string(TESSERA_SHARED_DIR) + "/facts/mobilenetv4_blocks.json";
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "needs " << path;
  }
  const std::map<std::string_view, std::string> published{
      {"mobilenet_v4_conv_small", "MNv4-Conv-S"},
      {"mobilenet_v4_conv_medium", "MNv4-Conv-M"},
      {"mobilenet_v4_conv_large", "MNv4-Conv-L"},
      {"mobilenet_v4_hybrid_medium", "MNv4-Hybrid-M"},
      {"mobilenet_v4_hybrid_large", "MNv4-Hybrid-L"}};
  std::ifstream file(path);
  const auto facts = nlohmann::json::parse(file);
  for (const auto& network : zoo::mobilenet_v4_networks()) {
    const auto& blocks = facts.at("models").at(published.at(network.name)).at("blocks");
    const auto ours = per_block(network);
    ASSERT_EQ(ours.size(), blocks.size()) << network.name;
    for (const auto& [index, counts] : ours) {
      const auto& block = blocks.at(static_cast<std::size_t>(index));
      EXPECT_EQ(counts.first, block.at("params").get<std::uint64_t>())
          << network.name << " block " << index;
      EXPECT_EQ(counts.second, block.at("macs").get<std::uint64_t>())
          << network.name << " block " << index;
    }
  }
}

struct Nonlinearities {
  std::ptrdiff_t relu, relu6, hard_swish, gelu;

  bool operator==(const Nonlinearities&) const = default;
};

void PrintTo(const Nonlinearities& n, std::ostream* out) {
  *out << n.relu << " RELU, " << n.relu6 << " RELU6, " << n.hard_swish << " HARD_SWISH, " << n.gelu
       << " GELU";
}

/// Fused ones and those that are operators.
Nonlinearities nonlinearities(const zoo::Network& network) {
  Nonlinearities found{};
  for (const auto& layer : zoo::expand(network)) {
    auto fused = Activation::kNone;
    if (const auto* conv = std::get_if<Conv2d>(&layer.options)) {
      fused = conv->activation;
    } else if (const auto* depthwise = std::get_if<DepthwiseConv2d>(&layer.options)) {
      fused = depthwise->activation;
    }
    found.relu += fused == Activation::kRelu ? 1 : 0;
    found.relu6 += fused == Activation::kRelu6 ? 1 : 0;
    found.hard_swish += std::holds_alternative<HardSwish>(layer.options) ? 1 : 0;
    found.gelu += std::holds_alternative<Gelu>(layer.options) ? 1 : 0;
  }
  return found;
}

TEST(Zoo, nonlinearities_are_where_the_publications_have_them) {
  const auto v1 = zoo::mobilenet_v1_networks();
  const auto v2 = zoo::mobilenet_v2_networks();
  const auto v3 = zoo::mobilenet_v3_networks();
  const auto v4 = zoo::mobilenet_v4_networks();
  // V1: stem and two per block. V2: stem, 17 depthwise, 16 expansions, head.
  EXPECT_EQ(nonlinearities(v1[0]), (Nonlinearities{0, 27, 0, 0}));
  EXPECT_EQ(nonlinearities(v2[0]), (Nonlinearities{0, 35, 0, 0}));
  // Large: HARD_SWISH behind stem, two heads and twice in 9 blocks; RELU in 6 blocks, one of them
  // without expansion, and in 8 squeezes, which have a RELU6 each, too.
  EXPECT_EQ(nonlinearities(v3[0]), (Nonlinearities{11 + 8, 8, 3 + 18, 0}));
  // Small: twice in 8 blocks; RELU in 3 blocks, one without expansion, and in 9 squeezes.
  EXPECT_EQ(nonlinearities(v3[1]), (Nonlinearities{5 + 9, 9, 3 + 16, 0}));
  // facts/mobilenetv4_blocks.json, primitives with an activation.
  EXPECT_EQ(nonlinearities(v4[0]), (Nonlinearities{30, 0, 0, 0}));
  EXPECT_EQ(nonlinearities(v4[1]), (Nonlinearities{38, 0, 0, 0}));
  EXPECT_EQ(nonlinearities(v4[2]), (Nonlinearities{49, 0, 0, 0}));
  EXPECT_EQ(nonlinearities(v4[3]), (Nonlinearities{39, 0, 0, 0}));
  EXPECT_EQ(nonlinearities(v4[4]), (Nonlinearities{0, 0, 0, 50}));
}

/// Layers of a block by name, without the block's.
std::vector<std::string> layers_of(const zoo::Network& network, const std::string& block) {
  std::vector<std::string> names;
  for (const auto& layer : zoo::expand(network)) {
    if (layer.name.starts_with(block + "/")) {
      names.push_back(layer.name.substr(block.size() + 1));
    }
  }
  return names;
}

TEST(Zoo, squeeze_and_excite_sits_between_depthwise_and_projection) {
  EXPECT_THAT(layers_of(zoo::mobilenet_v3_networks()[1], "block1"),
              testing::ElementsAre("depthwise", "squeeze/mean", "squeeze/reduce", "squeeze/gate",
                                   "squeeze/scale", "project"));
}

TEST(Zoo, attention_has_heads_as_rows_and_one_key_and_value) {
  // Hybrid-M's first attention block: 16x16 positions of 160 channels, 4 heads of 64, keys and
  // values at half the resolution (facts/workloads.md section 1.1).
  const auto& network = zoo::mobilenet_v4_networks()[3];
  EXPECT_THAT(layers_of(network, "block8"),
              testing::ElementsAre("query", "key_depthwise", "key", "key_rows", "value_depthwise",
                                   "value", "value_rows", "query_rows", "scores", "softmax",
                                   "heads", "image", "project", "add"));
  const auto layers = zoo::expand(network);
  const auto shape = [&](std::string_view name) {
    const auto found = std::ranges::find(layers, name, &zoo::Layer::name);
    return found == layers.end() ? Shape{} : found->output;
  };
  EXPECT_EQ(shape("block8/query_rows"), (Shape{1, 16 * 16 * 4, 64}));
  EXPECT_EQ(shape("block8/key_rows"), (Shape{1, 8 * 8, 64}));
  EXPECT_EQ(shape("block8/scores"), (Shape{1, 16 * 16 * 4, 8 * 8}));
  EXPECT_EQ(shape("block8/image"), (Shape{1, 16, 16, 4 * 64}));
}

}  // namespace
}  // namespace tessera::workloads
