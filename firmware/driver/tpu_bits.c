// SPDX-License-Identifier: Apache-2.0
#include "firmware/driver/tpu_bits.h"

uint32_t tpu_load_le32(const uint8_t bytes[4]) {
  return (uint32_t)bytes[0] | ((uint32_t)bytes[1] << 8) | ((uint32_t)bytes[2] << 16) |
         ((uint32_t)bytes[3] << 24);
}

uint64_t tpu_load_le64(const uint8_t bytes[8]) {
  return (uint64_t)tpu_load_le32(bytes) | ((uint64_t)tpu_load_le32(bytes + 4) << 32);
}

void tpu_store_le32(uint8_t bytes[4], uint32_t value) {
  for (unsigned i = 0; i < 4; ++i) {
    bytes[i] = (uint8_t)(value >> (8 * i));
  }
}

void tpu_store_le64(uint8_t bytes[8], uint64_t value) {
  tpu_store_le32(bytes, (uint32_t)value);
  tpu_store_le32(bytes + 4, (uint32_t)(value >> 32));
}

bool tpu_patch_bits32(uint8_t *stream, size_t size, uint64_t bit_offset, uint32_t value) {
  const uint64_t first = bit_offset / 8;
  const unsigned shift = (unsigned)(bit_offset % 8);
  const unsigned bytes = shift == 0 ? 4 : 5;  // a shifted field spans five bytes
  if (size < bytes || first > size - bytes) {
    return false;
  }
  const uint64_t mask = (uint64_t)UINT32_MAX << shift;
  const uint64_t field = (uint64_t)value << shift;
  for (unsigned i = 0; i < bytes; ++i) {
    uint8_t *byte = stream + first + i;
    const uint8_t keep = (uint8_t) ~(mask >> (8 * i));
    *byte = (uint8_t)((*byte & keep) | (uint8_t)(field >> (8 * i)));
  }
  return true;
}
