// SPDX-License-Identifier: Apache-2.0
// Waiting for a register to reach a value.
#ifndef FIRMWARE_DRIVER_TPU_POLL_H_
#define FIRMWARE_DRIVER_TPU_POLL_H_

#include "firmware/driver/tpu_status.h"
#include "firmware/hal/tpu_hal.h"

#ifdef __cplusplus
extern "C" {
#endif

// How long a control register may take. The kernel driver allows a reset 12 s; a model needs far
// less.
#define TPU_POLL_TIMEOUT_US UINT64_C(1000000)

// Reads until (value & mask) == wanted. TPU_DEVICE_STUCK after the timeout, TPU_DEVICE_MISSING if
// the bus answers all ones.
enum tpu_status tpu_poll64(const struct tpu_hal *hal, uint32_t offset, uint64_t mask,
                           uint64_t wanted);
enum tpu_status tpu_poll32(const struct tpu_hal *hal, uint32_t offset, uint32_t mask,
                           uint32_t wanted);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_POLL_H_
