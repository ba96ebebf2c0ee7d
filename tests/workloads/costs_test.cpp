// SPDX-License-Identifier: Apache-2.0
// Multiplications and bytes per operator, by hand and against figures published with real networks.
#include "workloads/graph/costs.h"

#include "tests/support/shared_models.h"
#include "workloads/graph/builder.h"
#include "workloads/import/tflite.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ostream>

namespace tessera::workloads {
namespace {

constexpr auto kInt8 = DataType::kInt8;
const Quantization kUnit = per_tensor(1.0F, 0);

TensorIndex zeros(GraphBuilder& b, const char* name, Shape shape) {
  const auto size = static_cast<std::size_t>(element_count(shape));
  return b.constant(name, kInt8, std::move(shape), kUnit, Bytes(size));
}

Costs costs_of(GraphBuilder& b, TensorIndex y) {
  b.output(y);
  return operator_costs(b.build(), 0);
}

TEST(Costs, convolution_counts_padding_and_reads_weights_and_bias) {
  GraphBuilder b("net");
  const auto x = b.input("x", kInt8, {1, 5, 4, 3}, kUnit);
  const auto w = zeros(b, "w", {8, 3, 3, 3});
  const auto bias = b.integers("bias", {0, 0, 0, 0, 0, 0, 0, 0});
  const auto costs = costs_of(b, b.add("y", Conv2d{{Padding::kSame, 2, 2}}, {x, w, bias}, kInt8));
  EXPECT_EQ(costs.macs, 3 * 2 * 8 * (3 * 3 * 3));
  EXPECT_EQ(costs.parameter_bytes, 8U * 27 + 8 * 4);
  EXPECT_EQ(costs.input_bytes, 60U);
  EXPECT_EQ(costs.output_bytes, 48U);
}

TEST(Costs, depthwise_counts_one_channel_per_output) {
  GraphBuilder b("net");
  const auto x = b.input("x", kInt8, {1, 5, 4, 3}, kUnit);
  const auto w = zeros(b, "w", {1, 3, 2, 6});
  const auto costs = costs_of(b, b.add("y", DepthwiseConv2d{{}, 2}, {x, w, kNoTensor}, kInt8));
  EXPECT_EQ(costs.macs, 5 * 4 * 6 * (3 * 2));
  EXPECT_EQ(costs.parameter_bytes, 36U);
}

TEST(Costs, transposed_convolution_counts_windows_of_the_input) {
  GraphBuilder b("net");
  const auto shape = b.integers("shape", {1, 4, 6, 5});
  const auto w = zeros(b, "w", {5, 3, 3, 7});
  const auto x = b.input("x", kInt8, {1, 2, 3, 7}, kUnit);
  const auto costs =
      costs_of(b, b.add("y", TransposeConv{{Padding::kSame, 2, 2}}, {shape, w, x}, kInt8));
  EXPECT_EQ(costs.macs, 2 * 3 * 7 * (3 * 3 * 5));
  EXPECT_EQ(costs.parameter_bytes, 5U * 9 * 7);  // the shape is no parameter
  EXPECT_EQ(costs.input_bytes, 42U);
}

TEST(Costs, matrix_products_count_the_summed_dimension_of_every_batch) {
  GraphBuilder b("net");
  const auto left = b.input("a", kInt8, {3, 1, 5, 2}, kUnit);
  const auto right = b.input("b", kInt8, {4, 7, 5}, kUnit);
  const auto costs = costs_of(b, b.add("y", BatchMatmul{true, true}, {left, right}, kInt8));
  EXPECT_EQ(costs.macs, (3 * 4) * 2 * 7 * 5);
  EXPECT_EQ(costs.input_bytes, 30U + 140);
}

TEST(Costs, moving_elements_costs_bytes_only) {
  GraphBuilder b("net");
  const auto x = b.input("x", DataType::kInt16, {2, 3}, kUnit);
  const auto costs = costs_of(
      b, b.add("y", Transpose{}, {x, b.integers("order", {1, 0})}, DataType::kInt16, kUnit));
  EXPECT_EQ(costs.macs, 0);
  EXPECT_EQ(costs.parameter_bytes, 0U);
  EXPECT_EQ(costs.input_bytes, 12U);
  EXPECT_EQ(costs.output_bytes, 12U);
}

TEST(Costs, lstm_counts_both_products_of_four_gates_at_every_step) {
  TESSERA_NEEDS_SHARED_MODELS();
  // Layers of 257 and 128 inputs with 128 cells, one step, and 257 outputs behind them.
  const auto graph = import_tflite(test::shared_model("dtln_noise_suppression.tflite"));
  EXPECT_EQ(operator_costs(graph, 0).macs, 4 * 128 * (257 + 128));
  EXPECT_EQ(total_costs(graph).macs, 4 * 128 * (257 + 128) + 4 * 128 * (128 + 128) + 128 * 257);
}

/// Millions of multiply-accumulates, to two decimals, as models/README.md states them.
struct Published {
  const char* file;
  double million_macs;

  friend std::ostream& operator<<(std::ostream& stream, const Published& published) {
    return stream << published.file;
  }
};

class PublishedCosts : public testing::TestWithParam<Published> {};

TEST_P(PublishedCosts, real_networks_have_their_published_macs) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = import_tflite(test::shared_model(GetParam().file));
  const auto macs = static_cast<double>(total_costs(graph).macs);
  EXPECT_NEAR(std::round(macs / 1e4) / 100.0, GetParam().million_macs, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Files, PublishedCosts,
                         testing::Values(Published{"ad01_int8.tflite", 0.26},
                                         Published{"kws_ref_model.tflite", 2.66},
                                         Published{"person_detect.tflite", 7.16},
                                         Published{"pretrainedResnet_quant.tflite", 12.50},
                                         Published{"tf2_mobilenet_v2_1.0_224_ptq.tflite", 300.78}));

}  // namespace
}  // namespace tessera::workloads
