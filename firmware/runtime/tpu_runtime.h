// SPDX-License-Identifier: Apache-2.0
// Inference on one accelerator: load a compiled model, run it any number of times.
//
//   tpu_device_open(&device, &hal, &config);
//   tpu_model_load(&model, &device, &package);
//   tpu_model_write_input(&model, 0, bytes, size);
//   tpu_model_run(&model);
//   tpu_model_read_output(&model, 0, bytes, size);
#ifndef FIRMWARE_RUNTIME_TPU_RUNTIME_H_
#define FIRMWARE_RUNTIME_TPU_RUNTIME_H_

#include "firmware/driver/tpu_device.h"
#include "firmware/driver/tpu_executable.h"
#include "firmware/driver/tpu_program.h"

#ifdef __cplusplus
extern "C" {
#endif

// What a compiled model holds: either both programs, or a stand-alone one without
// `parameter_caching`.
struct tpu_package {
  const struct tpu_executable *parameter_caching;  // NULL for stand-alone programs
  const struct tpu_executable *execution;
};

struct tpu_model {
  struct tpu_device *device;
  struct tpu_program caching;
  struct tpu_program execution;
  bool has_caching;
  uint32_t runs;          // inferences done
  uint32_t caching_runs;  // times the parameters were loaded
};

// `package` and what it points to must stay until the unload. On failure nothing stays loaded.
enum tpu_status tpu_model_load(struct tpu_model *model, struct tpu_device *device,
                               const struct tpu_package *package);
// Models are unloaded in the reverse order of their loads.
enum tpu_status tpu_model_unload(struct tpu_model *model);

// Copies a whole input (all batch elements) to, or an output from, the model's buffers; `bytes`
// must be the tensor's size or less.
enum tpu_status tpu_model_write_input(struct tpu_model *model, uint32_t index, const void *data,
                                      size_t bytes);
enum tpu_status tpu_model_read_output(const struct tpu_model *model, uint32_t index, void *data,
                                      size_t bytes);

// One inference. The parameter-caching program runs first unless the device still holds this
// model's parameters (same token, no reset in between).
enum tpu_status tpu_model_run(struct tpu_model *model);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_RUNTIME_TPU_RUNTIME_H_
