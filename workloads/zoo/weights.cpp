// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/weights.h"

#include "workloads/zoo/random.h"

#include <algorithm>
#include <cstdlib>

namespace tessera::workloads::zoo {
namespace {

constexpr std::int32_t kLargest = 127;

/// value * 127 / limit, ties away from zero.
std::int8_t scaled(std::int32_t value, std::int32_t limit) {
  const std::int32_t rounding = value < 0 ? -limit : limit;
  return static_cast<std::int8_t>((2 * kLargest * value + rounding) / (2 * limit));
}

}  // namespace

std::vector<std::int8_t> generate_weights(std::uint64_t seed, std::string_view name,
                                          const Shape& shape, std::size_t channel_axis) {
  const auto total = static_cast<std::size_t>(element_count(shape));
  const auto channels = static_cast<std::size_t>(shape[channel_axis]);
  const std::size_t per_channel = total / channels;
  const std::size_t step = channel_axis == 0 ? 1 : channels;
  const std::size_t channel_step = channel_axis == 0 ? per_channel : 1;

  Random random(seed, name);
  std::vector<std::int8_t> weights(total);
  std::vector<std::int32_t> drawn(per_channel);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    std::int32_t limit = 1;
    for (auto& value : drawn) {
      value = random.long_tailed();
      limit = std::max(limit, std::abs(value));
    }
    for (std::size_t i = 0; i < per_channel; ++i) {
      weights[channel * channel_step + i * step] = scaled(drawn[i], limit);
    }
  }
  return weights;
}

}  // namespace tessera::workloads::zoo
