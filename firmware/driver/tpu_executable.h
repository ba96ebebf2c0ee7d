// SPDX-License-Identifier: Apache-2.0
// A compiled program as the firmware receives it: bytes, sizes and the places to patch. Whoever
// reads the program file fills these structs; nothing in them is trusted.
#ifndef FIRMWARE_DRIVER_TPU_EXECUTABLE_H_
#define FIRMWARE_DRIVER_TPU_EXECUTABLE_H_

#include "firmware/driver/tpu_status.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TPU_MAX_TENSORS 32u               // inputs, and outputs, of one executable
#define TPU_MAX_BITSTREAMS 255u           // what the instruction queue holds
#define TPU_MAX_BUFFER_BYTES 0x40000000u  // of one tensor, parameter image or bitstream

// Whose address a relocation takes; the numbers are those of the executable format
// (FieldOffset.meta.desc).
enum tpu_buffer {
  TPU_BUFFER_OUTPUT = 0,
  TPU_BUFFER_INPUT = 1,
  TPU_BUFFER_PARAMETERS = 2,
  TPU_BUFFER_SCRATCH = 3,
};

// 32 bits of a bitstream that take half of a buffer's device address.
struct tpu_relocation {
  uint32_t bit_offset;  // of the field, in the bitstream
  uint8_t buffer;       // enum tpu_buffer
  uint8_t upper;        // 0: address bits 31:0, 1: address bits 63:32
  uint16_t index;       // which input or output; 0 otherwise
  uint32_t batch;       // element of the batch: the address advances by batch * tensor size
};

// Bitstreams that lie in place follow one another, each at the next multiple of this.
#define TPU_CODE_ALIGNMENT 64u

struct tpu_bitstream {
  const uint8_t *bytes;  // NULL if the executable's code lies in place
  uint32_t size;         // a multiple of 16
  uint32_t relocation_count;
  const struct tpu_relocation *relocations;
};

struct tpu_executable {
  const struct tpu_bitstream *bitstreams;  // in order of execution
  uint32_t bitstream_count;
  const uint8_t *parameters;  // may be NULL if parameter_bytes is 0 or if they lie in place
  uint32_t parameter_bytes;
  uint32_t scratch_bytes;
  uint32_t batch;               // elements per run, at least 1
  const uint32_t *input_bytes;  // of one batch element, per input
  const uint32_t *output_bytes;
  uint32_t input_count;
  uint32_t output_count;
  uint32_t completion_interrupts;    // scalar-core interrupts 0 that one run raises
  uint64_t parameter_caching_token;  // equal tokens share parameters on the chip; 0: never resident

  // What already lies in memory that the accelerator reaches is mapped, and patched, where it is,
  // instead of being copied. 0 or NULL: it does not.
  uint64_t code_bus_address;  // all bitstreams
  uint64_t parameters_bus_address;
  const uint64_t *input_bus_addresses;  // per input
  const uint64_t *output_bus_addresses;
};

// TPU_OK, or TPU_BAD_EXECUTABLE if a count, size or relocation cannot be right.
enum tpu_status tpu_executable_check(const struct tpu_executable *executable);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_EXECUTABLE_H_
