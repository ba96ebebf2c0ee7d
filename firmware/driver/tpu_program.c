// SPDX-License-Identifier: Apache-2.0
#include "firmware/driver/tpu_program.h"

#include "firmware/driver/tpu_bits.h"

#include <string.h>

static uint64_t code_bytes(const struct tpu_bitstream *bitstream) {
  const uint64_t padded = (uint64_t)bitstream->size + TPU_CODE_ALIGNMENT - 1;
  return padded / TPU_CODE_ALIGNMENT * TPU_CODE_ALIGNMENT;
}

// Maps `bytes` bytes at `in_place`, or at new memory if that is 0.
static enum tpu_status make_range(struct tpu_device *device, struct tpu_range *range,
                                  uint64_t bytes, uint64_t in_place) {
  if (bytes == 0) {
    return TPU_OK;
  }
  enum tpu_status status = TPU_OK;
  if (in_place != 0) {
    range->bus_address = in_place;
  } else {
    status = tpu_device_allocate(device, bytes, &range->bus_address);
  }
  if (status == TPU_OK) {
    status =
        tpu_mmu_map(&device->mmu, range->bus_address, bytes, TPU_MAP_ANY, &range->device_address);
  }
  range->bytes = status == TPU_OK ? bytes : 0;
  return status;
}

static enum tpu_status make_tensors(struct tpu_program *program, struct tpu_range *ranges,
                                    const uint32_t *bytes, const uint64_t *addresses,
                                    uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const enum tpu_status status =
        make_range(program->device, &ranges[i], (uint64_t)bytes[i] * program->executable->batch,
                   addresses == NULL ? 0 : addresses[i]);
    if (status != TPU_OK) {
      return status;
    }
  }
  return TPU_OK;
}

static enum tpu_status make_ranges(struct tpu_program *program) {
  const struct tpu_executable *executable = program->executable;
  uint64_t code = 0;
  for (uint32_t i = 0; i < executable->bitstream_count; ++i) {
    code += code_bytes(&executable->bitstreams[i]);
  }
  enum tpu_status status =
      make_range(program->device, &program->code, code, executable->code_bus_address);
  if (status == TPU_OK) {
    status = make_range(program->device, &program->parameters, executable->parameter_bytes,
                        executable->parameters_bus_address);
  }
  if (status == TPU_OK) {
    status = make_range(program->device, &program->scratch, executable->scratch_bytes, 0);
  }
  if (status == TPU_OK) {
    status = make_tensors(program, program->inputs, executable->input_bytes,
                          executable->input_bus_addresses, executable->input_count);
  }
  if (status == TPU_OK) {
    status = make_tensors(program, program->outputs, executable->output_bytes,
                          executable->output_bus_addresses, executable->output_count);
  }
  return status;
}

// The device address that a relocation puts into the code.
static uint64_t relocated_address(const struct tpu_program *program,
                                  const struct tpu_relocation *relocation) {
  const struct tpu_executable *executable = program->executable;
  const uint32_t index = relocation->index;
  switch (relocation->buffer) {
    case TPU_BUFFER_OUTPUT:
      return program->outputs[index].device_address +
             (uint64_t)relocation->batch * executable->output_bytes[index];
    case TPU_BUFFER_INPUT:
      return program->inputs[index].device_address +
             (uint64_t)relocation->batch * executable->input_bytes[index];
    case TPU_BUFFER_PARAMETERS:
      return program->parameters.device_address;
    default:
      return program->scratch.device_address;
  }
}

static enum tpu_status patch(const struct tpu_program *program, uint64_t code_bus_address,
                             const struct tpu_bitstream *bitstream,
                             const struct tpu_relocation *relocation) {
  const struct tpu_hal *hal = program->device->hal;
  const uint64_t address = relocated_address(program, relocation);
  const uint32_t value = (uint32_t)(relocation->upper ? address >> 32 : address);
  const uint32_t first = relocation->bit_offset / 8;
  uint8_t window[5];
  const size_t bytes =
      bitstream->size - first < sizeof window ? bitstream->size - first : sizeof window;
  if (!hal->copy_from_bus(hal->context, window, code_bus_address + first, bytes)) {
    return TPU_BUS_ERROR;
  }
  if (!tpu_patch_bits32(window, bytes, relocation->bit_offset % 8, value)) {
    return TPU_BAD_EXECUTABLE;
  }
  return hal->copy_to_bus(hal->context, code_bus_address + first, window, bytes) ? TPU_OK
                                                                                 : TPU_BUS_ERROR;
}

