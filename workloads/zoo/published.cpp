// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/published.h"

#include <algorithm>
#include <array>

namespace tessera::workloads {
namespace {

constexpr std::string_view kAttention =
    "heads and sizes of its attention blocks are not published, facts/workloads.md section 1.4";
constexpr std::string_view kMaps =
    "ends at the box and class maps; non-maximum suppression is left out";
constexpr std::string_view kSsdSize =
    "the row says 224; Coral offers this detector for 300, with the same latency; ends at the maps";
constexpr std::string_view kResNet =
    "keras.applications' strides are taken to be the measured network's";
constexpr std::string_view kPyramid = "feature pyramid network is not in the zoo";
constexpr std::string_view kSearch = "the network that the search found is not published";
constexpr std::string_view kPadded = "the image is 2x2x3, padded to 128x128 on the device";

constexpr auto kRows = std::to_array<PublishedModel>({
    {"MobileNet-V2-0.5x", "", "mobilenet_v2_0.50", ""},
    {"MobileNet-V3L-0.5x", "", "mobilenet_v3_large_0.50", ""},
    {"MobileOne-S0", "", "mobileone_s0", ""},
    {"MobileNet-V2", "", "mobilenet_v2", ""},
    {"MNv4-Conv-S", "", "mobilenet_v4_conv_small", ""},
    {"MobileNet-V1", "", "mobilenet_v1", ""},
    {"MultiHardware-MAX-1.5x", "", "multi_hardware_max_1.50", ""},
    {"MobileNet-V2-2.0x", "", "mobilenet_v2_2.00", ""},
    {"MobileOne-S4", "", "mobileone_s4",
     "the row says 1.5 G MACs, MobileOne's paper and this network 2.98 G"},
    {"MNv4-Conv-M", "", "mobilenet_v4_conv_medium", ""},
    {"MNv4-Hybrid-M", "", "mobilenet_v4_hybrid_medium", ""},
    {"MNv4-Conv-L", "", "mobilenet_v4_conv_large", ""},
    {"ConvNext-S", "", "",
     "layer norms over channels have no form in 8 bits that is known to be the measured one"},
    {"MNv4-Hybrid-L", "", "mobilenet_v4_hybrid_large", ""},
    {"MNv4-Conv-L base (ablation)", "", "mobilenet_v4_conv_large",
     "the ablation's base has 0.3 % fewer parameters than the released network"},
    {"MNv4-Conv-L base + 3 MHSA in last stage", "", "", kAttention},
    {"MNv4-Conv-L base + 3 Mobile MQA in last stage", "", "", kAttention},
    {"MNv4-Conv-L base + 3 MQA without einsum reordering", "", "", kAttention},
    {"one-stage TuNAS search result", "", "", kSearch},
    {"two-stage TuNAS search result", "", "", kSearch},
    {"MobileNetEdgeTPU dm0.75", "", "mobilenet_edgetpu_0.75", ""},
    {"MobileNetEdgeTPU dm1.0", "", "mobilenet_edgetpu", ""},
    {"MobileNetEdgeTPU dm1.25", "", "mobilenet_edgetpu_1.25", ""},
    {"MobileNetEdgeTPU dm1.5", "", "mobilenet_edgetpu_1.50", ""},
    {"MobileNetEdgeTPU dm1.75", "", "mobilenet_edgetpu_1.75", ""},
    {"SSDLite MobileDet-EdgeTPU 320", "", "ssdlite_mobiledet_edgetpu_320", kMaps},
    {"SSDLite MobileDet 320", "", "ssdlite_mobiledet_edgetpu_320", kMaps},
    {"SSDLite MobileDet-EdgeTPU 300", "", "ssdlite_mobiledet_edgetpu_300", kMaps},
    {"SSDLite MobileNetEdgeTPU 320", "", "ssdlite_mobilenet_edgetpu_320", kMaps},
    {"U-Net MobileNetV2 128", "", "unet_mobilenet_v2_128",
     "TensorFlow's tutorial network is taken to be the measured one"},
    {"DeepLab V3 513", "", "deeplab_v3_mobilenet_v2_513",
     "stride 16 and full width are taken to be the measured ones; ends at the class maps"},
    {"MobileNet v1 224", "", "mobilenet_v1", ""},
    {"MobileNet v2 224", "", "mobilenet_v2", ""},
    {"MobileNet v1 SSD 224", "", "ssd_mobilenet_v1_300", kSsdSize},
    {"MobileNet v2 SSD 224", "", "ssd_mobilenet_v2_300", kSsdSize},
    {"ResNet-50 V1 299", "", "resnet50_v1_299", kResNet},
    {"ResNet-50 V2 299", "", "resnet50_v2_299", kResNet},
    {"EfficientNet-EdgeTPU-S", "", "efficientnet_edgetpu_s", ""},
    {"EfficientNet-EdgeTPU-M", "", "efficientnet_edgetpu_m", ""},
    {"EfficientNet-EdgeTPU-L", "", "efficientnet_edgetpu_l", ""},
    {"MobileNet V1 0.25 128", "", "mobilenet_v1_0.25_128", ""},
    {"SSD MobileNet V1 300", "", "ssd_mobilenet_v1_300", kMaps},
    {"SSD/FPN MobileNet V1 640", "", "", kPyramid},
    {"SSD MobileNet V2 300 (TF1)", "", "ssd_mobilenet_v2_300", kMaps},
    {"SSD MobileNet V2 300 (TF2)", "", "ssd_mobilenet_v2_300", kMaps},
    {"EfficientDet-Lite0 320", "", "", kPyramid},
    {"EfficientDet-Lite1 384", "", "", kPyramid},
    {"SSDLite MobileNet v1 300", "", "ssdlite_mobilenet_v1_300", kMaps},
    {"SSDLite MobileNet v2 300", "", "ssdlite_mobilenet_v2_300", kMaps},
    {"MobileNet v1", "224x224", "mobilenet_v1", ""},
    {"trivial model (I/O floor)", "tiny", "trivial",
     "the row does not name its network; this is the smallest its author's generators make"},
    {"conv 7x7 32->32 stack, 10 layers", "128x128x3", "conv_stack_10", kPadded},
    {"conv 7x7 32->32 stack, 25 layers", "128x128x3", "conv_stack_25", kPadded},
    {"conv 7x7 32->32 stack, 50 layers", "128x128x3", "conv_stack_50", kPadded},
    {"conv 7x7 32->32 stack, 75 layers", "128x128x3", "conv_stack_75", kPadded},
    {"conv 7x7 32->32 stack, 100 layers", "128x128x3", "conv_stack_100", kPadded},
    {"conv 7x7 32->32 stack, 150 layers", "128x128x3", "conv_stack_150", kPadded},
    {"conv 7x7 32->32 stack, 200 layers", "128x128x3", "conv_stack_200", kPadded},
    {"conv 7x7 32->32 stack, 250 layers", "128x128x3", "conv_stack_250", kPadded},
    {"conv 7x7 32->32 stack, 300 layers", "128x128x3", "conv_stack_300", kPadded},
    {"dense stack, 100 units class, 100 layers", "1-D", "dense_stack_100x100", ""},
    {"dense stack, 100 units class, 200 layers", "1-D", "dense_stack_100x200", ""},
    {"dense stack, 100 units class, 300 layers", "1-D", "dense_stack_100x300", ""},
    {"dense stack, 100 units class, 400 layers", "1-D", "dense_stack_100x400", ""},
    {"dense stack, 100 units class, 500 layers", "1-D", "dense_stack_100x500", ""},
    {"dense stack, 100 units class, 600 layers", "1-D", "dense_stack_100x600", ""},
    {"dense stack, 100 units class, 700 layers", "1-D", "dense_stack_100x700", ""},
    {"dense stack, 100 units class, 800 layers", "1-D", "dense_stack_100x800", ""},
    {"dense stack, 100 units class, 900 layers", "1-D", "dense_stack_100x900", ""},
    {"dense stack, 150 units, 100 layers", "1-D", "dense_stack_150x100", ""},
    {"dense stack, 200 units, 100 layers", "1-D", "dense_stack_200x100", ""},
    {"dense stack, 250 units, 100 layers", "1-D", "dense_stack_250x100", ""},
    {"dense stack, 300 units, 100 layers", "1-D", "dense_stack_300x100", ""},
    {"dense stack, 350 units, 100 layers", "1-D", "dense_stack_350x100", ""},
    {"dense stack, 400 units, 100 layers", "1-D", "dense_stack_400x100", ""},
    {"single FC 64 outputs x 64 inputs, weights cached", "64", "fc_64x64", ""},
    {"single FC 288 outputs x 288 inputs, weights cached", "288", "fc_288x288", ""},
    {"single FC 768 outputs x 288 inputs, weights cached", "288", "fc_768x288", ""},
    {"single FC 288 outputs x 768 inputs, weights cached", "768", "fc_288x768", ""},
    {"single FC 1024 outputs x 1024 inputs, weights cached", "1024", "fc_1024x1024", ""},
    {"single FC 2048 outputs x 1024 inputs, weights cached", "1024", "fc_2048x1024", ""},
    {"single FC 1024 outputs x 4096 inputs, weights cached", "4096", "fc_1024x4096", ""},
    {"MNIST CNN (4 conv, 2 pool, 1 linear), 1 stacked images per invoke", "28x28x1", "mnist_cnn",
     ""},
    {"MNIST CNN (4 conv, 2 pool, 1 linear), 8 stacked images per invoke", "224x28x1", "mnist_cnn_8",
     ""},
    {"MNIST CNN (4 conv, 2 pool, 1 linear), 32 stacked images per invoke", "896x28x1",
     "mnist_cnn_32", ""},
    {"MNIST CNN (4 conv, 2 pool, 1 linear), 64 stacked images per invoke", "1792x28x1",
     "mnist_cnn_64", ""},
    {"MNIST CNN (4 conv, 2 pool, 1 linear), 128 stacked images per invoke", "3584x28x1",
     "mnist_cnn_128", ""},
});

}  // namespace

std::span<const PublishedModel> published_models() { return kRows; }

PublishedNetwork network_of_published_row(std::string_view model, std::string_view input) {
  const auto found = std::ranges::find_if(
      kRows, [&](const PublishedModel& row) { return row.model == model && row.input == input; });
  if (found == kRows.end()) {
    return {"", "not in the zoo's table of published models"};
  }
  return {std::string(found->network), std::string(found->remark)};
}

}  // namespace tessera::workloads
