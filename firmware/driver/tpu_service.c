// SPDX-License-Identifier: Apache-2.0
#include "firmware/driver/tpu_service.h"

static uint32_t read_register(const struct tpu_board *board, uint32_t offset) {
  return board->service_read(board->context, offset);
}

static void write_register(const struct tpu_board *board, uint32_t offset, uint32_t value) {
  board->service_write(board->context, offset, value);
}

static enum tpu_status wait_end(const struct tpu_board *board) {
  const struct tpu_hal *hal = board->accelerator;
  const uint64_t began = hal->time_us(hal->context);
  for (;;) {
    const uint32_t state = read_register(board, TPU_SERVICE_STATUS);
    if (state == TPU_SERVICE_DONE) {
      return TPU_OK;
    }
    if (state != TPU_SERVICE_BUSY) {
      return TPU_SERVICE_ERROR;
    }
    const uint64_t elapsed = hal->time_us(hal->context) - began;
    if (elapsed >= TPU_SERVICE_TIMEOUT_US) {
      return TPU_TIMEOUT;
    }
    (void)board->wait_service(board->context, TPU_SERVICE_TIMEOUT_US - elapsed);
  }
}

enum tpu_status tpu_service_run(const struct tpu_board *board, uint32_t step,
                                uint64_t table_bus_address, uint32_t buffers,
                                struct tpu_service_result *result) {
  const struct tpu_hal *hal = board->accelerator;
  result->cycles = 0;
  result->error = TPU_SERVICE_ERROR_NONE;
  if (read_register(board, TPU_SERVICE_ID) != TPU_SERVICE_ID_VALUE) {
    return TPU_NO_SERVICE;
  }
  if (read_register(board, TPU_SERVICE_STATUS) == TPU_SERVICE_BUSY) {
    (void)wait_end(board);  // a step that the firmware started before its own reset
    write_register(board, TPU_SERVICE_INTERRUPT, 1);
  }
  write_register(board, TPU_SERVICE_STEP, step);
  write_register(board, TPU_SERVICE_TABLE_LOW, (uint32_t)table_bus_address);
  write_register(board, TPU_SERVICE_TABLE_HIGH, (uint32_t)(table_bus_address >> 32));
  write_register(board, TPU_SERVICE_BUFFERS, buffers);
  hal->memory_barrier(hal->context);
  write_register(board, TPU_SERVICE_START, 1);
  const enum tpu_status status = wait_end(board);
  write_register(board, TPU_SERVICE_INTERRUPT, 1);
  hal->memory_barrier(hal->context);
  result->cycles = (uint64_t)read_register(board, TPU_SERVICE_CYCLES_HIGH) << 32 |
                   read_register(board, TPU_SERVICE_CYCLES_LOW);
  result->error = read_register(board, TPU_SERVICE_REASON);
  return status;
}
