// SPDX-License-Identifier: Apache-2.0
// The networks of the zoo as data: one table of blocks each (table_*.cpp).
#pragma once

#include "workloads/zoo/block.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace tessera::workloads::zoo {

/// Figures as their authors print them.
struct Published {
  double parameters_m;  // million
  double macs_m;        // million, for one image
  std::string_view source;
};

struct Network {
  std::string_view name;
  std::string_view description;
  std::int32_t resolution;  // height and width of the input, which has 3 channels
  Nonlinearity nonlinearity;
  std::span<const Block> blocks;
  Published published;
  double width = 1.0;        // multiplies all channels but the classes (MobileNetV1)
  bool layer_scale = false;  // a learned factor per channel behind bottlenecks and attention
  bool mean_pool = true;     // MEAN; otherwise AVERAGE_POOL_2D, as TF-slim has it
  /// For the calibration. Layers that see one value per image and channel learn from few samples;
  /// squeeze-and-excite has two of them in every block, each acting on all that follows.
  std::int32_t images = 4;
};

[[nodiscard]] std::span<const Network> mobilenet_v1_networks();
[[nodiscard]] std::span<const Network> mobilenet_v2_networks();
[[nodiscard]] std::span<const Network> mobilenet_v3_networks();
[[nodiscard]] std::span<const Network> mobilenet_v4_networks();

}  // namespace tessera::workloads::zoo
