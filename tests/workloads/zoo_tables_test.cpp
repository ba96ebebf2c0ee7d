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
  zoo::ImageSize input;
};

void PrintTo(const Counts& counts, std::ostream* out) { *out << counts.name; }

constexpr zoo::ImageSize square(std::int32_t size) { return zoo::square(size); }

// MobileNetV4: facts/mobilenetv4_blocks.json, "computed"; timm prints the same to every digit.
// V2 and V3: num_params of torchvision's weights; MACs of facts/workloads.md section 5.1 (300.8,
// 216.6 and 56.5 million) to the unit by the formula out_y * out_x * kernel^2 * in * out.
// V1: 4.232 million and 568.7 million MACs in the same section.
// The others: counted by a separate program (Python) from the sources' own descriptions, two
// parameters for each channel of a batch norm. It agrees with what is printed of them:
//   MobileNetV2 2.0, V3 0.5: 11.2 and 2.7 million parameters (MobileNetV4's paper, table 6);
//   MobileNetEdgeTPU: facts section 2.1, all digits; EfficientNet-EdgeTPU: section 2.2, all digits,
//   with 1000 classes, which is 1281 (1537) parameters and 1280 (1536) MACs less;
//   MultiHardware: section 4, 8.90 M / 764 M and 10.06 M / 948 M;
//   MobileOne: 2.1 M / 275 M and 14.8 M / 2978 M (its paper, table 9);
//   ResNet-50 V1: torchvision's 25,557,032; V2: Keras' 25,568,360 trainable ones, which count the
//   same; V1 has 3.86 G MACs at 224 in the same count, the 3.8 G of arXiv 1512.03385;
//   SSD MobileNetV1: 6.8 M / 1.2 G (arXiv 1704.04861, table 13);
//   MobileDet-EdgeTPU: 2.777 M parameters of the backbone, facts section 3.
constexpr Counts kCounts[] = {
    {"mobilenet_v4_conv_small", 3774024, 186005568, square(224)},
    {"mobilenet_v4_conv_medium", 9715512, 1080244224, square(256)},
    {"mobilenet_v4_conv_large", 32590864, 6376220672, square(384)},
    {"mobilenet_v4_hybrid_medium", 11074648, 1271183360, square(256)},
    {"mobilenet_v4_hybrid_large", 37764624, 7711877120, square(384)},
    {"mobilenet_v3_large", 5483032, 216589760, square(224)},
    {"mobilenet_v3_small", 2542856, 56510400, square(224)},
    {"mobilenet_v3_large_0.50", 2689520, 69247600, square(224)},
    {"mobilenet_v2", 3504872, 300774272, square(224)},
    {"mobilenet_v2_0.50", 1968680, 97131840, square(224)},
    {"mobilenet_v2_2.00", 11258088, 1137428224, square(224)},
    {"mobilenet_v1", 4231976, 568740352, square(224)},
    {"mobilenet_edgetpu_0.75", 2989441, 624487584, square(224)},
    {"mobilenet_edgetpu", 4092713, 990670464, square(224)},
    {"mobilenet_edgetpu_1.25", 6030497, 1638372512, square(224)},
    {"mobilenet_edgetpu_1.50", 8134217, 2212453824, square(224)},
    {"mobilenet_edgetpu_1.75", 10769025, 3139134432, square(224)},
    {"efficientnet_edgetpu_s", 5438392 + 1281, 1788731008 + 1280, square(224)},
    {"efficientnet_edgetpu_m", 6899496 + 1281, 3013321088 + 1280, square(240)},
    {"efficientnet_edgetpu_l", 10589712 + 1537, 7936082848 + 1536, square(300)},
    {"multi_hardware_max_1.50", 8901016, 764025648, square(224)},
    {"multi_hardware_avg_1.50", 10063960, 948246048, square(224)},
    {"mobileone_s0", 2078504, 275110400, square(224)},
    {"mobileone_s4", 14838352, 2979269760, square(224)},
    {"resnet50_v1_299", 25557032, 7211875072, square(299)},
    {"resnet50_v2_299", 25568360, 6544788800, square(299)},
    {"ssd_mobilenet_v1_300", 6819839, 1237129408, square(300)},
    {"ssd_mobilenet_v2_300", 6066431, 772779056, square(300)},
    {"ssdlite_mobilenet_v1_300", 5246911, 1212977536, square(300)},
    {"ssdlite_mobilenet_v2_300", 4500543, 749503856, square(300)},
    {"ssdlite_mobilenet_edgetpu_320", 3857215, 2072672704, square(320)},
    {"ssdlite_mobiledet_edgetpu_300", 4146543, 1389486368, square(300)},
    {"ssdlite_mobiledet_edgetpu_320", 4146543, 1533181504, square(320)},
    {"unet_mobilenet_v2_128", 6472035, 585512960, square(128)},
    {"deeplab_v3_mobilenet_v2_513", 2113557, 2740709056, square(513)},
    {"mnist_cnn", 87658, 13213312, {28, 28, 1}},
    {"mnist_cnn_8", 87658, 153737472, {224, 28, 1}},
    {"mnist_cnn_32", 87658, 635534592, {896, 28, 1}},
    {"mnist_cnn_64", 87658, 1277930752, {1792, 28, 1}},
    {"mnist_cnn_128", 87658, 2562723072, {3584, 28, 1}},
    // Outputs times inputs, and a bias each.
    {"fc_64x64", 64 * 65, 64 * 64, {1, 1, 64}},
    {"fc_288x288", 288 * 289, 288 * 288, {1, 1, 288}},
    {"fc_768x288", 768 * 289, 768 * 288, {1, 1, 288}},
    {"fc_288x768", 288 * 769, 288 * 768, {1, 1, 768}},
    {"fc_1024x1024", 1024 * 1025, 1024 * 1024, {1, 1, 1024}},
    {"fc_2048x1024", 2048 * 1025, 2048 * 1024, {1, 1, 1024}},
    {"fc_1024x4096", 1024 * 4097, 1024 * 4096, {1, 1, 4096}},
    {"trivial", 13, 12, square(2)},
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
  const auto& input = GetParam().input;
  EXPECT_EQ(found.input, (Shape{1, input.height, input.width, input.channels}));
}

