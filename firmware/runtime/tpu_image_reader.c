// SPDX-License-Identifier: Apache-2.0
#include "firmware/runtime/tpu_image_reader.h"

#include "firmware/driver/tpu_bits.h"

#include <string.h>

#define WORD_BYTES 4u
#define HEADER_BYTES (TPU_IMAGE_HEADER_WORDS * WORD_BYTES)

// The tables, in the firmware's own memory so that nobody changes them after the check.
struct tables {
  uint32_t header[TPU_IMAGE_HEADER_WORDS];
  const uint8_t *next;  // first byte not read yet
  uint64_t image_bus_address;
  // Filled executable by executable.
  uint32_t *tensor_bytes;
  uint32_t *tensor_buffers;
  struct tpu_bitstream *bitstreams;
  struct tpu_relocation *relocations;
  uint32_t tensors_used;
  uint32_t bitstreams_used;
  uint32_t relocations_used;
};

void *tpu_workspace_take(struct tpu_workspace *workspace, uint64_t bytes) {
  const uint64_t padded = (bytes + 7) & ~UINT64_C(7);
  if (padded > workspace->size - workspace->used) {
    return NULL;
  }
  void *memory = workspace->bytes + workspace->used;
  workspace->used += (uint32_t)padded;
  memset(memory, 0, (size_t)padded);
  return memory;
}

static uint32_t count_of(const struct tables *tables, uint32_t word) {
  return tables->header[word];
}

static uint64_t expected_table_bytes(const struct tables *tables) {
  static const struct {
    uint8_t count;
    uint8_t words;
  } layout[] = {
      {TPU_IMAGE_WORD_BUFFERS, TPU_IMAGE_BUFFER_WORDS},
      {TPU_IMAGE_WORD_STEPS, TPU_IMAGE_STEP_WORDS},
      {TPU_IMAGE_WORD_EXECUTABLES, TPU_IMAGE_EXECUTABLE_WORDS},
      {TPU_IMAGE_WORD_TENSORS, TPU_IMAGE_TENSOR_WORDS},
      {TPU_IMAGE_WORD_BITSTREAMS, TPU_IMAGE_BITSTREAM_WORDS},
      {TPU_IMAGE_WORD_RELOCATIONS, TPU_IMAGE_RELOCATION_WORDS},
  };
  uint64_t words = 0;
  for (size_t i = 0; i < sizeof layout / sizeof layout[0]; ++i) {
    words += (uint64_t)count_of(tables, layout[i].count) * layout[i].words;
  }
  return words * WORD_BYTES;
}

static bool header_is_valid(const struct tables *tables, uint32_t image_bytes) {
  const uint32_t *header = tables->header;
  for (uint32_t i = TPU_IMAGE_WORD_CACHING + 1; i < TPU_IMAGE_HEADER_WORDS; ++i) {
    if (header[i] != 0) {
      return false;
    }
  }
  return header[TPU_IMAGE_WORD_MAGIC] == TPU_IMAGE_MAGIC &&
         header[TPU_IMAGE_WORD_VERSION] == TPU_IMAGE_VERSION &&
         header[TPU_IMAGE_WORD_BYTES] == image_bytes &&
         header[TPU_IMAGE_WORD_BUFFERS] <= TPU_MAX_NETWORK_BUFFERS &&
         header[TPU_IMAGE_WORD_STEPS] >= 1 && header[TPU_IMAGE_WORD_STEPS] <= TPU_MAX_STEPS &&
         header[TPU_IMAGE_WORD_EXECUTABLES] <= TPU_MAX_EXECUTABLES &&
         header[TPU_IMAGE_WORD_CACHING] <= header[TPU_IMAGE_WORD_EXECUTABLES] &&
         header[TPU_IMAGE_WORD_TABLES_BYTES] <= TPU_MAX_TABLES_BYTES &&
         header[TPU_IMAGE_WORD_TABLES_BYTES] == expected_table_bytes(tables) &&
         header[TPU_IMAGE_WORD_TABLES_BYTES] <= image_bytes - HEADER_BYTES;
}

