// SPDX-License-Identifier: Apache-2.0
// The networks of the zoo as data: one table of blocks each (table_*.cpp).
#pragma once

#include "workloads/zoo/block.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tessera::workloads::zoo {

/// Figures as their authors print them; 0 where they print none.
struct Published {
  double parameters_m;  // million
  double macs_m;        // million, for one image
  std::string_view source;
};

struct ImageSize {
  std::int32_t height = 0;
  std::int32_t width = 0;
  std::int32_t channels = 3;
};

[[nodiscard]] constexpr ImageSize square(std::int32_t size) { return {size, size, 3}; }

/// How a width multiplier makes numbers of channels.
enum class Rounding {
  kDown,     // MobileNetV1: cut, at least 8
  kEighths,  // the others: the nearest multiple of 8 that is not below nine tenths
};

struct Network {
  std::string_view name;
  std::string_view description;
  ImageSize input;
  Nonlinearity nonlinearity;
  std::span<const Block> blocks;
  Published published;
  double width = 1.0;  // multiplies channels, but not the classes
  Rounding rounding = Rounding::kEighths;
  double depth = 1.0;        // multiplies repeats of fused and inverted bottlenecks, rounded up
  bool layer_scale = false;  // a learned factor per channel behind bottlenecks and attention
  bool mean_pool = true;     // MEAN; otherwise AVERAGE_POOL_2D, as TF-slim has it
  /// For the calibration. Layers that see one value per image and channel learn from few samples;
  /// squeeze-and-excite has two of them in every block, each acting on all that follows.
  std::int32_t images = 4;
  /// Size of these images, where the network's own would take too long; a height of 0: its own.
  ImageSize calibration = {};
};

[[nodiscard]] std::span<const Network> mobilenet_v1_networks();
[[nodiscard]] std::span<const Network> mobilenet_v2_networks();
[[nodiscard]] std::span<const Network> mobilenet_v3_networks();
[[nodiscard]] std::span<const Network> mobilenet_v4_networks();
[[nodiscard]] std::span<const Network> edgetpu_networks();
[[nodiscard]] std::span<const Network> multi_hardware_networks();
[[nodiscard]] std::span<const Network> mobileone_networks();
[[nodiscard]] std::span<const Network> resnet_networks();
[[nodiscard]] std::span<const Network> detection_networks();
[[nodiscard]] std::span<const Network> segmentation_networks();
[[nodiscard]] std::span<const Network> stack_networks();
[[nodiscard]] std::span<const Network> fully_connected_networks();

/// All of these, by family and size.
[[nodiscard]] std::vector<Network> all_networks();

}  // namespace tessera::workloads::zoo
