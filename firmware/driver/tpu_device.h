// SPDX-License-Identifier: Apache-2.0
// One accelerator: power, reset, page table, instruction queue, interrupts, watchdog.
#ifndef FIRMWARE_DRIVER_TPU_DEVICE_H_
#define FIRMWARE_DRIVER_TPU_DEVICE_H_

#include "firmware/driver/tpu_mmu.h"
#include "firmware/driver/tpu_queue.h"
#include "firmware/driver/tpu_status.h"
#include "firmware/hal/tpu_hal.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TPU_HOST_INTERRUPTS 4u

struct tpu_device_config {
  uint64_t
      memory_bus_address;  // memory the accelerator can reach, 4 KiB aligned, for the driver's use
  uint64_t memory_bytes;
  uint32_t simple_entries;   // page-table entries for simple mappings; 0: three quarters of all
  uint32_t extended_tables;  // second-level tables; each maps 2 MiB and costs 4 KiB of the memory
  uint64_t watchdog_us;      // longest a wait may take before the device is reset; > 0
};

struct tpu_device {
  const struct tpu_hal *hal;
  struct tpu_device_config config;
  struct tpu_mmu mmu;
  struct tpu_queue queue;
  uint64_t memory_used;                      // bump allocation in the caller's memory
  uint16_t counted[TPU_HOST_INTERRUPTS];     // sc_host_int_count when last read
  uint32_t interrupts[TPU_HOST_INTERRUPTS];  // scalar-core interrupts seen since open
  uint32_t resets;                           // since open
  uint64_t resident_token;                   // whose parameters the chip holds; 0: none
  struct tpu_fault_report fault;             // of the last TPU_FAULT or TPU_TIMEOUT
  bool open;
};

// Resets the chip and brings it up: clocks, page table, queue, run control, interrupts. `device`
// and `hal` belong to the caller and must outlive the use.
enum tpu_status tpu_device_open(struct tpu_device *device, const struct tpu_hal *hal,
                                const struct tpu_device_config *config);
enum tpu_status tpu_device_close(struct tpu_device *device);

// Resets the chip and restores mappings, queue and interrupts. Programs in flight and everything on
// the chip are lost; `resident_token` becomes 0.
enum tpu_status tpu_device_reset(struct tpu_device *device);

// Takes `bytes` bytes of the caller's memory, 4 KiB aligned. Memory is given back in reverse order,
// by going back to a mark.
enum tpu_status tpu_device_allocate(struct tpu_device *device, uint64_t bytes,
                                    uint64_t *bus_address);
uint64_t tpu_device_mark(const struct tpu_device *device);
void tpu_device_release(struct tpu_device *device, uint64_t mark);

// Waits until scalar-core interrupt `index` was seen `count` times since open and the queue is
// empty. A fault or the watchdog fills `fault`, resets the device and returns TPU_FAULT or
// TPU_TIMEOUT.
enum tpu_status tpu_device_wait(struct tpu_device *device, unsigned index, uint32_t count);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_DEVICE_H_
