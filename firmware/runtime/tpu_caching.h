// SPDX-License-Identifier: Apache-2.0
// Parameters that stay on the chip between inferences.
#ifndef FIRMWARE_RUNTIME_TPU_CACHING_H_
#define FIRMWARE_RUNTIME_TPU_CACHING_H_

#include "firmware/driver/tpu_program.h"

#ifdef __cplusplus
extern "C" {
#endif

// Runs a loaded parameter-caching program unless the chip still holds its parameters (same token,
// not 0, no reset in between); adds one to `runs` if it did.
enum tpu_status tpu_make_resident(struct tpu_program *caching, uint32_t *runs);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_RUNTIME_TPU_CACHING_H_
