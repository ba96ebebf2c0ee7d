// SPDX-License-Identifier: Apache-2.0
// Lines of text without a C library's printf.
#ifndef FIRMWARE_APP_TPU_TEXT_H_
#define FIRMWARE_APP_TPU_TEXT_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TPU_TEXT_BYTES 160u

// What does not fit is cut off; `bytes` always ends in 0.
struct tpu_text {
  char bytes[TPU_TEXT_BYTES];
  uint32_t used;
};

void tpu_text_clear(struct tpu_text *text);
void tpu_text_add(struct tpu_text *text, const char *string);
void tpu_text_add_number(struct tpu_text *text, uint32_t value);
// 0x and at least eight digits.
void tpu_text_add_hex(struct tpu_text *text, uint64_t value);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_APP_TPU_TEXT_H_
