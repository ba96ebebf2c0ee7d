// SPDX-License-Identifier: Apache-2.0
// Reads the tables of a network image into the driver's structs. Part of tpu_network.
#ifndef FIRMWARE_RUNTIME_TPU_IMAGE_READER_H_
#define FIRMWARE_RUNTIME_TPU_IMAGE_READER_H_

#include "firmware/runtime/tpu_network.h"

#ifdef __cplusplus
extern "C" {
#endif

// Fills buffers (without addresses), steps, executables and tensor_buffers of `network`, whose
// `board` is set. TPU_BAD_IMAGE if anything contradicts itself or leaves the image,
// TPU_OUT_OF_MEMORY if the workspace is too small.
enum tpu_status tpu_image_read(struct tpu_network *network, struct tpu_workspace *workspace,
                               uint64_t image_bus_address, uint32_t image_bytes);

// `bytes` bytes of the workspace, zeroed, aligned to 8; NULL if there is no room.
void *tpu_workspace_take(struct tpu_workspace *workspace, uint64_t bytes);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_RUNTIME_TPU_IMAGE_READER_H_
