// SPDX-License-Identifier: Apache-2.0
// A batch norm's work done beforehand: weight scales and biases that give every output channel the
// distribution it is meant to have.
#pragma once

#include "workloads/zoo/layer.h"
#include "workloads/zoo/random.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tessera::workloads::zoo {

struct Normalization {
  std::vector<float> weight_scales;  // per output channel
  std::vector<std::int32_t> bias;
};

/// For accumulators [images, positions..., channels]. Deviation and mean of each channel are drawn
/// around the target's. Where an image gives one value per channel, the deviation is that between
/// images, of all channels together.
[[nodiscard]] Normalization normalize(std::span<const std::int32_t> sums, std::size_t images,
                                      std::size_t channels, float input_scale, Target target,
                                      Random random);

}  // namespace tessera::workloads::zoo
