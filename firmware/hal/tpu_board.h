// SPDX-License-Identifier: Apache-2.0
// What the firmware needs around the accelerator: the operator service, the host's doorbell, a line
// for messages. Like `tpu_hal`, a table of functions, so that one source runs on the control core,
// on a thread of a simulation and in tests.
#ifndef FIRMWARE_HAL_TPU_BOARD_H_
#define FIRMWARE_HAL_TPU_BOARD_H_

#include "firmware/hal/tpu_hal.h"

#ifdef __cplusplus
extern "C" {
#endif

// Every function gets `context` as its first argument. All are required.
struct tpu_board {
  void *context;
  const struct tpu_hal *accelerator;

  // Registers of the operator service (driver/tpu_service.h), 32 bits, by offset.
  uint32_t (*service_read)(void *context, uint32_t offset);
  void (*service_write)(void *context, uint32_t offset, uint32_t value);
  // As tpu_hal's wait_interrupt, for the service's interrupt.
  bool (*wait_service)(void *context, uint64_t timeout_us);

  // Sleeps until the host has rung (at once if it has since the last call) and takes note of it.
  // False: nobody will ring any more. Must not lose a ring.
  bool (*wait_doorbell)(void *context);
  // Tells the host to look into the mailbox.
  void (*ring_host)(void *context);

  // One message without an end of line.
  void (*message)(void *context, const char *text);
};

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_HAL_TPU_BOARD_H_
