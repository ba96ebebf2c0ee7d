// SPDX-License-Identifier: Apache-2.0
#include "firmware/driver/tpu_executable.h"

#include <stdbool.h>
#include <stddef.h>

#define INSTRUCTION_BYTES 16u

static bool relocation_is_valid(const struct tpu_executable *executable,
                                const struct tpu_bitstream *bitstream,
                                const struct tpu_relocation *relocation) {
  const uint64_t bits = (uint64_t)bitstream->size * 8;
  if ((uint64_t)relocation->bit_offset + 32 > bits || relocation->upper > 1 ||
      relocation->batch >= executable->batch) {
    return false;
  }
  switch (relocation->buffer) {
    case TPU_BUFFER_OUTPUT:
      return relocation->index < executable->output_count;
    case TPU_BUFFER_INPUT:
      return relocation->index < executable->input_count;
    // Google's programs always have these fields; where the buffer is empty they take address 0 and
    // use it for nothing.
    case TPU_BUFFER_PARAMETERS:
    case TPU_BUFFER_SCRATCH:
      return true;
    default:
      return false;
  }
}

static bool bitstream_is_valid(const struct tpu_executable *executable,
                               const struct tpu_bitstream *bitstream) {
  if ((bitstream->bytes == NULL && executable->code_bus_address == 0) || bitstream->size == 0 ||
      bitstream->size % INSTRUCTION_BYTES != 0 || bitstream->size > TPU_MAX_BUFFER_BYTES ||
      (bitstream->relocation_count > 0 && bitstream->relocations == NULL)) {
    return false;
  }
  for (uint32_t i = 0; i < bitstream->relocation_count; ++i) {
    if (!relocation_is_valid(executable, bitstream, &bitstream->relocations[i])) {
      return false;
    }
  }
  return true;
}

static bool tensors_are_valid(const uint32_t *bytes, uint32_t count, uint32_t batch) {
  if (count > TPU_MAX_TENSORS || (count > 0 && bytes == NULL)) {
    return false;
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (bytes[i] == 0 || (uint64_t)bytes[i] * batch > TPU_MAX_BUFFER_BYTES) {
      return false;
    }
  }
  return true;
}

enum tpu_status tpu_executable_check(const struct tpu_executable *executable) {
  if (executable->bitstream_count == 0 || executable->bitstream_count > TPU_MAX_BITSTREAMS ||
      executable->bitstreams == NULL || executable->batch == 0 ||
      executable->scratch_bytes > TPU_MAX_BUFFER_BYTES ||
      executable->parameter_bytes > TPU_MAX_BUFFER_BYTES ||
      (executable->parameter_bytes > 0 && executable->parameters == NULL &&
       executable->parameters_bus_address == 0) ||
      !tensors_are_valid(executable->input_bytes, executable->input_count, executable->batch) ||
      !tensors_are_valid(executable->output_bytes, executable->output_count, executable->batch)) {
    return TPU_BAD_EXECUTABLE;
  }
  for (uint32_t i = 0; i < executable->bitstream_count; ++i) {
    if (!bitstream_is_valid(executable, &executable->bitstreams[i])) {
      return TPU_BAD_EXECUTABLE;
    }
  }
  return TPU_OK;
}
