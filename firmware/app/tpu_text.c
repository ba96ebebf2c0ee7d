// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/tpu_text.h"

static void add_char(struct tpu_text *text, char c) {
  if (text->used + 1 < TPU_TEXT_BYTES) {
    text->bytes[text->used++] = c;
    text->bytes[text->used] = 0;
  }
}

void tpu_text_clear(struct tpu_text *text) {
  text->used = 0;
  text->bytes[0] = 0;
}

void tpu_text_add(struct tpu_text *text, const char *string) {
  for (; *string != 0; ++string) {
    add_char(text, *string);
  }
}

void tpu_text_add_number(struct tpu_text *text, uint32_t value) {
  char digits[10];
  uint32_t count = 0;
  do {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (count > 0) {
    add_char(text, digits[--count]);
  }
}

void tpu_text_add_hex(struct tpu_text *text, uint64_t value) {
  uint32_t digits = 8;
  while (digits < 16 && value >> (4 * digits) != 0) {
    ++digits;
  }
  tpu_text_add(text, "0x");
  while (digits-- > 0) {
    add_char(text, "0123456789abcdef"[value >> (4 * digits) & 15]);
  }
}
