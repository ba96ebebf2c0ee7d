// SPDX-License-Identifier: Apache-2.0
// Graphs of the zoo: form, determinism, activations that neither saturate nor die.
#include "workloads/graph/costs.h"
#include "workloads/input/lcg.h"
#include "workloads/reference/executor.h"
#include "workloads/zoo/statistics.h"
#include "workloads/zoo/zoo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::workloads {
namespace {

/// Images that the calibration has not seen.
std::vector<Bytes> fresh_images(const Graph& graph, std::size_t count) {
  Lcg lcg(777);
  std::vector<Bytes> images;
  for (std::size_t i = 0; i < count; ++i) {
    images.push_back(lcg.bytes(graph.tensor(graph.inputs.at(0)).size_bytes()));
  }
  return images;
}

/// The stacks' last layer reads one corner, which a small image far away does not reach.
bool reads_a_corner(std::string_view name, const LayerStatistics& layer) {
  return name.starts_with("conv_stack") && layer.elements == 4;
}

void expect_lively(std::string_view name) {
  // Of a vector, a channel must differ between images; two or three may agree by chance. The last
  // maps of detectors have one position behind a ReLU6, where every second value is zero: of four
  // images one channel in 16 would be.
  const std::size_t images = name.starts_with("ssd") ? 8 : 4;
  const auto graph = build_zoo_model(name);
  constexpr double kMost = 0.05;
  for (const auto& layer : layer_statistics(graph, fresh_images(graph, images))) {
    EXPECT_LT(layer.saturated, kMost) << layer.tensor;
    if (!reads_a_corner(name, layer)) {
      EXPECT_LT(layer.constant, kMost) << layer.tensor;
    }
    EXPECT_GT(layer.elements, 0U) << layer.tensor;
  }
}

std::uint64_t kernel_weights(const Graph& graph) {
  std::uint64_t count = 0;
  for (const auto& tensor : graph.tensors) {
    if (tensor.is_constant() && tensor.type == DataType::kInt8) {
      count += tensor.size_bytes();
    }
  }
  return count;
}

std::vector<std::string> operators(const Graph& graph) {
  std::vector<std::string> names;
  for (const auto& op : graph.operators) {
    names.emplace_back(operator_name(op.options));
  }
  return names;
}

TEST(ZooGraph, conv_small_has_the_published_kernels) {
  const auto graph = build_zoo_model("mobilenet_v4_conv_small");
  EXPECT_EQ(kernel_weights(graph), 3747936U);  // facts/mobilenetv4_blocks.json
  const auto names = operators(graph);
  EXPECT_EQ(std::ranges::count(names, "CONV_2D"), 31);            // 5, two per bottleneck, 2
  EXPECT_EQ(std::ranges::count(names, "DEPTHWISE_CONV_2D"), 15);  // one per bottleneck, 3 have two
  EXPECT_EQ(std::ranges::count(names, "ADD"), 10);
  EXPECT_EQ(std::ranges::count(names, "MEAN"), 1);
  EXPECT_EQ(std::ranges::count(names, "FULLY_CONNECTED"), 1);
  EXPECT_EQ(graph.tensor(graph.outputs.at(0)).shape, (Shape{1, 1000}));
}

/// The graph's own multiplications, counted from its shapes.
void expect_counted_macs(std::string_view name) {
  const auto models = zoo_models();
  const auto entry = std::ranges::find(models, name, &ZooEntry::name);
  ASSERT_NE(entry, models.end());
  EXPECT_EQ(static_cast<std::uint64_t>(total_costs(build_zoo_model(name)).macs), entry->macs);
}

TEST(ZooGraph, operators_multiply_as_often_as_the_table_says) {
  for (const auto* name :
       {"mobilenet_v1_0.25_128", "mobilenet_v3_small", "mobilenet_v4_conv_small",
        "mobilenet_v3_large_0.50", "unet_mobilenet_v2_128", "mnist_cnn", "mnist_cnn_8", "trivial",
        "conv_stack_10", "dense_stack_100x100", "fc_288x768"}) {
    expect_counted_macs(name);
  }
}

TEST(ZooGraphSlow, operators_multiply_as_often_as_the_table_says) {
  for (const auto& model : zoo_models()) {
    expect_counted_macs(model.name);
  }
}

TEST(ZooGraph, weights_are_per_channel_and_bias_scales_are_products) {
  const auto graph = build_zoo_model("mobilenet_v1_0.25_128");
  for (const auto& op : graph.operators) {
    if (op.inputs.size() != 3) {
      continue;
    }
    const auto& x = graph.tensor(op.inputs[0]);
    const auto& weights = graph.tensor(op.inputs[1]);
    const auto& bias = graph.tensor(op.inputs[2]);
    const bool depthwise = std::holds_alternative<DepthwiseConv2d>(op.options);
    EXPECT_EQ(weights.quantization->axis, depthwise ? 3 : 0) << op.name;
    ASSERT_EQ(weights.quantization->scales.size(), bias.quantization->scales.size()) << op.name;
    for (std::size_t i = 0; i < bias.quantization->scales.size(); ++i) {
      EXPECT_EQ(bias.quantization->scales[i],
                x.quantization->scales[0] * weights.quantization->scales[i]);
      EXPECT_EQ(weights.quantization->zero_points[i], 0);
      EXPECT_EQ(bias.quantization->zero_points[i], 0);
    }
  }
}

TEST(ZooGraph, same_seed_gives_the_same_graph_and_another_does_not) {
  const auto first = build_zoo_model("mobilenet_v1_0.25_128");
  const auto again = build_zoo_model("mobilenet_v1_0.25_128");
  const auto other = build_zoo_model("mobilenet_v1_0.25_128", kZooSeed + 1);
  ASSERT_EQ(first.tensors.size(), again.tensors.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < first.tensors.size(); ++i) {
    EXPECT_EQ(first.tensors[i].quantization, again.tensors[i].quantization);
    if (first.tensors[i].is_constant()) {
      EXPECT_EQ(*first.tensors[i].data, *again.tensors[i].data);
      different += *first.tensors[i].data != *other.tensors[i].data ? 1 : 0;
    }
  }
  EXPECT_EQ(different,
            2U * 28U);  // weights and bias of 13 separable blocks' two layers, stem, classifier
}

TEST(ZooGraph, outputs_depend_on_the_image) {
  const auto graph = build_zoo_model("mobilenet_v1_0.25_128");
  const auto images = fresh_images(graph, 2);
  Executor executor(graph);
  executor.run({images.data(), 1});
  const auto first = executor.output();
  executor.run({images.data() + 1, 1});
  EXPECT_NE(executor.output(), first);
}

/// A test's name may hold letters, digits and underscores.
std::string test_name(const testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '.', '_');
  return name;
}

