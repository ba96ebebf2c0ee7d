// SPDX-License-Identifier: Apache-2.0
#include "firmware/runtime/tpu_network.h"

#include "firmware/driver/tpu_bits.h"
#include "firmware/driver/tpu_service.h"
#include "firmware/runtime/tpu_caching.h"
#include "firmware/runtime/tpu_image_reader.h"

#include <string.h>

// The record of one buffer in the operator service's table.
static enum tpu_status write_record(const struct tpu_network *network, uint32_t index) {
  const struct tpu_hal *hal = network->device->hal;
  const struct tpu_network_buffer *buffer = &network->buffers[index];
  uint8_t record[TPU_SERVICE_BUFFER_BYTES];
  tpu_store_le64(record, buffer->bus_address);
  tpu_store_le64(record + 8, buffer->bytes);
  const uint64_t address = network->table_bus_address + (uint64_t)index * sizeof record;
  return hal->copy_to_bus(hal->context, address, record, sizeof record) ? TPU_OK : TPU_BUS_ERROR;
}

static enum tpu_status make_buffers(struct tpu_network *network) {
  enum tpu_status status = tpu_device_allocate(
      network->device, (uint64_t)network->buffer_count * TPU_SERVICE_BUFFER_BYTES,
      &network->table_bus_address);
  for (uint32_t i = 0; i < network->buffer_count && status == TPU_OK; ++i) {
    struct tpu_network_buffer *buffer = &network->buffers[i];
    status = tpu_device_allocate(network->device, buffer->bytes, &buffer->bus_address);
    if (status == TPU_OK) {
      status = write_record(network, i);
    }
  }
  return status;
}

// Tells every executable where the buffers of its tensors are.
static enum tpu_status place_tensors(struct tpu_network *network, struct tpu_workspace *workspace) {
  uint32_t tensor = 0;
  for (uint32_t e = 0; e < network->executable_count; ++e) {
    struct tpu_executable *executable = &network->executables[e];
    const uint32_t count = executable->input_count + executable->output_count;
    uint64_t *addresses = tpu_workspace_take(workspace, count * (uint64_t)sizeof *addresses);
    if (addresses == NULL) {
      return TPU_OUT_OF_MEMORY;
    }
    for (uint32_t i = 0; i < count; ++i, ++tensor) {
      addresses[i] = network->buffers[network->tensor_buffers[tensor]].bus_address;
    }
    executable->input_bus_addresses = addresses;
    executable->output_bus_addresses = addresses + executable->input_count;
  }
  return TPU_OK;
}

static enum tpu_status load_programs(struct tpu_network *network) {
  for (uint32_t i = 0; i < network->executable_count; ++i) {
    const enum tpu_status status =
        tpu_program_load(&network->programs[i], network->device, &network->executables[i]);
    if (status != TPU_OK) {
      return status;
    }
    ++network->loaded;
  }
  return TPU_OK;
}

enum tpu_status tpu_network_load(struct tpu_network *network, struct tpu_device *device,
                                 const struct tpu_board *board, struct tpu_workspace *workspace,
                                 uint64_t image_bus_address, uint32_t image_bytes) {
  memset(network, 0, sizeof *network);
  if (!device->open) {
    return TPU_BAD_STATE;
  }
  if (image_bus_address % TPU_IMAGE_ALIGNMENT != 0) {
    return TPU_BAD_ARGUMENT;
  }
  network->board = board;
  enum tpu_status status = tpu_image_read(network, workspace, image_bus_address, image_bytes);
  if (status != TPU_OK) {
    return status;
  }
  network->device = device;
  network->memory_mark = tpu_device_mark(device);
  status = make_buffers(network);
  if (status == TPU_OK) {
    status = place_tensors(network, workspace);
  }
  if (status == TPU_OK) {
    status = load_programs(network);
  }
  if (status != TPU_OK) {
    (void)tpu_network_unload(network);
  }
  return status;
}