// Header and tables into own memory, checked as a whole.
static enum tpu_status copy_tables(struct tables *tables, const struct tpu_board *board,
                                   struct tpu_workspace *workspace, uint32_t image_bytes) {
  const struct tpu_hal *hal = board->accelerator;
  uint8_t raw[HEADER_BYTES];
  if (image_bytes < sizeof raw) {
    return TPU_BAD_IMAGE;
  }
  if (!hal->copy_from_bus(hal->context, raw, tables->image_bus_address, sizeof raw)) {
    return TPU_BUS_ERROR;
  }
  for (uint32_t i = 0; i < TPU_IMAGE_HEADER_WORDS; ++i) {
    tables->header[i] = tpu_load_le32(raw + (size_t)i * WORD_BYTES);
  }
  if (!header_is_valid(tables, image_bytes)) {
    return TPU_BAD_IMAGE;
  }
  const uint32_t bytes = tables->header[TPU_IMAGE_WORD_TABLES_BYTES];
  uint8_t *copy = tpu_workspace_take(workspace, bytes);
  if (copy == NULL) {
    return TPU_OUT_OF_MEMORY;
  }
  if (!hal->copy_from_bus(hal->context, copy, tables->image_bus_address + sizeof raw, bytes)) {
    return TPU_BUS_ERROR;
  }
  tables->next = copy;
  return tpu_crc32(copy, bytes) == tables->header[TPU_IMAGE_WORD_TABLES_CRC] ? TPU_OK
                                                                             : TPU_BAD_IMAGE;
}

// The next word; the sizes of all tables were checked against their bytes before.
static uint32_t next_word(struct tables *tables) {
  const uint32_t word = tpu_load_le32(tables->next);
  tables->next += WORD_BYTES;
  return word;
}

static bool read_buffers(struct tables *tables, struct tpu_network *network) {
  for (uint32_t i = 0; i < network->buffer_count; ++i) {
    struct tpu_network_buffer *buffer = &network->buffers[i];
    buffer->bytes = next_word(tables);
    buffer->role = next_word(tables);
    if (buffer->bytes == 0 || buffer->bytes > TPU_MAX_BUFFER_BYTES ||
        buffer->role > TPU_ROLE_OUTPUT) {
      return false;
    }
  }
  return true;
}

static bool read_steps(struct tables *tables, struct tpu_network *network) {
  for (uint32_t i = 0; i < network->step_count; ++i) {
    struct tpu_step *step = &network->steps[i];
    step->kind = next_word(tables);
    step->target = next_word(tables);
    // A caching program is no step: the runtime decides when it runs.
    if (step->kind > TPU_STEP_HOST ||
        (step->kind == TPU_STEP_DEVICE &&
         (step->target >= network->executable_count || step->target + 1 == network->caching))) {
      return false;
    }
  }
  return true;
}

// `bytes` bytes at an offset that is aligned and in the payload of the image.
static bool lies_in_image(const struct tables *tables, uint32_t offset, uint64_t bytes) {
  const uint32_t end = tables->header[TPU_IMAGE_WORD_BYTES];
  return offset % TPU_IMAGE_ALIGNMENT == 0 &&
         offset >= HEADER_BYTES + tables->header[TPU_IMAGE_WORD_TABLES_BYTES] && offset <= end &&
         bytes <= end - offset;
}

// Counts of one executable are within what is left of the tables.
static bool take_counts(struct tables *tables, struct tpu_executable *executable,
                        const uint32_t *words) {
  const uint32_t inputs = words[TPU_IMAGE_EXECUTABLE_INPUTS];
  const uint32_t outputs = words[TPU_IMAGE_EXECUTABLE_OUTPUTS];
  const uint32_t bitstreams = words[TPU_IMAGE_EXECUTABLE_BITSTREAMS];
  const uint32_t relocations = words[TPU_IMAGE_EXECUTABLE_RELOCATIONS];
  if (inputs > TPU_MAX_TENSORS || outputs > TPU_MAX_TENSORS || bitstreams > TPU_MAX_BITSTREAMS ||
      inputs + outputs > count_of(tables, TPU_IMAGE_WORD_TENSORS) - tables->tensors_used ||
      bitstreams > count_of(tables, TPU_IMAGE_WORD_BITSTREAMS) - tables->bitstreams_used ||
      relocations > count_of(tables, TPU_IMAGE_WORD_RELOCATIONS) - tables->relocations_used) {
    return false;
  }
  executable->input_count = inputs;
  executable->output_count = outputs;
  executable->input_bytes = tables->tensor_bytes + tables->tensors_used;
  executable->output_bytes = executable->input_bytes + inputs;
  executable->bitstreams = tables->bitstreams + tables->bitstreams_used;
  executable->bitstream_count = bitstreams;
  tables->tensors_used += inputs + outputs;
  tables->bitstreams_used += bitstreams;
  tables->relocations_used += relocations;
  return true;
}