class ZooLively : public testing::TestWithParam<const char*> {};
TEST_P(ZooLively, under_five_percent_saturated_or_constant) { expect_lively(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Small, ZooLively,
                         testing::Values("mobilenet_v1_0.25_128", "mobilenet_v1_0.50_160",
                                         "mobilenet_v2_0.50", "mobilenet_v3_small",
                                         "mobilenet_v3_large_0.50", "mobilenet_v4_conv_small",
                                         "trivial", "fc_64x64", "fc_2048x1024", "mnist_cnn",
                                         "mnist_cnn_8", "dense_stack_100x100"),
                         test_name);

// One of those that differ in repeats or in the image's size alone.
class ZooLivelySlow : public testing::TestWithParam<const char*> {};
TEST_P(ZooLivelySlow, under_five_percent_saturated_or_constant) { expect_lively(GetParam()); }
INSTANTIATE_TEST_SUITE_P(
    Large, ZooLivelySlow,
    testing::Values("mobilenet_v1", "mobilenet_v2", "mobilenet_v2_2.00", "mobilenet_v4_conv_medium",
                    "mobilenet_v4_conv_large", "mobilenet_v3_large", "mobilenet_v4_hybrid_medium",
                    "mobilenet_v4_hybrid_large", "mobilenet_edgetpu_0.75", "mobilenet_edgetpu",
                    "mobilenet_edgetpu_1.75", "efficientnet_edgetpu_s", "efficientnet_edgetpu_m",
                    "efficientnet_edgetpu_l", "multi_hardware_max_1.50", "multi_hardware_avg_1.50",
                    "mobileone_s0", "mobileone_s4", "resnet50_v1_299", "resnet50_v2_299",
                    "ssd_mobilenet_v1_300", "ssd_mobilenet_v2_300", "ssdlite_mobilenet_v1_300",
                    "ssdlite_mobilenet_v2_300", "ssdlite_mobilenet_edgetpu_320",
                    "ssdlite_mobiledet_edgetpu_320", "unet_mobilenet_v2_128",
                    "deeplab_v3_mobilenet_v2_513", "conv_stack_10", "dense_stack_100x900",
                    "dense_stack_400x100", "fc_1024x4096", "mnist_cnn_32"),
    test_name);

}  // namespace
}  // namespace tessera::workloads
