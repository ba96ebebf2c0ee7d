// SPDX-License-Identifier: Apache-2.0
// SSD detectors of the TensorFlow Object Detection API (tensorflow/models
// research/object_detection: models/ssd_*_feature_extractor.py, feature_map_generators.py,
// samples/configs). Two maps of the backbone and four more, 3 boxes per position on the first and 6
// on the others, 91 classes; SSDLite has depthwise 3x3 and 1x1 where SSD has full convolutions. The
// results are the box and class maps: what follows (sigmoid, decoding of boxes, non-maximum
// suppression) is the host's.
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr Slot kFirst = 1;
constexpr Slot kSecond = 2;

/// `N` rows of a backbone and those behind it.
template <std::size_t N, std::size_t M>
constexpr std::array<Block, N + M> behind(const std::array<Block, N>& body,
                                          const std::array<Block, M>& rest) {
  std::array<Block, N + M> all{};
  for (std::size_t i = 0; i < N; ++i) {
    all[i] = body[i];
  }
  for (std::size_t i = 0; i < M; ++i) {
    all[N + i] = rest[i];
  }
  return all;
}

constexpr std::array kMobileNetV1{
    conv(3, 2, 32),
    separable(1, 64),
    separable(2, 128),
    separable(1, 128),
    separable(2, 256),
    separable(1, 256),
    separable(2, 512),
    separable(1, 512, 4),
    kept(separable(1, 512), kFirst),
    separable(2, 1024),
    kept(separable(1, 1024), kSecond),
};

/// The first map is the expansion of the first block with stride 32.
constexpr std::array kMobileNetV2{
    conv(3, 2, 32),
    bottleneck(1, 1, 16),
    bottleneck(6, 2, 24, 2),
    bottleneck(6, 2, 32, 3),
    bottleneck(6, 2, 64, 4),
    bottleneck(6, 1, 96, 3),
    kept_expansion(bottleneck(6, 2, 160), kFirst),
    bottleneck(6, 1, 160, 2),
    bottleneck(6, 1, 320),
    kept(conv(1, 1, 1280), kSecond),
};

/// layer_18's expansion and layer_23 of TF-slim's V3_EDGETPU; the 1280 channels behind are left
/// out.
constexpr std::array kMobileNetEdgeTpu{
    conv(3, 2, 32),
    linear(conv(1, 1, 16)),
    fused(3, 2, 32, 8),
    fused(3, 1, 32, 4, 3),
    fused(3, 2, 48, 8),
    fused(3, 1, 48, 4, 3),
    ib(3, 2, 96, 8),
    ib(3, 1, 96, 4, 3),
    without_residual(ib(3, 1, 96, 8)),
    ib(3, 1, 96, 4, 2),
    kept_expansion(ib(3, 1, 96, 4), kFirst),
    ib(5, 2, 160, 8),
    ib(5, 1, 160, 4, 3),
    kept(ib(3, 1, 192, 8), kSecond),
};

/// facts/workloads.md section 3; ReLU6.
constexpr std::array kMobileDetEdgeTpu{
    conv(3, 2, 32),
    tucker(3, 16),
    without_residual(fused(3, 2, 16, 8)),
    fused(3, 1, 16, 4),
    fused(3, 1, 16, 8),
    fused(3, 1, 16, 4),
    without_residual(fused(5, 2, 40, 8)),
    fused(3, 1, 40, 4, 3),
    without_residual(ib(3, 2, 72, 8)),
    ib(3, 1, 72, 8),
    fused(3, 1, 72, 4, 2),
    without_residual(ib(5, 1, 96, 8)),
    ib(5, 1, 96, 8),
    ib(3, 1, 96, 8),
    kept(ib(3, 1, 96, 8), kFirst),
    without_residual(ib(5, 2, 120, 8)),
    ib(3, 1, 120, 8),
    ib(5, 1, 120, 4),
    ib(3, 1, 120, 8),
    kept(without_residual(ib(5, 1, 384, 8)), kSecond),
};

