// SPDX-License-Identifier: Apache-2.0
#include "firmware/driver/tpu_poll.h"

enum tpu_status tpu_poll64(const struct tpu_hal *hal, uint32_t offset, uint64_t mask,
                           uint64_t wanted) {
  const uint64_t start = hal->time_us(hal->context);
  for (;;) {
    const uint64_t value = hal->read64(hal->context, offset);
    if (value == UINT64_MAX) {
      return TPU_DEVICE_MISSING;
    }
    if ((value & mask) == wanted) {
      return TPU_OK;
    }
    if (hal->time_us(hal->context) - start > TPU_POLL_TIMEOUT_US) {
      return TPU_DEVICE_STUCK;
    }
  }
}

enum tpu_status tpu_poll32(const struct tpu_hal *hal, uint32_t offset, uint32_t mask,
                           uint32_t wanted) {
  const uint64_t start = hal->time_us(hal->context);
  for (;;) {
    const uint32_t value = hal->read32(hal->context, offset);
    if (value == UINT32_MAX) {
      return TPU_DEVICE_MISSING;
    }
    if ((value & mask) == wanted) {
      return TPU_OK;
    }
    if (hal->time_us(hal->context) - start > TPU_POLL_TIMEOUT_US) {
      return TPU_DEVICE_STUCK;
    }
  }
}