static bool read_executable(struct tables *tables, struct tpu_executable *executable) {
  uint32_t words[TPU_IMAGE_EXECUTABLE_WORDS];
  for (uint32_t i = 0; i < TPU_IMAGE_EXECUTABLE_WORDS; ++i) {
    words[i] = next_word(tables);
  }
  for (uint32_t i = TPU_IMAGE_EXECUTABLE_ACCELERATOR + 1; i < TPU_IMAGE_EXECUTABLE_WORDS; ++i) {
    if (words[i] != 0) {
      return false;
    }
  }
  const uint32_t parameter_bytes = words[TPU_IMAGE_EXECUTABLE_PARAMETER_BYTES];
  const uint32_t interrupts = words[TPU_IMAGE_EXECUTABLE_INTERRUPTS];
  if (!lies_in_image(tables, words[TPU_IMAGE_EXECUTABLE_CODE], 0) ||
      (parameter_bytes > 0 &&
       !lies_in_image(tables, words[TPU_IMAGE_EXECUTABLE_PARAMETERS], parameter_bytes)) ||
      words[TPU_IMAGE_EXECUTABLE_BATCH] == 0 || interrupts == 0 || interrupts > INT32_MAX ||
      words[TPU_IMAGE_EXECUTABLE_ACCELERATOR] != 0 || !take_counts(tables, executable, words)) {
    return false;
  }
  executable->code_bus_address = tables->image_bus_address + words[TPU_IMAGE_EXECUTABLE_CODE];
  executable->parameters_bus_address =
      tables->image_bus_address + words[TPU_IMAGE_EXECUTABLE_PARAMETERS];
  executable->parameter_bytes = parameter_bytes;
  executable->scratch_bytes = words[TPU_IMAGE_EXECUTABLE_SCRATCH_BYTES];
  executable->batch = words[TPU_IMAGE_EXECUTABLE_BATCH];
  executable->completion_interrupts = interrupts;
  executable->parameter_caching_token = (uint64_t)words[TPU_IMAGE_EXECUTABLE_TOKEN_HIGH] << 32 |
                                        words[TPU_IMAGE_EXECUTABLE_TOKEN_LOW];
  return true;
}

// Each tensor's buffer exists and is large enough for all batch elements.
static bool read_tensors(struct tables *tables, const struct tpu_network *network) {
  uint32_t tensor = 0;
  for (uint32_t e = 0; e < network->executable_count; ++e) {
    const struct tpu_executable *executable = &network->executables[e];
    for (uint32_t i = 0; i < executable->input_count + executable->output_count; ++i, ++tensor) {
      const uint32_t buffer = next_word(tables);
      const uint32_t bytes = next_word(tables);
      if (buffer >= network->buffer_count || bytes == 0 ||
          (uint64_t)bytes * executable->batch > network->buffers[buffer].bytes) {
        return false;
      }
      tables->tensor_buffers[tensor] = buffer;
      tables->tensor_bytes[tensor] = bytes;
    }
  }
  return true;
}

// The bitstreams of each executable follow one another from its code offset on, inside the image;
// their relocations add up to the executable's.
static bool read_bitstreams(struct tables *tables, const struct tpu_network *network) {
  uint32_t bitstream = 0;
  uint32_t relocation = 0;
  for (uint32_t e = 0; e < network->executable_count; ++e) {
    const struct tpu_executable *executable = &network->executables[e];
    uint64_t code = 0;
    for (uint32_t i = 0; i < executable->bitstream_count; ++i, ++bitstream) {
      struct tpu_bitstream *target = &tables->bitstreams[bitstream];
      target->size = next_word(tables);
      target->relocation_count = next_word(tables);
      if (target->relocation_count > count_of(tables, TPU_IMAGE_WORD_RELOCATIONS) - relocation) {
        return false;
      }
      target->relocations = tables->relocations + relocation;
      relocation += target->relocation_count;
      code += ((uint64_t)target->size + TPU_CODE_ALIGNMENT - 1) / TPU_CODE_ALIGNMENT *
              TPU_CODE_ALIGNMENT;
    }
    const uint32_t offset = (uint32_t)(executable->code_bus_address - tables->image_bus_address);
    if (!lies_in_image(tables, offset, code)) {
      return false;
    }
  }
  return relocation == count_of(tables, TPU_IMAGE_WORD_RELOCATIONS);
}

