// SPDX-License-Identifier: Apache-2.0
#include "sim/validate/stand_in.h"

#include <algorithm>
#include <array>

namespace tessera::sim {
namespace {

constexpr auto kDevices = std::to_array<DeviceStandIn>({
    {"Coral USB Accelerator (USB 3.0, desktop host)", "coral_usb3", "Coral USB"},
    {"Coral Edge TPU (coral.ai model page; host not shown in the stored excerpt)", "coral_usb3",
     "Coral USB"},
    {"Jetson Nano (inferred) + Coral USB Accelerator (USB 3)", "coral_usb3_nano", "Coral USB"},
    {"MacBook M1 Pro class + Coral USB Accelerator (USB 3), max 500 MHz, edgetpu_compiler + "
     "libedgetpu",
     "coral_usb3", "Coral USB"},
    {"MacBook M1 Pro class + Coral USB Accelerator (USB 3), max 500 MHz, tinycoral driver",
     "coral_usb3_tinycoral", "Coral USB"},
    {"MacBook M1 Pro class + Coral USB Accelerator (USB 3), std 250 MHz, edgetpu_compiler + "
     "libedgetpu",
     "coral_usb3_250", "Coral USB"},
    {"MacBook M1 Pro class + Coral USB Accelerator (USB 3), std 250 MHz, tinycoral driver",
     "coral_usb3_tinycoral_250", "Coral USB"},
    {"MacBook M1 Pro class + Coral USB Accelerator (USB 3), std 250 MHz, tinycoral driver and "
     "programs",
     "coral_usb3_tinycoral_250", "Coral USB"},
    {"Coral Dev Board Edge TPU", "coral_devboard", "Coral Dev Board"},
    {"Pixel 4 EdgeTPU", "pixel4", "Pixel 4"},
    {"Pixel 6 EdgeTPU", "pixel6", "Pixel 6"},
    {"Pixel 7 EdgeTPU", "pixel7", "Pixel 7"},
    {"Pixel 8 EdgeTPU", "pixel8", "Pixel 8"},
});

constexpr auto kPrograms = std::to_array<GoogleProgram>({
    {"mobilenet_v1", "mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite",
     "embedding extractor: without the classifier, 1 of 569 M MACs"},
    {"mobilenet_v1_0.25_128", "mobilenet_v1_0.25_128_quant_edgetpu.tflite", ""},
});

}  // namespace

const DeviceStandIn* stand_in_for(std::string_view device) {
  const auto found = std::ranges::find(kDevices, device, &DeviceStandIn::device);
  return found == kDevices.end() ? nullptr : &*found;
}

const GoogleProgram* google_program_for(std::string_view network) {
  const auto found = std::ranges::find(kPrograms, network, &GoogleProgram::network);
  return found == kPrograms.end() ? nullptr : &*found;
}

}  // namespace tessera::sim