constexpr Block relu6(Block block) {
  block.nonlinearity = Nonlinearity::kRelu6;
  return block;
}

/// The further maps and all heads; ReLU6 in these for every backbone.
constexpr std::array kSsd{
    relu6(conv(1, 1, 256)),  kept(relu6(conv(3, 2, 512)), 3),
    relu6(conv(1, 1, 128)),  kept(relu6(conv(3, 2, 256)), 4),
    relu6(conv(1, 1, 128)),  kept(relu6(conv(3, 2, 256)), 5),
    relu6(conv(1, 1, 64)),   kept(relu6(conv(3, 2, 128)), 6),
    heads(kFirst, 3, false), heads(kSecond, 6, false),
    heads(3, 6, false),      heads(4, 6, false),
    heads(5, 6, false),      heads(6, 6, false),
};

constexpr std::array kSsdLite{
    relu6(conv(1, 1, 256)),        kept(relu6(separable(2, 512)), 3),
    relu6(conv(1, 1, 128)),        kept(relu6(separable(2, 256)), 4),
    relu6(conv(1, 1, 128)),        kept(relu6(separable(2, 256)), 5),
    relu6(conv(1, 1, 64)),         kept(relu6(separable(2, 128)), 6),
    relu6(heads(kFirst, 3, true)), relu6(heads(kSecond, 6, true)),
    relu6(heads(3, 6, true)),      relu6(heads(4, 6, true)),
    relu6(heads(5, 6, true)),      relu6(heads(6, 6, true)),
};

constexpr auto kSsdV1 = behind(kMobileNetV1, kSsd);
constexpr auto kSsdV2 = behind(kMobileNetV2, kSsd);
constexpr auto kSsdLiteV1 = behind(kMobileNetV1, kSsdLite);
constexpr auto kSsdLiteV2 = behind(kMobileNetV2, kSsdLite);
constexpr auto kSsdLiteEdgeTpu = behind(kMobileNetEdgeTpu, kSsdLite);
constexpr auto kSsdLiteMobileDet = behind(kMobileDetEdgeTpu, kSsdLite);

constexpr std::string_view kApi = "tensorflow/models research/object_detection";
constexpr std::string_view kFacts = "facts/workloads.md section 3 (recalled there)";

constexpr Network make(std::string_view name, std::string_view description, std::int32_t resolution,
                       std::span<const Block> blocks, Published published,
                       Nonlinearity nonlinearity = Nonlinearity::kRelu6) {
  return {.name = name,
          .description = description,
          .input = square(resolution),
          .nonlinearity = nonlinearity,
          .blocks = blocks,
          .published = published,
          .images = 8};
}

constexpr std::array kNetworks{
    make("ssd_mobilenet_v1_300", "SSD with MobileNetV1", 300, kSsdV1,
         {6.8, 1200.0, "arXiv 1704.04861, table 13"}),
    make("ssd_mobilenet_v2_300", "SSD with MobileNetV2", 300, kSsdV2, {0.0, 0.0, kApi}),
    make("ssdlite_mobilenet_v1_300", "SSDLite with MobileNetV1", 300, kSsdLiteV1,
         {5.1, 0.0, "arXiv 1801.04381, table 6"}),
    make("ssdlite_mobilenet_v2_300", "SSDLite with MobileNetV2", 300, kSsdLiteV2,
         {4.3, 0.0, "arXiv 1801.04381, table 6"}),
    make("ssdlite_mobilenet_edgetpu_320", "SSDLite with MobileNetEdgeTPU", 320, kSsdLiteEdgeTpu,
         {0.0, 0.0, kApi}, Nonlinearity::kRelu),
    make("ssdlite_mobiledet_edgetpu_300", "SSDLite with MobileDet-EdgeTPU", 300, kSsdLiteMobileDet,
         {4.2, 0.0, kFacts}),
    make("ssdlite_mobiledet_edgetpu_320", "SSDLite with MobileDet-EdgeTPU", 320, kSsdLiteMobileDet,
         {4.2, 1530.0, kFacts}),
};

}  // namespace

std::span<const Network> detection_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
