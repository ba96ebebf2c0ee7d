// SPDX-License-Identifier: Apache-2.0
#include "firmware/runtime/tpu_runtime.h"

#include "firmware/runtime/tpu_caching.h"

#include <string.h>

enum tpu_status tpu_model_load(struct tpu_model *model, struct tpu_device *device,
                               const struct tpu_package *package) {
  memset(model, 0, sizeof *model);
  if (package->execution == NULL) {
    return TPU_BAD_EXECUTABLE;
  }
  model->has_caching = package->parameter_caching != NULL;
  if (model->has_caching) {
    const enum tpu_status status =
        tpu_program_load(&model->caching, device, package->parameter_caching);
    if (status != TPU_OK) {
      return status;
    }
  }
  const enum tpu_status status = tpu_program_load(&model->execution, device, package->execution);
  if (status != TPU_OK) {
    if (model->has_caching) {
      (void)tpu_program_unload(&model->caching);
    }
    return status;
  }
  model->device = device;
  return TPU_OK;
}

enum tpu_status tpu_model_unload(struct tpu_model *model) {
  if (model->device == NULL) {
    return TPU_BAD_STATE;
  }
  enum tpu_status status = tpu_program_unload(&model->execution);
  if (model->has_caching && status == TPU_OK) {
    status = tpu_program_unload(&model->caching);
  }
  model->device = NULL;
  return status;
}

enum tpu_status tpu_model_write_input(struct tpu_model *model, uint32_t index, const void *data,
                                      size_t bytes) {
  if (model->device == NULL) {
    return TPU_BAD_STATE;
  }
  const struct tpu_hal *hal = model->device->hal;
  if (index >= model->execution.executable->input_count ||
      bytes > model->execution.inputs[index].bytes) {
    return TPU_BAD_ARGUMENT;
  }
  return hal->copy_to_bus(hal->context, model->execution.inputs[index].bus_address, data, bytes)
             ? TPU_OK
             : TPU_BUS_ERROR;
}

enum tpu_status tpu_model_read_output(const struct tpu_model *model, uint32_t index, void *data,
                                      size_t bytes) {
  if (model->device == NULL) {
    return TPU_BAD_STATE;
  }
  const struct tpu_hal *hal = model->device->hal;
  if (index >= model->execution.executable->output_count ||
      bytes > model->execution.outputs[index].bytes) {
    return TPU_BAD_ARGUMENT;
  }
  return hal->copy_from_bus(hal->context, data, model->execution.outputs[index].bus_address, bytes)
             ? TPU_OK
             : TPU_BUS_ERROR;
}

enum tpu_status tpu_model_run(struct tpu_model *model) {
  if (model->device == NULL) {
    return TPU_BAD_STATE;
  }
  if (model->has_caching) {
    const enum tpu_status status = tpu_make_resident(&model->caching, &model->caching_runs);
    if (status != TPU_OK) {
      return status;
    }
  } else {
    model->device->resident_token = 0;  // a stand-alone program overwrites what was cached
  }
  const enum tpu_status status = tpu_program_run(&model->execution);
  if (status == TPU_OK) {
    ++model->runs;
  }
  return status;
}
