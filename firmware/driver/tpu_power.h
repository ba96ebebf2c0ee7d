// SPDX-License-Identifier: Apache-2.0
// Reset, clocks and sleep of the chip (facts: edgetpu.md 6.1, 6.2, 6.5).
#ifndef FIRMWARE_DRIVER_TPU_POWER_H_
#define FIRMWARE_DRIVER_TPU_POWER_H_

#include "firmware/driver/tpu_status.h"
#include "firmware/hal/tpu_hal.h"

#ifdef __cplusplus
extern "C" {
#endif

// Stops DMA at a border between transfers and waits until it has stopped.
enum tpu_status tpu_power_pause_dma(const struct tpu_hal *hal);

// Puts the accelerator to sleep, which resets it. A chip that sleeps already is left alone.
enum tpu_status tpu_power_reset(const struct tpu_hal *hal);

// Wakes the accelerator, sets the fastest clock, and waits until its registers answer.
enum tpu_status tpu_power_up(const struct tpu_hal *hal);

// Chooses the tile that the tile registers reach (or all of them, to write) and waits until the
// choice has taken effect.
enum tpu_status tpu_select_tiles(const struct tpu_hal *hal, uint32_t tile);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_POWER_H_