static enum tpu_status patch_all(const struct tpu_program *program) {
  uint64_t code = program->code.bus_address;
  for (uint32_t i = 0; i < program->executable->bitstream_count; ++i) {
    const struct tpu_bitstream *bitstream = &program->executable->bitstreams[i];
    for (uint32_t r = 0; r < bitstream->relocation_count; ++r) {
      const enum tpu_status status = patch(program, code, bitstream, &bitstream->relocations[r]);
      if (status != TPU_OK) {
        return status;
      }
    }
    code += code_bytes(bitstream);
  }
  return TPU_OK;
}

static enum tpu_status copy_in(const struct tpu_program *program) {
  const struct tpu_hal *hal = program->device->hal;
  const struct tpu_executable *executable = program->executable;
  uint64_t code = program->code.bus_address;
  for (uint32_t i = 0; i < executable->bitstream_count && executable->code_bus_address == 0; ++i) {
    const struct tpu_bitstream *bitstream = &executable->bitstreams[i];
    if (!hal->copy_to_bus(hal->context, code, bitstream->bytes, bitstream->size)) {
      return TPU_BUS_ERROR;
    }
    code += code_bytes(bitstream);
  }
  if (executable->parameter_bytes > 0 && executable->parameters_bus_address == 0 &&
      !hal->copy_to_bus(hal->context, program->parameters.bus_address, executable->parameters,
                        executable->parameter_bytes)) {
    return TPU_BUS_ERROR;
  }
  return TPU_OK;
}

static void unmap_range(struct tpu_program *program, struct tpu_range *range) {
  if (range->bytes != 0) {
    (void)tpu_mmu_unmap(&program->device->mmu, range->device_address);
    range->bytes = 0;
  }
}

static void unmap_all(struct tpu_program *program) {
  unmap_range(program, &program->code);
  unmap_range(program, &program->parameters);
  unmap_range(program, &program->scratch);
  for (uint32_t i = 0; i < TPU_MAX_TENSORS; ++i) {
    unmap_range(program, &program->inputs[i]);
    unmap_range(program, &program->outputs[i]);
  }
}

enum tpu_status tpu_program_load(struct tpu_program *program, struct tpu_device *device,
                                 const struct tpu_executable *executable) {
  memset(program, 0, sizeof *program);
  if (!device->open) {
    return TPU_BAD_STATE;
  }
  enum tpu_status status = tpu_executable_check(executable);
  if (status != TPU_OK) {
    return status;
  }
  program->device = device;
  program->executable = executable;
  program->memory_mark = tpu_device_mark(device);
  status = make_ranges(program);
  if (status == TPU_OK) {
    status = copy_in(program);
  }
  if (status == TPU_OK) {
    status = patch_all(program);
  }
  if (status != TPU_OK) {
    (void)tpu_program_unload(program);
  }
  return status;
}

enum tpu_status tpu_program_unload(struct tpu_program *program) {
  if (program->device == NULL) {
    return TPU_BAD_STATE;
  }
  unmap_all(program);
  tpu_device_release(program->device, program->memory_mark);
  program->device = NULL;
  return TPU_OK;
}

enum tpu_status tpu_program_bind(struct tpu_program *program, enum tpu_buffer buffer,
                                 uint32_t index, uint64_t bus_address) {
  if (program->device == NULL) {
    return TPU_BAD_STATE;
  }
  const bool input = buffer == TPU_BUFFER_INPUT;
  const uint32_t count =
      input ? program->executable->input_count : program->executable->output_count;
  if ((!input && buffer != TPU_BUFFER_OUTPUT) || index >= count) {
    return TPU_BAD_ARGUMENT;
  }
  struct tpu_range *range = input ? &program->inputs[index] : &program->outputs[index];
  struct tpu_range bound = {.bus_address = bus_address, .bytes = range->bytes};
  enum tpu_status status = tpu_mmu_map(&program->device->mmu, bus_address, bound.bytes, TPU_MAP_ANY,
                                       &bound.device_address);
  if (status == TPU_OK) {
    unmap_range(program, range);
    *range = bound;
    status = patch_all(program);
  }
  return status;
}

enum tpu_status tpu_program_run(struct tpu_program *program) {
  if (program->device == NULL) {
    return TPU_BAD_STATE;
  }
  struct tpu_device *device = program->device;
  const uint32_t target = device->interrupts[0] + program->executable->completion_interrupts;
  const uint32_t tail = device->queue.tail;
  uint64_t code = program->code.device_address;
  for (uint32_t i = 0; i < program->executable->bitstream_count; ++i) {
    const struct tpu_bitstream *bitstream = &program->executable->bitstreams[i];
    const enum tpu_status status = tpu_queue_push(&device->queue, code, bitstream->size);
    if (status != TPU_OK) {
      device->queue.tail = tail;  // nothing of this program was submitted
      return status;
    }
    code += code_bytes(bitstream);
  }
  tpu_queue_submit(&device->queue);
  return tpu_device_wait(device, 0, target);
}
