// SPDX-License-Identifier: Apache-2.0
// The statistics that judge the zoo must see saturation and dead channels where they are.
#include "workloads/graph/builder.h"
#include "workloads/zoo/statistics.h"

#include <gtest/gtest.h>

#include <vector>

namespace tessera::workloads {
namespace {

Quantization grid(float scale, std::int64_t zero) { return {{scale}, {zero}}; }

/// [1, 2, 2, 2] through 1x1 weights {{a, 0}, {0, b}} of scale 1 to an output of `output`.
Graph diagonal(std::int8_t a, std::int8_t b, Activation activation, const Quantization& output) {
  GraphBuilder builder("diagonal");
  const auto x = builder.input("x", DataType::kInt8, {1, 2, 2, 2}, grid(1.0F, 0));
  const auto w =
      builder.constant("w", DataType::kInt8, {2, 1, 1, 2}, Quantization{{1.0F, 1.0F}, {0, 0}, 0},
                       {static_cast<std::uint8_t>(a), 0, 0, static_cast<std::uint8_t>(b)});
  builder.output(builder.add("y", Conv2d{{}, activation}, {x, w}, DataType::kInt8, output));
  return builder.build();
}

const std::vector<Bytes> kImage{{10, 1, 20, 2, 30, 3, 40, 4}};

TEST(ZooStatistics, clipped_values_are_saturated_at_both_ends) {
  // Channel 0: 40, 80, 120, 160 -> the last clips at 127; channel 1: -50 to -200, two clip.
  const auto statistics =
      layer_statistics(diagonal(4, -50, Activation::kNone, grid(1.0F, 0)), kImage);
  ASSERT_EQ(statistics.size(), 1U);
  EXPECT_EQ(statistics[0].tensor, "y");
  EXPECT_EQ(statistics[0].operation, "CONV_2D");
  EXPECT_EQ(statistics[0].elements, 8U);
  EXPECT_DOUBLE_EQ(statistics[0].saturated, 3.0 / 8.0);
  EXPECT_DOUBLE_EQ(statistics[0].constant, 0.0);
}

TEST(ZooStatistics, zeros_behind_relu_are_not_saturated_but_their_channel_is_constant) {
  const auto statistics =
      layer_statistics(diagonal(4, -5, Activation::kRelu, grid(1.0F, -128)), kImage);
  EXPECT_DOUBLE_EQ(statistics[0].saturated, 0.0);
  EXPECT_DOUBLE_EQ(statistics[0].zero, 4.0 / 8.0);
  EXPECT_DOUBLE_EQ(statistics[0].constant, 1.0 / 2.0);
}

TEST(ZooStatistics, a_channel_that_differs_between_images_lives) {
  const std::vector<Bytes> images{{10, 0, 10, 0, 10, 0, 10, 0}, {20, 0, 20, 0, 20, 0, 20, 0}};
  const auto graph = diagonal(1, 1, Activation::kNone, grid(1.0F, 0));
  EXPECT_DOUBLE_EQ(layer_statistics(graph, {images.data(), 1})[0].constant, 1.0);
  EXPECT_DOUBLE_EQ(layer_statistics(graph, images)[0].constant, 0.5);
}

}  // namespace
}  // namespace tessera::workloads
