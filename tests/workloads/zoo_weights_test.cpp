// SPDX-License-Identifier: Apache-2.0
// The zoo's weight generator against a separate implementation (Python integers and fractions), and
// the statistics it promises.
#include "workloads/zoo/random.h"
#include "workloads/zoo/weights.h"

#include <boost/crc.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <vector>

namespace tessera::workloads::zoo {
namespace {

TEST(ZooRandom, is_splitmix64) {
  // An empty name makes the state next(seed) ^ offset basis; seed 1234567's own sequence starts
  // with the published 6457827717110365317, which this undoes.
  Random random(1234567, "");
  constexpr std::uint64_t kState = 6457827717110365317U ^ 0xcbf29ce484222325U;
  std::uint64_t z = kState + 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  EXPECT_EQ(random.next(), z ^ (z >> 31U));
}

TEST(ZooWeights, first_channel_is_that_of_a_separate_implementation) {
  const auto weights = generate_weights(2024, "block0/conv", {32, 3, 3, 3}, 0);
  const std::vector<std::int8_t> first(weights.begin(), weights.begin() + 27);
  EXPECT_THAT(first,
              testing::ElementsAre(-29, 25, -13, -86, 66, -88, -33, -6, 49, -32, -54, -3, -37, -42,
                                   -127, 46, 46, -39, 33, 3, -60, 10, -37, 37, -21, 0, -61));
}

TEST(ZooWeights, depthwise_channels_lie_along_the_last_axis) {
  const auto weights = generate_weights(2024, "block5/start", {1, 5, 5, 64}, 3);
  const std::vector<std::int8_t> first(weights.begin(), weights.begin() + 8);
  EXPECT_THAT(first, testing::ElementsAre(17, 0, 122, -127, 62, -14, -108, -71));
  EXPECT_EQ(std::accumulate(weights.begin(), weights.end(), 0), 2369);
}

TEST(ZooWeights, largest_layer_has_the_checksum_of_a_separate_implementation) {
  const auto weights = generate_weights(2024, "block20/classifier", {1000, 1280}, 0);
  boost::crc_32_type crc;
  crc.process_bytes(weights.data(), weights.size());
  EXPECT_EQ(crc.checksum(), 0xfa93494fU);
}

TEST(ZooWeights, channels_use_the_range_and_have_long_tails) {
  constexpr std::size_t kChannels = 64;
  constexpr std::size_t kLength = 1152;
  const auto weights = generate_weights(7, "layer", {kChannels, 3, 3, 128}, 0);
  double square = 0.0;
  double fourth = 0.0;
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    int largest = 0;
    for (std::size_t i = 0; i < kLength; ++i) {
      const int weight = weights[channel * kLength + i];
      largest = std::max(largest, std::abs(weight));
      square += std::pow(weight, 2);
      fourth += std::pow(weight, 4);
    }
    EXPECT_EQ(largest, 127);
  }
  constexpr double kTotal = kChannels * kLength;
  const double kurtosis = fourth / kTotal / std::pow(square / kTotal, 2);
  EXPECT_GT(kurtosis, 4.5);  // 3: Gaussian, 6: Laplace; 5.5 by construction
  EXPECT_LT(kurtosis, 6.5);
}

TEST(ZooWeights, seed_and_name_make_independent_streams) {
  const auto weights = generate_weights(1, "a", {8, 64}, 0);
  EXPECT_EQ(generate_weights(1, "a", {8, 64}, 0), weights);
  EXPECT_NE(generate_weights(2, "a", {8, 64}, 0), weights);
  EXPECT_NE(generate_weights(1, "b", {8, 64}, 0), weights);
}

}  // namespace
}  // namespace tessera::workloads::zoo
