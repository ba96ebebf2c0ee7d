// SPDX-License-Identifier: Apache-2.0
// An executable that was loaded into memory the accelerator reaches: its code, parameters, scratch
// and tensor buffers mapped, its relocations patched.
#ifndef FIRMWARE_DRIVER_TPU_PROGRAM_H_
#define FIRMWARE_DRIVER_TPU_PROGRAM_H_

#include "firmware/driver/tpu_device.h"
#include "firmware/driver/tpu_executable.h"

#ifdef __cplusplus
extern "C" {
#endif

// A range of memory, as the core and as the accelerator name it.
struct tpu_range {
  uint64_t bus_address;
  uint64_t device_address;
  uint64_t bytes;  // 0: absent
};

struct tpu_program {
  struct tpu_device *device;
  const struct tpu_executable *executable;
  struct tpu_range code;
  struct tpu_range parameters;
  struct tpu_range scratch;
  struct tpu_range inputs[TPU_MAX_TENSORS];
  struct tpu_range outputs[TPU_MAX_TENSORS];
  uint64_t memory_mark;  // where the device's memory stood before the load
};

// Copies, maps and patches. `executable` and what it points to must stay until the unload. On
// failure nothing stays mapped.
enum tpu_status tpu_program_load(struct tpu_program *program, struct tpu_device *device,
                                 const struct tpu_executable *executable);
// Unmaps. Programs are unloaded in the reverse order of their loads.
enum tpu_status tpu_program_unload(struct tpu_program *program);

// Makes an input or output use memory at a bus address instead of the program's own buffer, without
// a copy.
enum tpu_status tpu_program_bind(struct tpu_program *program, enum tpu_buffer buffer,
                                 uint32_t index, uint64_t bus_address);

// Runs once and waits for the end.
enum tpu_status tpu_program_run(struct tpu_program *program);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_PROGRAM_H_
