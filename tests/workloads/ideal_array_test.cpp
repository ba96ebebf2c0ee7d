// SPDX-License-Identifier: Apache-2.0
// Cycles of ideal arrays against figures of another simulator (facts/cross_checks.md).
#include "workloads/estimate/ideal_array.h"

#include "workloads/zoo/zoo.h"

#include <gtest/gtest.h>

namespace tessera::workloads {
namespace {

TEST(IdealArray, fold_by_hand) {
  const IdealArray array{"small", 4, 2};
  // 3 weights deep, 2 outputs: one fold. 4 to load, 5 positions, 3 + 1 of skew, from cycle 0.
  EXPECT_EQ(cycles_without_overlap(array, {"a", 5, 3, 2}), 4U + 5 + 3 + 1 - 1);
  // 5 deep, 3 outputs: 2 x 2 folds.
  EXPECT_EQ(cycles_without_overlap(array, {"b", 5, 5, 3}), 4U * (4 + 5 + 3 + 1) - 1);
  EXPECT_EQ(cycles_with_overlap(array, {"b", 5, 5, 3}), 4U + 4 * 5 + 3 + 1 - 1);
  EXPECT_EQ(cycles_with_overlap(array, {"c", 1, 5, 3}), 4U + 4 * 4 + 3 + 1 - 1) << "loads decide";
}

TEST(IdealArray, mobilenet_v4_conv_small_has_scale_sims_cycles) {
  const auto layers = dense_layers(build_zoo_model("mobilenet_v4_conv_small"));
  const IdealArray* array = find_ideal_array("ws64");
  ASSERT_NE(array, nullptr);
  ASSERT_EQ(layers.size(), 32U) << "and 15 depthwise ones: 47 layers, as the facts say";
  EXPECT_EQ(cycles_without_overlap(*array, layers[0]), 12733U) << "stem";
  std::uint64_t without = 0;
  std::uint64_t with = 0;
  std::uint64_t macs = 0;
  for (const DenseLayer& layer : layers) {
    without += cycles_without_overlap(*array, layer);
    with += cycles_with_overlap(*array, layer);
    macs += layer.macs();
    EXPECT_GE(cycles_with_overlap(*array, layer) * 4096, layer.macs()) << layer.name;
  }
  EXPECT_EQ(without, 250544U);
  EXPECT_LT(with, without);
  EXPECT_NEAR(static_cast<double>(macs), 186.0e6 - 6.5e6, 0.2e6);
  ::testing::Test::RecordProperty("with_overlap", std::to_string(with));
  ::testing::Test::RecordProperty("macs", std::to_string(macs));
}

TEST(IdealArray, unknown_name_is_none) { EXPECT_EQ(find_ideal_array("ws65"), nullptr); }

}  // namespace
}  // namespace tessera::workloads
