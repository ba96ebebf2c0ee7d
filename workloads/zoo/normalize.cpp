// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/normalize.h"

#include <algorithm>
#include <cmath>

namespace tessera::workloads::zoo {
namespace {

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

/// Integer sums, so that the order of summation does not matter.
std::vector<Moments> moments(std::span<const std::int32_t> sums, std::size_t channels) {
  std::vector<std::int64_t> totals(channels);
  const std::size_t rows = sums.size() / channels;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < channels; ++c) {
      totals[c] += sums[row * channels + c];
    }
  }
  std::vector<Moments> result(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    result[c].mean = static_cast<double>(totals[c]) / static_cast<double>(rows);
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < channels; ++c) {
      const double distance = sums[row * channels + c] - result[c].mean;
      result[c].variance += distance * distance;
    }
  }
  for (auto& channel : result) {
    channel.variance /= static_cast<double>(std::max<std::size_t>(rows - 1, 1));
  }
  return result;
}

}  // namespace

Normalization normalize(std::span<const std::int32_t> sums, std::size_t images,
                        std::size_t channels, float input_scale, Target target, Random random) {
  const auto channel_moments = moments(sums, channels);
  double average = 0.0;
  for (const auto& channel : channel_moments) {
    average += channel.variance / static_cast<double>(channels);
  }
  // A channel whose inputs hardly move must not become an amplifier of rounding errors.
  constexpr double kLeastShare = 1e-3;
  const double least = std::max(average * kLeastShare, 1.0);
  const bool one_position = sums.size() == images * channels;

  Normalization result;
  result.weight_scales.reserve(channels);
  result.bias.reserve(channels);
  for (const auto& channel : channel_moments) {
    const double variance = std::max(one_position ? average : channel.variance, least);
    const double deviation = std::sqrt(variance);
    const double wanted = target.deviation * (0.5F + random.share());
    const double mean = target.mean + static_cast<double>(target.deviation) * 0.4 * random.normal();
    const auto scale = static_cast<float>(wanted / (deviation * input_scale));
    const double step = static_cast<double>(scale) * input_scale;
    result.weight_scales.push_back(scale);
    result.bias.push_back(static_cast<std::int32_t>(std::lround(mean / step - channel.mean)));
  }
  return result;
}

}  // namespace tessera::workloads::zoo