enum tpu_status tpu_network_unload(struct tpu_network *network) {
  if (network->device == NULL) {
    return TPU_BAD_STATE;
  }
  while (network->loaded > 0) {
    --network->loaded;
    (void)tpu_program_unload(&network->programs[network->loaded]);
  }
  tpu_device_release(network->device, network->memory_mark);
  network->device = NULL;
  return TPU_OK;
}

// Every tensor of every program that lies in `buffer` follows it.
static enum tpu_status rebind(struct tpu_network *network, uint32_t buffer) {
  const uint64_t address = network->buffers[buffer].bus_address;
  uint32_t tensor = 0;
  for (uint32_t e = 0; e < network->executable_count; ++e) {
    const struct tpu_executable *executable = &network->executables[e];
    for (uint32_t i = 0; i < executable->input_count + executable->output_count; ++i, ++tensor) {
      if (network->tensor_buffers[tensor] != buffer) {
        continue;
      }
      const bool input = i < executable->input_count;
      const enum tpu_status status =
          tpu_program_bind(&network->programs[e], input ? TPU_BUFFER_INPUT : TPU_BUFFER_OUTPUT,
                           input ? i : i - executable->input_count, address);
      if (status != TPU_OK) {
        return status;
      }
    }
  }
  return TPU_OK;
}

enum tpu_status tpu_network_bind(struct tpu_network *network, uint32_t buffer, uint64_t bus_address,
                                 uint64_t bytes) {
  if (network->device == NULL) {
    return TPU_BAD_STATE;
  }
  if (buffer >= network->buffer_count || network->buffers[buffer].role == TPU_ROLE_INTERNAL ||
      bytes < network->buffers[buffer].bytes) {
    return TPU_BAD_ARGUMENT;
  }
  const uint64_t before = network->buffers[buffer].bus_address;
  network->buffers[buffer].bus_address = bus_address;
  enum tpu_status status = rebind(network, buffer);
  if (status == TPU_OK) {
    status = write_record(network, buffer);
  }
  if (status != TPU_OK) {  // as before; what worked once works again
    network->buffers[buffer].bus_address = before;
    (void)rebind(network, buffer);
    (void)write_record(network, buffer);
  }
  return status;
}

static enum tpu_status run_on_device(struct tpu_network *network, uint32_t executable,
                                     struct tpu_network_result *result) {
  const uint32_t caching_runs = network->caching_runs;
  enum tpu_status status = TPU_OK;
  if (network->caching != 0) {
    status = tpu_make_resident(&network->programs[network->caching - 1], &network->caching_runs);
    result->caching_runs += network->caching_runs - caching_runs;
  } else {
    network->device->resident_token = 0;  // a stand-alone program overwrites what was cached
  }
  if (status == TPU_OK) {
    status = tpu_program_run(&network->programs[executable]);
  }
  if (status == TPU_OK) {
    ++result->device_runs;
  }
  return status;
}

static enum tpu_status run_on_host(const struct tpu_network *network, uint32_t step,
                                   struct tpu_network_result *result) {
  struct tpu_service_result service;
  const enum tpu_status status = tpu_service_run(network->board, step, network->table_bus_address,
                                                 network->buffer_count, &service);
  result->host_cycles += service.cycles;
  result->service_error = service.error;
  if (status == TPU_OK) {
    ++result->host_steps;
  }
  return status;
}

enum tpu_status tpu_network_run(struct tpu_network *network, struct tpu_network_result *result) {
  memset(result, 0, sizeof *result);
  if (network->device == NULL || !network->device->open) {
    return TPU_BAD_STATE;
  }
  for (; result->steps_done < network->step_count; ++result->steps_done) {
    const struct tpu_step *step = &network->steps[result->steps_done];
    const enum tpu_status status = step->kind == TPU_STEP_DEVICE
                                       ? run_on_device(network, step->target, result)
                                       : run_on_host(network, step->target, result);
    if (status != TPU_OK) {
      return status;
    }
  }
  ++network->runs;
  return TPU_OK;
}
