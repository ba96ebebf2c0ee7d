// SPDX-License-Identifier: Apache-2.0
// Little-endian loads and stores, and patching of a value at a bit position, by bytes: right on any
// host.
#ifndef FIRMWARE_DRIVER_TPU_BITS_H_
#define FIRMWARE_DRIVER_TPU_BITS_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

uint32_t tpu_load_le32(const uint8_t bytes[4]);
uint64_t tpu_load_le64(const uint8_t bytes[8]);
void tpu_store_le32(uint8_t bytes[4], uint32_t value);
void tpu_store_le64(uint8_t bytes[8], uint64_t value);

// Writes the 32 bits of `value` at bit `bit_offset` (bit 0 = least significant bit of byte 0) of a
// stream of `size` bytes; every other bit stays. False, with nothing written, if the field does not
// lie in the stream.
bool tpu_patch_bits32(uint8_t *stream, size_t size, uint64_t bit_offset, uint32_t value);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_BITS_H_
