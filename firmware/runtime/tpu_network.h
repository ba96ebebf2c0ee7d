// SPDX-License-Identifier: Apache-2.0
// A network: steps on the accelerator and steps of the operator service, on shared buffers.
//
//   tpu_network_load(&network, &device, &board, &memory, image, bytes);
//   tpu_network_bind(&network, buffer, address, bytes);   // optional
//   tpu_network_run(&network, &result);
#ifndef FIRMWARE_RUNTIME_TPU_NETWORK_H_
#define FIRMWARE_RUNTIME_TPU_NETWORK_H_

#include "firmware/driver/tpu_program.h"
#include "firmware/hal/tpu_board.h"
#include "firmware/runtime/tpu_image.h"

#ifdef __cplusplus
extern "C" {
#endif

// The firmware's own memory for a network's tables; nothing is allocated otherwise.
struct tpu_workspace {
  uint8_t *bytes;  // aligned for any type
  uint32_t size;
  uint32_t used;
};

struct tpu_network_buffer {
  uint64_t bus_address;
  uint32_t bytes;
  uint32_t role;  // enum tpu_buffer_role
};

struct tpu_step {
  uint32_t kind;  // enum tpu_step_kind
  uint32_t target;
};

struct tpu_network {
  struct tpu_device *device;  // NULL: nothing is loaded
  const struct tpu_board *board;
  uint64_t memory_mark;        // where the device's memory stood before the load
  uint64_t table_bus_address;  // buffer table of the operator service
  uint32_t buffer_count;
  uint32_t step_count;
  uint32_t executable_count;
  uint32_t loaded;   // of the executables
  uint32_t caching;  // number of the caching executable plus 1; 0: none
  struct tpu_network_buffer *buffers;
  struct tpu_step *steps;
  struct tpu_executable *executables;
  struct tpu_program *programs;
  const uint32_t *tensor_buffers;  // buffer of each tensor, in the order of the image
  uint32_t runs;                   // inferences done
  uint32_t caching_runs;           // times the parameters were loaded
};

// What one inference did.
struct tpu_network_result {
  uint32_t steps_done;  // on failure: number of the step that failed
  uint32_t device_runs;
  uint32_t caching_runs;
  uint32_t host_steps;
  uint64_t host_cycles;    // control-core cycles that the operator service was charged
  uint32_t service_error;  // enum tpu_service_error
};

// Checks and loads the image at a bus address: makes its buffers, maps its programs. Everything the
// image says is checked before it is used. `workspace` must be empty and stay until the unload. On
// failure nothing stays loaded.
enum tpu_status tpu_network_load(struct tpu_network *network, struct tpu_device *device,
                                 const struct tpu_board *board, struct tpu_workspace *workspace,
                                 uint64_t image_bus_address, uint32_t image_bytes);
enum tpu_status tpu_network_unload(struct tpu_network *network);

// Makes an input or output of the network use memory of the caller.
enum tpu_status tpu_network_bind(struct tpu_network *network, uint32_t buffer, uint64_t bus_address,
                                 uint64_t bytes);

// One inference: every step in order. Parameters are loaded first unless the chip holds them.
enum tpu_status tpu_network_run(struct tpu_network *network, struct tpu_network_result *result);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_RUNTIME_TPU_NETWORK_H_