INSTANTIATE_TEST_SUITE_P(All, ZooCounts, testing::ValuesIn(kCounts), [](const auto& tested) {
  std::string name = tested.param.name;
  std::ranges::replace(name, '.', '_');
  return name;
});

TEST(Zoo, conv_stacks_have_a_7x7_per_layer_and_one_value_at_the_end) {
  constexpr std::uint64_t kWindow = 7 * 7;
  for (const std::uint64_t layers : {10, 25, 50, 75, 100, 150, 200, 250, 300}) {
    const auto found = entry("conv_stack_" + std::to_string(layers));
    const std::uint64_t weights = kWindow * 3 * 32 + (layers - 1) * kWindow * 32 * 32;
    EXPECT_EQ(found.parameters, weights + layers * 32 + 32 + 1);
    EXPECT_EQ(found.macs, weights * 128 * 128 + 32);
    EXPECT_EQ(found.input, (Shape{1, 2, 2, 3}));
  }
}

TEST(Zoo, dense_stacks_have_square_layers_between_twelve_inputs_and_one_output) {
  const auto expect = [](std::uint64_t units, std::uint64_t layers) {
    const auto found = entry("dense_stack_" + std::to_string(units) + "x" + std::to_string(layers));
    const std::uint64_t weights = 12 * units + (layers - 1) * units * units + units;
    EXPECT_EQ(found.macs, weights) << found.name;
    EXPECT_EQ(found.parameters, weights + layers * units + 1) << found.name;
  };
  for (std::uint64_t layers = 100; layers <= 900; layers += 100) {
    expect(100, layers);
  }
  for (std::uint64_t units = 150; units <= 400; units += 50) {
    expect(units, 100);
  }
}

TEST(Zoo, every_network_is_near_its_published_figures) {
  // MobileNetV4's paper counts most of its models in units of 2^20 and 2^30 (facts/workloads.md
  // section 1.2), and rounds Conv-S's MACs from 0.186 to 0.2 billion.
  for (const auto& model : zoo_models()) {
    if (model.published_parameters_m > 0.0) {
      EXPECT_NEAR(static_cast<double>(model.parameters) / 1e6, model.published_parameters_m,
                  0.08 * model.published_parameters_m)
          << model.name;
    }
    if (model.published_macs_m > 0.0) {
      EXPECT_NEAR(static_cast<double>(model.macs) / 1e6, model.published_macs_m,
                  0.09 * model.published_macs_m)
          << model.name;
    }
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
