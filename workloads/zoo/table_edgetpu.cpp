// SPDX-License-Identifier: Apache-2.0
// Networks that were searched for the Edge TPU: full convolutions where images are large, ReLU, no
// squeeze-and-excite (facts/workloads.md sections 2.1 and 2.2).
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

/// TF-slim mobilenet_v3.py, V3_EDGETPU; tensorflow/models and timm have the same blocks.
constexpr std::array kMobileNet{
    conv(3, 2, 32),
    linear(conv(1, 1, 16)),
    fused(3, 2, 32, 8),
    fused(3, 1, 32, 4, 3),
    fused(3, 2, 48, 8),
    fused(3, 1, 48, 4, 3),
    ib(3, 2, 96, 8),
    ib(3, 1, 96, 4, 3),
    without_residual(ib(3, 1, 96, 8)),
    ib(3, 1, 96, 4, 3),
    ib(5, 2, 160, 8),
    ib(5, 1, 160, 4, 3),
    ib(3, 1, 192, 8),
    widened(conv(1, 1, 1280), Widening::kNotBelowFull),
    pool(),
    classifier(1001),
};

/// The first expansion is four times the output's channels, not the input's.
constexpr Block first(Block block) {
  block.ratio_of_out = true;
  block.residual = false;
  return block;
}

/// tensorflow/tpu models/official/efficientnet/edgetpu/efficientnet_edgetpu_builder.py @132e77da.
constexpr std::array kEfficientNet{
    conv(3, 2, 32),        first(fused(3, 1, 24, 4)), fused(3, 2, 32, 8, 2),
    fused(3, 2, 48, 8, 4), ib(5, 2, 96, 8, 5),        ib(5, 1, 144, 8, 4),
    ib(5, 2, 192, 8, 2),   conv(1, 1, 1280),          pool(),
    classifier(1001),
};

constexpr std::string_view kSlim = "tensorflow/models research/slim/nets/mobilenet/README.md";
constexpr std::string_view kComputed = "facts/workloads.md section 2.1 (computed there)";
constexpr std::string_view kTimm = "facts/workloads.md section 2.2 (timm)";

constexpr Network mobilenet(std::string_view name, std::string_view description, double width,
                            Published published) {
  return {.name = name,
          .description = description,
          .input = square(224),
          .nonlinearity = Nonlinearity::kRelu,
          .blocks = kMobileNet,
          .published = published,
          .width = width,
          .mean_pool = false};
}

constexpr Network efficientnet(std::string_view name, std::string_view description,
                               std::int32_t resolution, double width, double depth,
                               Published published, std::int32_t calibration) {
  return {.name = name,
          .description = description,
          .input = square(resolution),
          .nonlinearity = Nonlinearity::kRelu,
          .blocks = kEfficientNet,
          .published = published,
          .width = width,
          .depth = depth,
          .mean_pool = false,
          .calibration = square(calibration)};
}

constexpr std::array kNetworks{
    mobilenet("mobilenet_edgetpu_0.75", "MobileNetEdgeTPU of 3/4 of the channels", 0.75,
              {2.9, 624.0, kSlim}),
    mobilenet("mobilenet_edgetpu", "MobileNetEdgeTPU 1.0", 1.0, {4.0, 990.0, kSlim}),
    mobilenet("mobilenet_edgetpu_1.25", "MobileNetEdgeTPU 1.25", 1.25, {6.03, 1638.0, kComputed}),
    mobilenet("mobilenet_edgetpu_1.50", "MobileNetEdgeTPU 1.5", 1.5, {8.13, 2213.0, kComputed}),
    mobilenet("mobilenet_edgetpu_1.75", "MobileNetEdgeTPU 1.75", 1.75, {10.77, 3139.0, kComputed}),
    efficientnet("efficientnet_edgetpu_s", "EfficientNet-EdgeTPU-S", 224, 1.0, 1.0,
                 {5.44, 1810.0, kTimm}, 160),
    efficientnet("efficientnet_edgetpu_m", "EfficientNet-EdgeTPU-M", 240, 1.0, 1.1,
                 {6.90, 3040.0, kTimm}, 160),
    efficientnet("efficientnet_edgetpu_l", "EfficientNet-EdgeTPU-L", 300, 1.2, 1.4,
                 {10.59, 8000.0, kTimm}, 160),
};

}  // namespace

std::span<const Network> edgetpu_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
