// SPDX-License-Identifier: Apache-2.0
// What the driver needs of the machine it runs on. A table of functions, so that one driver source
// serves the RISC-V control core, a native thread of a simulation, and the tests.
//
// Memory that the accelerator reads or writes is named by its *bus address* and is touched only
// through `copy_to_bus` and `copy_from_bus`. On a bare-metal core these are memcpy; on other hosts
// the memory need not be addressable by a pointer at all. Registers are named by their offset in
// the accelerator's register window.
#ifndef FIRMWARE_HAL_TPU_HAL_H_
#define FIRMWARE_HAL_TPU_HAL_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Every function gets `context` as its first argument. All are required.
struct tpu_hal {
  void *context;

  // Register access at a byte offset; naturally aligned, little-endian registers. A 32-bit core
  // does a 64-bit write as two 32-bit ones, high half first: the device acts on the low half.
  uint32_t (*read32)(void *context, uint32_t offset);
  void (*write32)(void *context, uint32_t offset, uint32_t value);
  uint64_t (*read64)(void *context, uint32_t offset);
  void (*write64)(void *context, uint32_t offset, uint64_t value);

  // Orders memory writes before later register writes, and register reads before later memory
  // reads.
  void (*memory_barrier)(void *context);

  // Copies between the firmware's own memory and memory that the accelerator reaches. True if done.
  bool (*copy_to_bus)(void *context, uint64_t bus_address, const void *source, size_t bytes);
  bool (*copy_from_bus)(void *context, void *target, uint64_t bus_address, size_t bytes);

  // Sleeps until the accelerator's interrupt is asserted (at once if it already is) or `timeout_us`
  // microseconds have passed. True if the interrupt is asserted. Must not lose a wake-up.
  bool (*wait_interrupt)(void *context, uint64_t timeout_us);

  // Monotonic time in microseconds.
  uint64_t (*time_us)(void *context);
};

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_HAL_TPU_HAL_H_
