// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/range.h"

#include "hw/func/requantize.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tessera::workloads::zoo {
namespace {

constexpr std::int32_t kLowest = -128;
constexpr std::int32_t kHighest = 127;
constexpr float kSix = 6.0F;

struct Range {
  float low = 0.0F;
  float high = 0.0F;
};

/// Range without the rarest values on either side, to 1 in 4096 of the whole range.
Range common_range(std::span<const float> values) {
  const auto [low, high] = std::ranges::minmax_element(values);
  const float width = *high - *low;
  constexpr std::size_t kRarest = 20000;
  std::size_t rest = values.size() / kRarest;
  if (rest == 0 || !(width > 0.0F)) {
    return {*low, *high};
  }
  constexpr std::size_t kBins = 4096;
  std::array<std::size_t, kBins> bins{};
  const float per_unit = static_cast<float>(kBins) / width;
  for (const float value : values) {
    const auto bin = static_cast<std::size_t>((value - *low) * per_unit);
    ++bins[std::min(bin, kBins - 1)];
  }
  std::size_t first = 0;
  for (std::size_t beyond = bins[0]; beyond <= rest; beyond += bins[first]) {
    ++first;
  }
  std::size_t last = kBins;
  for (std::size_t beyond = bins[last - 1]; beyond <= rest; beyond += bins[last - 1]) {
    --last;
  }
  return {*low + static_cast<float>(first) / per_unit, *low + static_cast<float>(last) / per_unit};
}

bool clamps_at_zero(Activation activation) {
  return activation == Activation::kRelu || activation == Activation::kRelu6;
}

}  // namespace

Grid choose_grid(std::span<const float> values, Activation activation, float margin) {
  constexpr float kLeast = 1e-6F;  // of a range, so that a scale is never zero
  const auto range = common_range(values);
  const float high = std::max(range.high * margin, kLeast);
  if (activation == Activation::kRelu6 && high >= kSix) {
    return {kSix / static_cast<float>(kHighest - kLowest), kLowest};
  }
  const float low = clamps_at_zero(activation) ? 0.0F : std::min(range.low * margin, 0.0F);
  if (low == 0.0F) {
    return {high / static_cast<float>(kHighest - 1 - kLowest), kLowest};
  }
  const float scale = (high - low) / static_cast<float>(kHighest - kLowest - 2);
  const auto zero =
      static_cast<std::int32_t>(std::lround(static_cast<float>(kLowest + 1) - low / scale));
  return {scale, std::clamp(zero, kLowest, kHighest)};
}

std::vector<std::int16_t> quantize(std::span<const float> values, Activation activation,
                                   Grid grid) {
  const float inverse = 1.0F / grid.scale;
  const auto low =
      clamps_at_zero(activation) ? 0.0F : static_cast<float>(kLowest - grid.zero_point);
  auto high = static_cast<float>(kHighest - grid.zero_point);
  if (activation == Activation::kRelu6) {
    high = std::min(high, std::nearbyint(kSix * inverse));
  }
  std::vector<std::int16_t> result(values.size());
  std::ranges::transform(values, result.begin(), [&](float value) {
    return static_cast<std::int16_t>(func::round_half_even(std::clamp(value * inverse, low, high)));
  });
  return result;
}

}  // namespace tessera::workloads::zoo
