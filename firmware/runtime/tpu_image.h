// SPDX-License-Identifier: Apache-2.0
// A network as it lies in memory: what the host puts there for the firmware to load.
//
// 32-bit little-endian words. Header, then the tables in the order of their counts, then, at
// multiples of 4 KiB from the image's start, code and parameters:
//
//   header      16 words, TPU_IMAGE_* below
//   buffers     2 words each: bytes, role
//   steps       2 words each: kind, target
//   executables 16 words each, TPU_IMAGE_EXECUTABLE_* below
//   tensors     2 words each: buffer, bytes of one batch element; of each executable the inputs,
//               then the outputs
//   bitstreams  2 words each: bytes, relocations; of each executable in order of execution
//   relocations 3 words each: bit offset in the bitstream; buffer kind (bits 7:0), upper half
//               (15:8), index of the input or output (31:16); batch element
//
// An executable's bitstreams lie at its code offset, each at the next multiple of
// TPU_CODE_ALIGNMENT. The firmware patches them where they lie, and maps code and parameters
// without a copy. The image must stay where it is while the network is loaded.
#ifndef FIRMWARE_RUNTIME_TPU_IMAGE_H_
#define FIRMWARE_RUNTIME_TPU_IMAGE_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TPU_IMAGE_MAGIC 0x54454e54u  // "TNET"
#define TPU_IMAGE_VERSION 1u
#define TPU_IMAGE_ALIGNMENT 4096u  // of the image, of code and of parameters

// Header, by word.
#define TPU_IMAGE_WORD_MAGIC 0u
#define TPU_IMAGE_WORD_VERSION 1u
#define TPU_IMAGE_WORD_BYTES 2u         // of the whole image
#define TPU_IMAGE_WORD_TABLES_BYTES 3u  // of all tables together
#define TPU_IMAGE_WORD_TABLES_CRC 4u    // CRC-32 (IEEE 802.3) of the tables
#define TPU_IMAGE_WORD_BUFFERS 5u
#define TPU_IMAGE_WORD_STEPS 6u
#define TPU_IMAGE_WORD_EXECUTABLES 7u
#define TPU_IMAGE_WORD_TENSORS 8u
#define TPU_IMAGE_WORD_BITSTREAMS 9u
#define TPU_IMAGE_WORD_RELOCATIONS 10u
#define TPU_IMAGE_WORD_CACHING 11u  // number of the parameter-caching executable plus 1; 0: none
#define TPU_IMAGE_HEADER_WORDS 16u  // the rest is 0

#define TPU_IMAGE_BUFFER_WORDS 2u
#define TPU_IMAGE_STEP_WORDS 2u
#define TPU_IMAGE_TENSOR_WORDS 2u
#define TPU_IMAGE_BITSTREAM_WORDS 2u
#define TPU_IMAGE_RELOCATION_WORDS 3u

// Executable, by word.
#define TPU_IMAGE_EXECUTABLE_CODE 0u  // offset in the image
#define TPU_IMAGE_EXECUTABLE_PARAMETERS 1u
#define TPU_IMAGE_EXECUTABLE_PARAMETER_BYTES 2u
#define TPU_IMAGE_EXECUTABLE_SCRATCH_BYTES 3u
#define TPU_IMAGE_EXECUTABLE_BATCH 4u
#define TPU_IMAGE_EXECUTABLE_INPUTS 5u
#define TPU_IMAGE_EXECUTABLE_OUTPUTS 6u
#define TPU_IMAGE_EXECUTABLE_BITSTREAMS 7u
#define TPU_IMAGE_EXECUTABLE_RELOCATIONS 8u
#define TPU_IMAGE_EXECUTABLE_INTERRUPTS 9u  // scalar-core interrupts 0 of one run
#define TPU_IMAGE_EXECUTABLE_TOKEN_LOW 10u
#define TPU_IMAGE_EXECUTABLE_TOKEN_HIGH 11u
#define TPU_IMAGE_EXECUTABLE_ACCELERATOR 12u
#define TPU_IMAGE_EXECUTABLE_WORDS 16u  // the rest is 0

enum tpu_buffer_role {
  TPU_ROLE_INTERNAL = 0,
  TPU_ROLE_INPUT = 1,   // of the network
  TPU_ROLE_OUTPUT = 2,  // of the network
};

enum tpu_step_kind {
  TPU_STEP_DEVICE = 0,  // target: number of an executable
  TPU_STEP_HOST = 1,    // target: number of a step of the operator service
};

// Limits of one network.
#define TPU_MAX_NETWORK_BUFFERS 4096u
#define TPU_MAX_STEPS 4096u
#define TPU_MAX_EXECUTABLES 64u
#define TPU_MAX_TABLES_BYTES 0x60000u  // 384 KiB

// CRC-32 as in Ethernet and zip: reflected, polynomial 0xedb88320, start and end value all ones.
uint32_t tpu_crc32(const uint8_t *bytes, uint32_t size);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_RUNTIME_TPU_IMAGE_H_
