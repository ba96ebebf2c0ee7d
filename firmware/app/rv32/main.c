// SPDX-License-Identifier: Apache-2.0
// The firmware of the control core.
#include "firmware/app/rv32/board.h"
#include "firmware/app/rv32/io.h"
#include "firmware/app/tpu_server.h"
#include "firmware/app/tpu_text.h"
#include "firmware/hal/tpu_memory_map.h"

#include <string.h>

#define FINISHER_PASS 0x5555u  // values of the SiFive test device
#define FINISHER_FAIL 0x3333u

static struct tpu_server server;
static uint8_t workspace[1u << 20] __attribute__((aligned(8)));

void tpu_crash(uint32_t cause, uint32_t pc, uint32_t value);

int main(void) {
  rv32_board_start();
  if (!tpu_server_start(&server, &rv32_board, workspace, sizeof workspace)) {
    tpu_io_write32(TPU_FINISHER_ADDRESS, FINISHER_FAIL);
    return 1;
  }
  tpu_server_run(&server);
  tpu_io_write32(TPU_FINISHER_ADDRESS, FINISHER_PASS);
  return 0;
}

// An exception of the firmware itself (crt0.S): tell the host and stop.
void tpu_crash(uint32_t cause, uint32_t pc, uint32_t value) {
  const uint32_t crash[3] = {cause, pc, value};
  const uint32_t state = TPU_MAILBOX_CRASHED;
  uint8_t *mailbox = (uint8_t *)TPU_MAILBOX_ADDRESS;  // this core is little-endian
  struct tpu_text text;
  memcpy(mailbox + (size_t)4 * TPU_MAILBOX_WORD_CRASH, crash, sizeof crash);
  memcpy(mailbox + (size_t)4 * TPU_MAILBOX_WORD_STATE, &state, sizeof state);
  tpu_text_clear(&text);
  tpu_text_add(&text, "firmware crashed: cause ");
  tpu_text_add_number(&text, cause);
  tpu_text_add(&text, ", pc ");
  tpu_text_add_hex(&text, pc);
  tpu_text_add(&text, ", value ");
  tpu_text_add_hex(&text, value);
  rv32_board.message(rv32_board.context, text.bytes);
  if ((server.platform & TPU_PLATFORM_HOST_BELL) != 0) {
    rv32_board.ring_host(rv32_board.context);
  }
}
