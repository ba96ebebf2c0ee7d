// SPDX-License-Identifier: Apache-2.0
// The instruction queue: a ring of descriptors in memory, a tail register, a status block that the
// accelerator writes (facts: edgetpu.md 6.2).
#ifndef FIRMWARE_DRIVER_TPU_QUEUE_H_
#define FIRMWARE_DRIVER_TPU_QUEUE_H_

#include "firmware/driver/tpu_mmu.h"
#include "firmware/driver/tpu_status.h"
#include "firmware/hal/tpu_hal.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TPU_QUEUE_ENTRIES 256u
#define TPU_DESCRIPTOR_BYTES 16u
#define TPU_STATUS_BLOCK_BYTES 16u
// Ring and status block together, 4 KiB aligned.
#define TPU_QUEUE_MEMORY_BYTES 0x4000u

struct tpu_queue {
  const struct tpu_hal *hal;
  uint64_t bus_address;     // the ring; the status block follows one page later
  uint64_t device_address;  // the same, as the accelerator names it
  uint32_t tail;            // next entry to fill
  uint32_t completed;       // next entry the accelerator will complete
};

// Maps TPU_QUEUE_MEMORY_BYTES at `bus_address` and enables the queue.
enum tpu_status tpu_queue_open(struct tpu_queue *queue, const struct tpu_hal *hal,
                               struct tpu_mmu *mmu, uint64_t bus_address);
// Sets up the registers again and empties the ring, after a reset of the device.
enum tpu_status tpu_queue_restart(struct tpu_queue *queue);
// Disables the queue and waits until it has stopped.
enum tpu_status tpu_queue_close(struct tpu_queue *queue);

// Entries that can still be pushed (one always stays free).
uint32_t tpu_queue_space(const struct tpu_queue *queue);
bool tpu_queue_idle(const struct tpu_queue *queue);

// Appends a chunk of instructions: device address and size in bytes. Nothing starts yet.
enum tpu_status tpu_queue_push(struct tpu_queue *queue, uint64_t device_address, uint32_t bytes);
// Hands everything pushed so far to the accelerator.
void tpu_queue_submit(struct tpu_queue *queue);
// Reads the status block: updates `completed`, returns TPU_FAULT if the accelerator noted a fatal
// error.
enum tpu_status tpu_queue_poll(struct tpu_queue *queue);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_QUEUE_H_
