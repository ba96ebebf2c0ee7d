// SPDX-License-Identifier: Apache-2.0
// HAL and board of the bare-metal core.
#ifndef FIRMWARE_APP_RV32_BOARD_H_
#define FIRMWARE_APP_RV32_BOARD_H_

#include "firmware/hal/tpu_board.h"

extern const struct tpu_board rv32_board;

void rv32_board_start(void);

#endif  // FIRMWARE_APP_RV32_BOARD_H_
