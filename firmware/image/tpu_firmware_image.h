// SPDX-License-Identifier: Apache-2.0
// The firmware for the control core as bytes: what stands from TPU_RAM_ADDRESS on.
#ifndef FIRMWARE_IMAGE_TPU_FIRMWARE_IMAGE_H_
#define FIRMWARE_IMAGE_TPU_FIRMWARE_IMAGE_H_

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

extern const unsigned char tpu_firmware_image[];
extern const size_t tpu_firmware_image_bytes;  // 0: it was not built
// Why it was not built; empty if it was.
extern const char tpu_firmware_image_missing[];

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_IMAGE_TPU_FIRMWARE_IMAGE_H_