static void read_relocations(struct tables *tables) {
  for (uint32_t i = 0; i < count_of(tables, TPU_IMAGE_WORD_RELOCATIONS); ++i) {
    struct tpu_relocation *relocation = &tables->relocations[i];
    relocation->bit_offset = next_word(tables);
    const uint32_t what = next_word(tables);
    relocation->buffer = (uint8_t)what;
    relocation->upper = (uint8_t)(what >> 8);
    relocation->index = (uint16_t)(what >> 16);
    relocation->batch = next_word(tables);
  }
}

static bool take_arrays(struct tables *tables, struct tpu_network *network,
                        struct tpu_workspace *workspace) {
  network->buffer_count = count_of(tables, TPU_IMAGE_WORD_BUFFERS);
  network->step_count = count_of(tables, TPU_IMAGE_WORD_STEPS);
  network->executable_count = count_of(tables, TPU_IMAGE_WORD_EXECUTABLES);
  network->caching = count_of(tables, TPU_IMAGE_WORD_CACHING);
  const uint64_t tensors = count_of(tables, TPU_IMAGE_WORD_TENSORS);
  const uint64_t bitstreams = count_of(tables, TPU_IMAGE_WORD_BITSTREAMS);
  const uint64_t relocations = count_of(tables, TPU_IMAGE_WORD_RELOCATIONS);
  network->buffers =
      tpu_workspace_take(workspace, network->buffer_count * (uint64_t)sizeof *network->buffers);
  network->steps =
      tpu_workspace_take(workspace, network->step_count * (uint64_t)sizeof *network->steps);
  network->executables = tpu_workspace_take(
      workspace, network->executable_count * (uint64_t)sizeof *network->executables);
  network->programs = tpu_workspace_take(
      workspace, network->executable_count * (uint64_t)sizeof *network->programs);
  tables->tensor_bytes = tpu_workspace_take(workspace, tensors * sizeof *tables->tensor_bytes);
  tables->tensor_buffers = tpu_workspace_take(workspace, tensors * sizeof *tables->tensor_buffers);
  tables->bitstreams = tpu_workspace_take(workspace, bitstreams * sizeof *tables->bitstreams);
  tables->relocations = tpu_workspace_take(workspace, relocations * sizeof *tables->relocations);
  network->tensor_buffers = tables->tensor_buffers;
  return network->buffers != NULL && network->steps != NULL && network->executables != NULL &&
         network->programs != NULL && tables->tensor_bytes != NULL &&
         tables->tensor_buffers != NULL && tables->bitstreams != NULL &&
         tables->relocations != NULL;
}

static bool read_all(struct tables *tables, struct tpu_network *network) {
  if (!read_buffers(tables, network) || !read_steps(tables, network)) {
    return false;
  }
  for (uint32_t i = 0; i < network->executable_count; ++i) {
    if (!read_executable(tables, &network->executables[i])) {
      return false;
    }
  }
  if (tables->tensors_used != count_of(tables, TPU_IMAGE_WORD_TENSORS) ||
      tables->bitstreams_used != count_of(tables, TPU_IMAGE_WORD_BITSTREAMS) ||
      tables->relocations_used != count_of(tables, TPU_IMAGE_WORD_RELOCATIONS) ||
      !read_tensors(tables, network) || !read_bitstreams(tables, network)) {
    return false;
  }
  read_relocations(tables);
  return true;
}

enum tpu_status tpu_image_read(struct tpu_network *network, struct tpu_workspace *workspace,
                               uint64_t image_bus_address, uint32_t image_bytes) {
  struct tables tables = {.image_bus_address = image_bus_address};
  const enum tpu_status status = copy_tables(&tables, network->board, workspace, image_bytes);
  if (status != TPU_OK) {
    return status;
  }
  if (!take_arrays(&tables, network, workspace)) {
    return TPU_OUT_OF_MEMORY;
  }
  return read_all(&tables, network) ? TPU_OK : TPU_BAD_IMAGE;
}
